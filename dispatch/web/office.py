"""What every route speaks to: the desks and what they stand on, joined once by `create_app`."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from dispatch.aeds.desk import AedDesk
from dispatch.board import Board
from dispatch.conditions.desk import ConditionsDesk
from dispatch.config import Config
from dispatch.drills.desk import DrillDesk
from dispatch.duty.desk import DutyDesk
from dispatch.duty.reception import ReceptionDesk
from dispatch.followups.desk import FollowUpDesk
from dispatch.ground.desk import GroundDesk
from dispatch.hours.desk import HoursDesk
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.planbook import PlanBook
from dispatch.incidents.plans import Unfillable, unfillable
from dispatch.incidents.safety import SafetyDesk
from dispatch.incidents.scene import SceneDesk
from dispatch.incidents.topup import TopUp
from dispatch.incidents.watch import Watch
from dispatch.kits.desk import KitDesk
from dispatch.ladder.book import LadderBook
from dispatch.ladder.desk import LadderDesk
from dispatch.log.backup import Backup
from dispatch.log.due import all_of
from dispatch.log.log import Log
from dispatch.people.desk import PeopleDesk
from dispatch.people.positions import Positions
from dispatch.people.whereabouts import Whereabouts
from dispatch.places.desk import PlacesDesk
from dispatch.places.finding import Finder
from dispatch.planning.desk import PlanningDesk
from dispatch.planning.survey import Survey
from dispatch.readiness.desk import ReadinessDesk
from dispatch.readiness.moving import MoveUps
from dispatch.reports.debrief import Debrief
from dispatch.reports.desk import Reports
from dispatch.rosters.desk import RosterDesk
from dispatch.rosters.terms import RosterBook
from dispatch.safety.desk import PanicDesk
from dispatch.simulate.enrolled import Enrolled
from dispatch.simulate.play import Play
from dispatch.web.accounts import Accounts
from dispatch.web.channels import Channel
from dispatch.web.circle import LiveCircle
from dispatch.web.circle_day import CircleDay
from dispatch.web.demo import Login
from dispatch.web.firstrun import SetUpCode
from dispatch.web.running import Running
from dispatch.web.screens import Screens
from dispatch.web.zones import Zones
from maps.cities import City

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Office:
    config: Config
    city: City
    centre: Centre
    log: Log[Board]
    incidents: IncidentDesk
    scene: SceneDesk
    plans: PlanBook
    top_up: TopUp
    watch: Watch
    ladder: LadderDesk
    ladder_book: LadderBook
    safety: SafetyDesk
    panics: PanicDesk
    people: PeopleDesk
    duty: DutyDesk
    reception: ReceptionDesk
    rosters: RosterDesk
    roster_book: RosterBook
    conditions: ConditionsDesk
    ground: GroundDesk
    aeds: AedDesk
    kits: KitDesk
    readiness: ReadinessDesk
    move_ups: MoveUps
    whereabouts: Whereabouts
    places: PlacesDesk
    finder: Finder
    followups: FollowUpDesk
    hours: HoursDesk
    zones: Zones
    circle: LiveCircle
    circle_day: CircleDay
    positions: Positions
    accounts: Accounts
    reports: Reports
    drills: DrillDesk
    enrolled: Enrolled
    debrief: Debrief
    planning: PlanningDesk
    survey: Survey
    running: Running
    screens: Screens
    demo_logins: tuple[Login, ...]
    play: Play
    code: SetUpCode
    channels: Callable[[], tuple[Channel, ...]]
    last_backup: Callable[[], Backup | None]
    now: Callable[[], datetime]

    def unfillable(self) -> list[Unfillable]:
        """Roles of the plans in force that nobody on record could fill; none while nobody is on record."""
        volunteers = self.log.board().people.volunteers
        return list(unfillable(self.plans, volunteers.values(), self.centre.day(self.now()))) if volunteers else []

    def name_unfillable(self) -> None:
        for one in self.unfillable():
            logger.warning("Nobody can fill a response plan: %s", one)

    def next_due(self, board: Board) -> datetime | None:
        due = (desk.next_due(board) for desk in self._minders)
        return min((at for at in due if at is not None), default=None)

    def fall_due(self) -> None:
        all_of(desk.fall_due for desk in self._minders)

    @property
    def _minders(self) -> tuple[IncidentDesk, TopUp, Watch, ConditionsDesk, FollowUpDesk, ReceptionDesk, ReadinessDesk]:
        """Those for whom something falls due, in the order in which one may lead to the next."""
        return self.incidents, self.top_up, self.watch, self.conditions, self.followups, self.reception, self.readiness


def office() -> Office:
    """The one of the running app."""
    found: Office = current_app.extensions["office"]
    return found
