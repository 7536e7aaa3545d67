"""The only place where parts are joined: city, log, desks and what they stand on become the office."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from dispatch import clock
from dispatch.aeds import demo as demo_aeds
from dispatch.aeds.desk import AedDesk
from dispatch.board import Board
from dispatch.conditions.desk import ConditionsDesk
from dispatch.conditions.streets import Streets
from dispatch.config import Config
from dispatch.drills.desk import DrillDesk
from dispatch.duty.checks import LastSeen
from dispatch.duty.desk import DutyDesk
from dispatch.duty.reception import ReceptionDesk
from dispatch.followups.desk import FollowUpDesk
from dispatch.ground.desk import GroundDesk
from dispatch.hours.desk import HoursDesk
from dispatch.incidents.centre import Centre
from dispatch.incidents.desk import IncidentDesk
from dispatch.incidents.planbook import PlanBook
from dispatch.incidents.safety import SafetyDesk
from dispatch.incidents.scene import SceneDesk
from dispatch.incidents.topup import TopUp
from dispatch.incidents.watch import Watch
from dispatch.kits import demo as demo_kits
from dispatch.kits.desk import KitDesk
from dispatch.ladder.book import LadderBook
from dispatch.ladder.desk import LadderDesk
from dispatch.log.backup import last_backup
from dispatch.log.log import Log
from dispatch.opening import board_log, claim, open_store
from dispatch.people.demo import bring_on_duty, furnish
from dispatch.people.desk import PeopleDesk
from dispatch.people.positions import Positions
from dispatch.people.whereabouts import Whereabouts
from dispatch.places.desk import PlacesDesk
from dispatch.places.finding import Finder
from dispatch.planning.brought import DemandFiles
from dispatch.planning.desk import PlanningDesk
from dispatch.planning.survey import Survey
from dispatch.readiness.desk import ReadinessDesk
from dispatch.readiness.moving import MoveUps
from dispatch.reports.debrief import Debrief
from dispatch.reports.desk import Reports
from dispatch.rosters import leaders
from dispatch.rosters.desk import RosterDesk
from dispatch.rosters.model import LeaderChange
from dispatch.rosters.nearness import StationWays
from dispatch.rosters.terms import RosterBook
from dispatch.safety.desk import PanicDesk
from dispatch.simulate.enrolled import Enrolled
from dispatch.simulate.play import Play
from dispatch.simulate.stage import BY, Stage
from dispatch.web import demo
from dispatch.web.accounts import Accounts
from dispatch.web.channels import channels_of
from dispatch.web.circle import LiveCircle
from dispatch.web.circle_day import CircleDay
from dispatch.web.firstrun import SetUpCode
from dispatch.web.office import Office
from dispatch.web.running import Running
from dispatch.web.screens import Screens
from dispatch.web.zones import Zones
from maps.cities import City, city_from

SEED = 15


def open_office(config: Config, now: Callable[[], datetime]) -> Office:
    """Opens city and database and makes sure that they belong together."""
    city = city_from(config.city, config.cities_dir)
    centre = Centre(ZoneInfo(city.timezone), city.bbox, city.mobilisation)
    store = open_store(config)
    log = board_log(store)
    claim(log, city)
    now = clock.from_head(log.head().at, now)
    people, duty = PeopleDesk(log, now), DutyDesk(log, now)
    if config.demo:
        _furnish(city, centre, log, people, duty, now)
    roads, positions, accounts = Streets(city), Positions(store.engine, now), Accounts(store.engine, now)
    whereabouts = Whereabouts(positions, roads.snap, now, centre.timezone)
    book, ladder_book = PlanBook(config.data_dir), LadderBook(config.data_dir)
    leader = partial(_leader, ladder_book, centre)
    roster_book = RosterBook(config.data_dir)
    owed = FollowUpDesk(log, now, centre, left_out=lambda incident: incident.taken_by.startswith(BY))
    desk = IncidentDesk(log, now, centre=centre, plans=book, streets=roads, whereabouts=whereabouts, owed=owed.at_close)
    circle = LiveCircle(log, roads, whereabouts, centre, book, now)
    return Office(
        config=config,
        city=city,
        centre=centre,
        log=log,
        incidents=desk,
        scene=SceneDesk(log, now),
        plans=book,
        top_up=TopUp(log, now, centre=centre, reaches=desk.reaches),
        ladder=LadderDesk(
            log,
            now,
            incidents=desk,
            timetable=lambda: ladder_book.timetable,
            name=store.name,
            real=bool(config.gateway_url),
        ),
        ladder_book=ladder_book,
        watch=Watch(log, now, centre=centre, positions=positions, leader=leader),
        safety=SafetyDesk(log, now, centre=centre),
        panics=PanicDesk(log, now, leader=leader),
        people=people,
        duty=duty,
        reception=ReceptionDesk(
            log,
            now,
            timezone=centre.timezone,
            secret=lambda station, pairing: store.seal.derived(f"station code {station} {pairing}"),
            seen=partial(_last_seen, positions),
        ),
        rosters=RosterDesk(
            log,
            now,
            centre.timezone,
            lambda: roster_book.terms,
            changes=partial(_leader_changes, ladder_book, centre),
            ways=StationWays(roads).to,
            reminding=bool(config.gateway_url),
        ),
        roster_book=roster_book,
        conditions=ConditionsDesk(log, now, roads),
        ground=GroundDesk(log, now, roads),
        aeds=AedDesk(log, now),
        kits=KitDesk(log, now),
        readiness=ReadinessDesk(log, now, centre=centre, proof=lambda: any(plan.proof for plan in book.values())),
        move_ups=MoveUps(roads, centre, circle.living),
        whereabouts=whereabouts,
        places=PlacesDesk(log, now, city.bbox),
        finder=Finder(city),
        followups=owed,
        hours=HoursDesk(log, now, store.engine, centre),
        zones=Zones(log, roads, centre, now),
        circle=circle,
        circle_day=CircleDay(log, circle, now),
        positions=positions,
        accounts=accounts,
        reports=Reports(store.engine, log, centre, now),
        drills=DrillDesk(log, now, centre=centre, plans=book),
        enrolled=Enrolled(log, desk, now, spared=accounts.volunteers),
        debrief=Debrief(log, now),
        planning=PlanningDesk(log, now),
        survey=Survey(log, roads, centre, now, DemandFiles(config.data_dir / "planning", city.name)),
        running=Running(now),
        demo_logins=demo.settle(accounts, log.board(), wanted=config.demo, day=centre.day(now())),
        play=Play(Stage(log, desk, positions, roads, now), demo=config.demo, seed=SEED, spared=accounts.volunteers),
        code=SetUpCode(accounts),
        channels=lambda: channels_of(log.board().ladder, real=bool(config.gateway_url)),
        last_backup=lambda: last_backup(store.engine),
        screens=Screens(log, accounts, positions, lambda: centre.day(now()), city.boundaries.of, centre.night),
        now=now,
    )


def _furnish(
    city: City, centre: Centre, log: Log[Board], people: PeopleDesk, duty: DutyDesk, now: Callable[[], datetime]
) -> None:
    """The demo's stations, people, AEDs and kit, and whoever is on duty now: what is there already stays."""
    furnish(city.network, log, people, duty, seed=SEED, day=centre.day(now()))
    demo_aeds.furnish(city.network, log, AedDesk(log, now), seed=SEED, day=centre.day(now()))
    demo_kits.furnish(log, KitDesk(log, now), day=centre.day(now()))
    bring_on_duty(log, duty, centre.timezone, now())


def _last_seen(positions: Positions, volunteer: str) -> LastSeen | None:
    """By their phone, within the hour that positions are kept."""
    fix = positions.last(volunteer)
    return LastSeen((fix.lon, fix.lat), fix.at, fix.accuracy_m or 0.0) if fix else None


def _leader(book: LadderBook, centre: Centre, at: datetime) -> str | None:
    """Who leads at that hour, by name."""
    return next((one.name for one in book.timetable.leaders_at(at.astimezone(centre.timezone))), None)


def _leader_changes(book: LadderBook, centre: Centre, at: datetime) -> list[LeaderChange]:
    table = book.timetable
    hours = {hour for one in table.leaders for hour in (one.begins, one.ends)}
    return leaders.changes(hours, lambda local: [one.name for one in table.leaders_at(local)], centre.timezone, at)
