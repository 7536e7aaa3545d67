"""A plan on a bad day: at night, in heavy rain, in a flood, with its worst bridge or tunnel closed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from maps.covered import Figures, figures
from maps.criticality import Losses, Spot, most_critical, without
from maps.snapping import I8
from maps.speeds import WADE_STOP_M, Conditions, Weather
from maps.structures import Kind, Structure
from maps.travel import weigh

NIGHT_TURNOUT_S = 40.0
"""So much longer people take to set out at night: it comes off the minutes."""
DEEP_M = WADE_STOP_M + 0.1
"""Water in an underpass: nobody goes through."""
NOTHING = np.empty(0, np.int64)


class Trial(StrEnum):
    TODAY = "today"
    NIGHT = "night"
    HEAVY_RAIN = "heavy_rain"
    FLOOD = "flood"
    CLOSED = "closed"


@dataclass(frozen=True, eq=False)
class Outcome:
    """`structure`: the one that is closed; `edges`: those that are closed or under water."""

    trial: Trial
    figures: Figures
    edges: I8
    structure: Structure | None = None


def tried(
    spot: Spot, structures: Sequence[Structure], *, flooded: I8 | None = None
) -> tuple[tuple[Outcome, ...], Losses]:
    """Each trial by itself, and the structures by what closing each costs.

    `flooded`: edges under deep water; else every tunnel is, in heavy rain: a map has no heights, so what else would
    flood is not known. Figures count the nearest site alone, so there is no double cover in them.
    """
    rain = replace(spot.weights.conditions, weather=Weather.HEAVY_RAIN)
    tunnels = [one.edges for one in structures if one.kind is Kind.TUNNEL]
    water = flooded if flooded is not None else np.concatenate([NOTHING, *tunnels])
    wet = replace(rain, flood_m={**rain.flood_m, **dict.fromkeys(water.tolist(), DEEP_M)})
    night = replace(spot.weights.conditions, night=True)
    worst = most_critical(spot, [one.edges for one in structures], count=5)
    found = [
        _outcome(spot, Trial.TODAY),
        _outcome(replace(_in(spot, night), limit_s=max(0.0, spot.limit_s - NIGHT_TURNOUT_S)), Trial.NIGHT),
        _outcome(_in(spot, rain), Trial.HEAVY_RAIN),
        _outcome(_in(spot, wet), Trial.FLOOD, water=water),
    ]
    if worst.worst:
        one = structures[worst.worst[0].group]
        found.append(_outcome(spot, Trial.CLOSED, closed=one.edges, structure=one))
    return tuple(found), worst


def _in(spot: Spot, conditions: Conditions) -> Spot:
    return replace(spot, weights=weigh(spot.weights.network, spot.weights.mode, conditions))


def _outcome(
    spot: Spot, trial: Trial, *, closed: I8 = NOTHING, water: I8 = NOTHING, structure: Structure | None = None
) -> Outcome:
    """People on a street under water are not moved to the next: they are cut off."""
    seconds = np.nan_to_num(without(spot, closed), nan=np.inf).astype(np.float32)
    found = figures(spot.demand, seconds[:, None], spot.limit_s, folds=1)
    return Outcome(trial, found, np.union1d(closed, water), structure)
