"""How simulated people behave: drawn, never planned with. What the planner believes of them stands in `incidents`.

acceptance .35                        Denmark, 177,866 alerts
answer median 45 s, spread .8         the example that the exact wave formula is checked with
turnout 105 s, spread .6, night +40   Lebensretter, 4,138 runs: median 1:45, by night 2:22
travel spread .2                      the same example
declines .5, shows up .95             plan figures; what is known is that a yes is not yet an arrival (KATRETTER)
on scene 6 min, spread .4             plan figure
"""

from dataclasses import dataclass
from hashlib import blake2b
from math import exp
from statistics import NormalDist

NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Nature:
    """What is true of one person. Medians in seconds, spreads in log units; `declines`: of those who will not come, the
    share that says so."""

    acceptance: float = 0.35
    declines: float = 0.5
    shows_up: float = 0.95
    answer_s: float = 45.0
    answer_spread: float = 0.8
    turnout_s: float = 105.0
    turnout_spread: float = 0.6
    night_turnout_s: float = 40.0
    travel_spread: float = 0.2
    on_scene_s: float = 360.0
    on_scene_spread: float = 0.4


@dataclass(frozen=True, slots=True)
class Draws:
    """Random numbers that hang on what they are for and not on when they are asked for: whoever is alerted, in whatever
    order, the same person does the same at the same incident. A keyed hash is the generator (about 1 µs)."""

    seed: int

    def share(self, incident: int, volunteer: str, purpose: str) -> float:
        """Uniform between 0 and 1, neither of them."""
        key = f"{self.seed}|{incident}|{volunteer}|{purpose}".encode()
        return (int.from_bytes(blake2b(key, digest_size=8).digest(), "big") >> 11 | 1) / 2**53

    def normal(self, incident: int, volunteer: str, purpose: str) -> float:
        return NORMAL.inv_cdf(self.share(incident, volunteer, purpose))


@dataclass(frozen=True, slots=True)
class Conduct:
    """What one person does about one incident, if asked. `accepts` None: never answers. `answer_s` from the alert,
    `turnout_s` from the yes, `on_scene_s` from the arrival; the way takes `travel_factor` times what the map says."""

    accepts: bool | None
    answer_s: float
    shows_up: bool
    turnout_s: float
    travel_factor: float
    on_scene_s: float


def conduct(nature: Nature, draws: Draws, incident: int, volunteer: str, *, night: bool) -> Conduct:
    def share(purpose: str) -> float:
        return draws.share(incident, volunteer, purpose)

    def around(median: float, spread: float, purpose: str) -> float:
        return median * exp(spread * draws.normal(incident, volunteer, purpose))

    accepts = True if share("accept") < nature.acceptance else False if share("decline") < nature.declines else None
    return Conduct(
        accepts,
        answer_s=around(nature.answer_s, nature.answer_spread, "answer"),
        shows_up=share("show up") < nature.shows_up,
        turnout_s=around(nature.turnout_s + nature.night_turnout_s * night, nature.turnout_spread, "turnout"),
        travel_factor=around(1.0, nature.travel_spread, "travel"),
        on_scene_s=around(nature.on_scene_s, nature.on_scene_spread, "on scene"),
    )
