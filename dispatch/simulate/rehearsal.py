"""A drill played to the end in memory: the real desks, simulated people, a clock that jumps to what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from immutables import Map

from dispatch.drills.desk import DrillDesk
from dispatch.drills.scenario import inside, place_by_name, scenario
from dispatch.incidents.plans import Plans
from dispatch.log.event import Recorded
from dispatch.places.finding import Finder
from dispatch.places.model import Places
from dispatch.reports.aftermath import Aftermath
from dispatch.reports.debrief import Debrief
from dispatch.simulate.enrolled import Enrolled
from dispatch.simulate.ward import Crew, Ward
from maps.cities import City

BY = "simulated:director"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    aftermath: Aftermath
    log: Sequence[Recorded]


def rehearse(
    city: City, crew: Crew, plans: Plans, file: str, text: str, *, begins_at: datetime, speed: float, seed: int
) -> Rehearsed:
    """Everybody of `crew` is on duty, enrolled or not."""
    ward = Ward(city, crew, plans, Map(), begins_at=begins_at, seed=seed)
    ward.change_watch()
    drills = DrillDesk(ward.log, ward.now, centre=ward.centre, plans=plans)
    people = Enrolled(ward.log, ward.incidents, ward.now)
    told = scenario(file, text, ward.board, place_by_name(Finder(city), Places()), inside(city.bbox))
    drills.start(told, speed=speed, simulated=True, seed=seed, by=BY)
    minders = (ward.incidents, ward.top_up, drills, people)
    while (board := ward.board).drills.current is not None:
        due = [at for at in (one.next_due(board) for one in minders) if at is not None]
        ward.at = max(ward.at, min(due))
        for one in minders:
            one.fall_due()
    last = ward.board.drills.last_drill
    return Rehearsed(Debrief(ward.log, ward.now).of(last), ward.log.events())
