"""What is true of the simulated people, from a file or as published; the planner never sees it.

{"nature": {"turnout_s": 90, "shows_up": 0.95},          what holds for everybody (any field of `Nature`)
 "acceptance": {"mean": 0.35, "sd": 0.2},                how people differ: a Beta distribution; sd 0: not at all
 "history": 12,                                          past alerts of each, from which the planner has learned
 "people": {"V0001": {"acceptance": 0.6}}}               what holds for single ones
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated, Any

import numpy as np
from immutables import Map
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatch.errors import Refused
from dispatch.incidents.model import Answers
from dispatch.simulate.volunteers import Nature

PUBLISHED = Nature(shows_up=1.0)
"""Whoever says yes comes: what is published counts acceptance and times, and no no-shows."""
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=86_400)]
Spread = Annotated[float, Field(ge=0, le=10)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class NatureIn(_Part):
    """Any of the fields of `Nature`."""

    acceptance: Share | None = None
    declines: Share | None = None
    shows_up: Share | None = None
    answer_s: Positive | None = None
    answer_spread: Spread | None = None
    turnout_s: Positive | None = None
    turnout_spread: Spread | None = None
    night_turnout_s: Annotated[float, Field(ge=0, le=86_400)] | None = None
    travel_spread: Spread | None = None
    on_scene_s: Positive | None = None
    on_scene_spread: Spread | None = None

    def said(self) -> dict[str, float]:
        return self.model_dump(exclude_none=True)


class AcceptanceIn(_Part):
    mean: Annotated[float, Field(gt=0, lt=1)] = 0.35
    sd: Annotated[float, Field(ge=0, lt=0.5)] = 0.0


class TruthIn(_Part):
    nature: NatureIn = NatureIn()
    acceptance: AcceptanceIn | None = None
    history: Annotated[int, Field(ge=0, le=1000)] = 0
    people: dict[str, NatureIn] = {}


@dataclass(frozen=True, slots=True)
class Truth:
    """`sd`: by how much acceptance differs around `usual.acceptance`; `single`: what is said of single people."""

    usual: Nature = PUBLISHED
    sd: float = 0.0
    history: int = 0
    single: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def require_known(self, volunteers: Collection[str]) -> None:
        """Refuses with `truth_of_nobody` what is said of somebody who is not among them."""
        unknown = sorted(set(self.single) - set(volunteers))
        if unknown:
            raise Refused("truth_of_nobody", volunteers=", ".join(unknown[:5]), count=len(unknown))

    def natures(self, volunteers: Sequence[str], seed: int) -> dict[str, Nature]:
        """Of each; the same seed makes the same people."""
        rng = np.random.default_rng([seed, 1])
        mean = self.usual.acceptance
        strength = mean * (1 - mean) / self.sd**2 - 1 if self.sd else 0.0
        drawn = (
            rng.beta(mean * strength, (1 - mean) * strength, len(volunteers)) if self.sd else [mean] * len(volunteers)
        )
        return {
            volunteer: replace(self.usual, **{"acceptance": float(p), **self.single.get(volunteer, {})})
            for volunteer, p in zip(volunteers, drawn, strict=True)
        }

    def past(self, natures: Mapping[str, Nature], seed: int) -> Map[str, Answers]:
        """How everybody has answered before the first call."""
        if not self.history:
            return Map()
        rng = np.random.default_rng([seed, 2])
        return Map(
            {
                volunteer: Answers(self.history, int(rng.binomial(self.history, nature.acceptance)))
                for volunteer, nature in natures.items()
            }
        )


def read_truth(text: bytes, name: str) -> Truth:
    """Refuses by name (`bad_truth`) what is not as above."""
    try:
        told = TruthIn.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "JSON"
        raise Refused("bad_truth", file=name, where=where, reason=first["msg"]) from error
    acceptance = told.acceptance or AcceptanceIn(mean=PUBLISHED.acceptance)
    if acceptance.sd**2 >= acceptance.mean * (1 - acceptance.mean):
        raise Refused("bad_truth", file=name, where="acceptance.sd", reason="too large for the mean")
    usual = replace(PUBLISHED, **told.nature.said())
    if told.acceptance:
        usual = replace(usual, acceptance=acceptance.mean)
    single = {volunteer: nature.said() for volunteer, nature in told.people.items()}
    return Truth(usual, acceptance.sd, told.history, single)


def described(truth: Truth) -> dict[str, Any]:
    return {"nature": asdict(truth.usual), "sd": truth.sd, "history": truth.history, "single": len(truth.single)}
