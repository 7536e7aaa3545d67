"""Sites that can serve only so much weight: a row is then shared between the open sites that reach it."""

import numpy as np
import scipy.sparse as sp

from maps.errors import BadInput
from maps.siting.covering import COLUMNS, choice_rows
from maps.siting.question import Model, Question
from maps.siting.solver import Program


def sharing_program(model: Model, question: Question) -> Program:
    """Columns: sites [m], then the share of a row that a site serves, for each pair in reach.

    MCLP serves as much weight as there is room for within the radius; p-median serves everyone, as near as there is.
    """
    assert question.capacity is not None
    cover = model is Model.MCLP
    usable = (question.near if cover else np.isfinite(question.apart)) & (question.weights > 0)[:, None]
    row, site = np.nonzero(usable)
    pairs, sites = row.size, question.sites
    if pairs > COLUMNS:
        raise BadInput("siting_too_large", columns=pairs)
    weight, ones, ks = question.weights[row], np.ones(pairs), np.arange(pairs)
    column = sites + ks
    shape = (question.rows, sites + pairs)
    whole_rows = sp.coo_array((ones, (row, column)), shape=shape)
    opened = sp.coo_array(
        (np.concatenate([ones, -ones]), (np.tile(ks, 2), np.concatenate([column, site]))), shape=(pairs, sites + pairs)
    )
    room = np.minimum(question.capacity, question.weights.sum())
    held = sp.coo_array(
        (
            np.concatenate([weight, -room]),
            (np.concatenate([site, np.arange(sites)]), np.concatenate([column, np.arange(sites)])),
        ),
        shape=(sites, sites + pairs),
    )
    choice, low, high = choice_rows(question, sites + pairs)
    everyone = (question.weights > 0) & (not cover)
    costs = -weight if cover else weight * question.apart[row, site]
    return Program(
        cost=np.concatenate([np.zeros(sites), costs]),
        least=np.concatenate([question.standing, np.zeros(pairs)]).astype(np.float64),
        most=np.ones(sites + pairs),
        whole=np.arange(sites + pairs) < sites,
        rows=sp.csr_array(sp.vstack([whole_rows, opened, held, choice])),
        low=np.concatenate([everyone.astype(np.float64), np.full(pairs + sites, -np.inf), low]),
        high=np.concatenate([np.ones(question.rows), np.zeros(pairs + sites), high]),
    )
