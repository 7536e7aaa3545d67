"""Who should be asked, in what order, and why: pure, on travel times that were found before."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from dispatch.board import Board
from dispatch.incidents.candidate import Candidate, Candidates, Listed
from dispatch.incidents.centre import Centre
from dispatch.incidents.model import Incident
from dispatch.incidents.sieve import Rows, Sieve
from dispatch.incidents.waves import HOPELESS, alerted_enough, outlooks
from dispatch.incidents.ways import F8, Reaches
from dispatch.people.eligibility import Reason
from dispatch.people.profiles import NONE, REASONS

ALERT_COST = 0.05
"""What asking somebody costs, in chance to keep the promise.

People are asked one after the other until one says yes, as boxes are opened until a prize is good enough: the best
order is by c − cost / p, c the chance of whoever says yes to be there in time, p that of the yes (Weitzman 1979).
Somebody near is worth more than somebody far who says yes more often.
"""

ALIKE_S = 10
LATEST_S = 7200


def candidates(board: Board, incident: Incident, reaches: Reaches, centre: Centre, at: datetime) -> Candidates:
    """Rank by what they are worth asking everyone who passes the gates, and pick whom the plan would ask now.

    `reaches` holds everyone who is placed. Who already goes to this incident, or was asked, is left out. Cost: a few
    passes over arrays of those on duty; everyone else is only counted.
    """
    sieve = Sieve.before(board, incident, reaches, centre, at)
    left, first = sieve.left(), sieve.firsts()
    ready, against = np.flatnonzero(left & (first == NONE)), np.flatnonzero(left & (first != NONE))
    says_yes, chance = sieve.chances(ready)
    order = _by_worth(chance, says_yes, sieve.response_s[ready])
    ready, says_yes, chance = ready[order], says_yes[order], chance[order]
    roles, wanted = sieve.roles(ready), sieve.needs
    picked = _pick(sieve, ready, roles, says_yes, chance)

    def ranked(place: int) -> Candidate:
        return sieve.candidate(
            int(ready[place]),
            role=wanted[roles[place]].role,
            chance=chance[place],
            acceptance=says_yes[place],
            rank=place + 1,
            picked=place in picked,
        )

    timed = against[sieve.response_s[against] <= incident.response.limit_s]
    rejected = timed[np.argsort(sieve.response_s[timed], kind="stable")]
    counts = dict(zip(map(str, REASONS), np.bincount(first[against], minlength=len(REASONS)).tolist(), strict=True))
    counts[Reason.OFF_DUTY] = len(board.people.volunteers) - len(board.duty.on_duty)
    return Candidates(
        at,
        Listed(len(ready), ranked),
        Listed(len(rejected), lambda place: sieve.rejected(int(rejected[place]))),
        {reason: count for reason, count in counts.items() if count},
        tuple(ranked(place) for place in sorted(picked)),
        frozenset(wanted[role].role for role in np.unique(roles)),
    )


def _by_worth(chance: F8, says_yes: F8, response_s: F8) -> Rows:
    """Whoever is worth asking most first (`ALERT_COST`): where people say yes alike that is the soonest; among those
    alike within ten seconds, whoever leaves most others in the same place, who cover it still. Equal ones stay in the
    order that they have, so that the order is one; people whose time is unknown come last."""
    worth = (np.nan_to_num(chance) - ALERT_COST) / says_yes
    second = np.clip(np.nan_to_num(response_s), 0, LATEST_S).astype(np.intp)
    left_there = np.bincount(second)[second] if len(second) else second
    return np.lexsort((response_s, -left_there, second // ALIKE_S, -np.round(worth, 3)))


def _pick(sieve: Sieve, rows: Rows, roles: Rows, says_yes: F8, chance: F8) -> set[int]:
    """The places of the fewest, in order, who with those already asked and coming bring each role to its target chance.

    Where the promise can hardly be kept any more, as many are asked as bring somebody at all with that chance, however
    late: not nobody, and not everyone. The board may have moved on since travel times were found: whoever is taken
    passes the gates as they are now.
    """
    picked: set[int] = set()
    for role, outlook in outlooks(sieve.board, sieve.incident, sieve.centre, sieve.at).items():
        in_promise, ever = outlook.odds(), outlook.odds(in_time=False)
        place_of_need = next(place for place, need in enumerate(sieve.needs) if need.role == role)
        for place in _rested_first(sieve, rows, np.flatnonzero((roles == place_of_need) & ~np.isnan(chance))):
            if in_promise.chance >= outlook.target:
                break
            if chance[place] < HOPELESS and ever.chance >= outlook.target:
                break
            if sieve.role(sieve.reaches.volunteers[rows[place]]) == (role, ()):
                picked.add(place)
                in_promise.ask(chance[place])
                ever.ask(says_yes[place])
    return picked


def _rested_first(sieve: Sieve, rows: Rows, places: Rows) -> Iterator[int]:
    """The same places, those of people who have been alerted enough this week at the end."""
    later = []
    for place in places.tolist():
        if alerted_enough(sieve.board, sieve.incident, sieve.reaches.volunteers[rows[place]], sieve.at):
            later.append(place)
        else:
            yield place
    yield from later
