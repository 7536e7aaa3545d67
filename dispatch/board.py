"""The board: the open world, what is true now. One frozen field a room; only the folds make a new one."""

from dataclasses import dataclass, field

from dispatch.aeds.model import Aeds
from dispatch.conditions.model import Conditions
from dispatch.drills.model import Drills
from dispatch.duty.model import Duty
from dispatch.followups.model import FollowUps
from dispatch.ground.model import Ground
from dispatch.hours.model import Hours
from dispatch.incidents.model import Incidents
from dispatch.kits.model import Kits
from dispatch.ladder.model import Ladder
from dispatch.people.model import People
from dispatch.places.model import Places
from dispatch.planning.model import Planning
from dispatch.readiness.model import Readiness
from dispatch.rosters.model import Rosters
from dispatch.safety.model import Safety


@dataclass(frozen=True, slots=True)
class Board:
    incidents: Incidents = field(default_factory=Incidents)
    people: People = field(default_factory=People)
    duty: Duty = field(default_factory=Duty)
    conditions: Conditions = field(default_factory=Conditions)
    ground: Ground = field(default_factory=Ground)
    places: Places = field(default_factory=Places)
    safety: Safety = field(default_factory=Safety)
    aeds: Aeds = field(default_factory=Aeds)
    followups: FollowUps = field(default_factory=FollowUps)
    drills: Drills = field(default_factory=Drills)
    ladder: Ladder = field(default_factory=Ladder)
    rosters: Rosters = field(default_factory=Rosters)
    kits: Kits = field(default_factory=Kits)
    readiness: Readiness = field(default_factory=Readiness)
    planning: Planning = field(default_factory=Planning)
    hours: Hours = field(default_factory=Hours)
