"""The only place where parts are joined: city, log, desks, pages, live push and what falls due."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from apiflask import APIFlask
from flask import Response, request
from flask_socketio import SocketIO

from dispatch import clock
from dispatch.aeds import demo as demo_aeds
from dispatch.aeds.desk import AedDesk
from dispatch.board import Board
from dispatch.conditions.desk import ConditionsDesk
from dispatch.conditions.streets import Streets
from dispatch.config import ROOT, Config
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
from dispatch.ladder.http_gateway import HttpGateway
from dispatch.ladder.inquiry import INQUIRY_S, Inquiry
from dispatch.ladder.senders import FileSender, Sender
from dispatch.ladder.sending import Sending
from dispatch.log.backup import last_backup
from dispatch.log.due import DueLoop
from dispatch.log.live import Live
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
from dispatch.simulate.play import TICK_S, Play
from dispatch.simulate.stage import BY, Stage
from dispatch.web import (
    aeds,
    alarms,
    board,
    boundaries,
    check_in,
    demo,
    drills,
    duty,
    followups,
    ground,
    hours,
    hours_sheet,
    incidents,
    intake,
    kits,
    ladder,
    openapi,
    pages,
    papers,
    phone,
    places,
    planning,
    planning_demand,
    planning_runs,
    planning_staffing,
    plans,
    play,
    present,
    readiness,
    receipts,
    records,
    reports,
    roster_files,
    roster_fill,
    roster_turns,
    rosters,
    runs,
    safety,
    sessions,
    setup,
    stations,
    streets,
    tablet,
)
from dispatch.web.accounts import Accounts
from dispatch.web.auth import guard, token_shown
from dispatch.web.channels import channels_of
from dispatch.web.circle import LiveCircle
from dispatch.web.circle_day import CircleDay
from dispatch.web.compression import compress, serve_built_files
from dispatch.web.firstrun import SetUpCode
from dispatch.web.minutes import Minutes
from dispatch.web.office import Office
from dispatch.web.principal import Principal
from dispatch.web.problems import answer_problems
from dispatch.web.running import Running
from dispatch.web.screens import Screens
from dispatch.web.zones import Zones
from maps.cities import city_from

BODY_BYTES = 256 * 1024
SEED = 15
DRILL_RETRY_S = 0.02
REQUESTS_KEPT = timedelta(days=7)
"""How long a write can be sent again: a phone may have been out of reach for a weekend."""
HEADERS = {
    # MapLibre makes its worker from a blob and its images from data; all else comes from here.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(self), screen-wake-lock=(self), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class App(APIFlask):
    """One server. `close()` ends its threads and lets go of the database."""

    def __init__(self, config: Config, now: Callable[[], datetime] = clock.now) -> None:
        super().__init__(
            "dispatch",
            title="Fifteen",
            docs_path=None,
            json_errors=False,
            static_url_path="/static",
            static_folder=str(ROOT / "static" / "dist"),
            template_folder="web/templates",
        )
        self.config.update(MAX_CONTENT_LENGTH=BODY_BYTES, SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365))
        self.office = open_office(config, now)
        self.extensions["office"] = self.office
        self.office.name_unfillable()
        _set_up_routes(self)
        self._live = _live(self, self.office)
        self.wsgi_app = self._live.capped(self.wsgi_app)  # type: ignore[assignment, method-assign]
        self._parts: list[Minutes | Live[Board, Principal] | DueLoop[Board] | Sending] = [
            Minutes(self.office.play.tick, every_s=TICK_S),
            self._live,
            DueLoop(self.office.log, self.office.next_due, self.office.fall_due, self.office.now),
            DueLoop(self.office.log, self.office.ladder.next_due, self.office.ladder.fall_due, self.office.now),
            DueLoop(self.office.log, self.office.rosters.next_due, self.office.rosters.fall_due, self.office.now),
            _sending(self.office),
            Minutes(*_inquiries(self.office), every_s=INQUIRY_S),
            Minutes(
                *_chores(self.office), self.look_at_plans, self.office.ladder_book.look, self.office.roster_book.look
            ),
            *_drilling(self.office),
        ]
        self.office.play.tell(lambda state: self._live.tell("play", state))
        if config.play:
            self.office.play.begin()
        for part in self._parts:
            part.start()

    def look_at_plans(self) -> None:
        """Whoever plans or dispatches sees at once what became of an edited file."""
        if self.office.plans.look():
            self.office.name_unfillable()
            self._live.tell("plans", {"file": self.office.plans.edition.file.name})

    def let_go(self) -> None:
        """Of every socket, so that the threads that hold them end."""
        self._live.stop()

    def close(self) -> None:
        for part in self._parts:
            part.stop()
        self.office.running.close()
        self.office.log.close()


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
        furnish(city.network, log, people, duty, seed=SEED, day=centre.day(now()))
        demo_aeds.furnish(city.network, log, AedDesk(log, now), seed=SEED, day=centre.day(now()))
        demo_kits.furnish(log, KitDesk(log, now), day=centre.day(now()))
        bring_on_duty(log, duty, centre.timezone, now())
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


def _live(app: App, here: Office) -> Live[Board, Principal]:
    # A console that is cut off without a word is let go, and tried again, within some twenty seconds.
    socketio = SocketIO(
        app,
        async_mode="threading",
        manage_session=False,
        ping_interval=10,
        ping_timeout=10,
        max_http_buffer_size=10_000,
    )
    capacity = here.config.sockets
    return Live(socketio, here.log, here.screens, token_shown=token_shown, now=here.now, capacity=capacity)


def _sending(here: Office) -> Sending:
    callback = here.config.gateway_callback or None
    sender: Sender = _gateway(here.config) or FileSender(here.config.outbox)
    return Sending(here.log, here.ladder, sender, here.now, areas_of=here.city.boundaries.of, callback=callback)


def _inquiries(here: Office) -> Iterator[Callable[[], object]]:
    gateway = _gateway(here.config)
    if gateway is not None:
        yield Inquiry(here.log, here.ladder, gateway, here.now).look


def _gateway(config: Config) -> HttpGateway | None:
    """What carries messages out of this machine, if anything does."""
    return HttpGateway(config.gateway_url, config.gateway_secret) if config.gateway_url else None


def _drilling(here: Office) -> list[DueLoop[Board]]:
    """On their own: a drill may go sixty times as fast as everything else."""
    parts = (here.drills, here.enrolled)
    return [DueLoop(here.log, one.next_due, one.fall_due, here.now, retry_s=DRILL_RETRY_S) for one in parts]


def _chores(here: Office) -> Iterator[Callable[[], object]]:
    yield here.positions.expire
    yield here.circle_day.look
    yield lambda: here.log.store.forget_requests(here.now() - REQUESTS_KEPT)
    if here.config.demo:
        yield lambda: bring_on_duty(here.log, here.duty, here.centre.timezone, here.now())


def _set_up_routes(app: App) -> None:
    guard(app)
    answer_problems(app)
    openapi.describe(app)
    sessions.limiter.init_app(app)
    for module in (
        board,
        boundaries,
        incidents,
        intake,
        plans,
        alarms,
        ladder,
        receipts,
        duty,
        present,
        hours,
        hours_sheet,
        check_in,
        stations,
        followups,
        ground,
        aeds,
        kits,
        readiness,
        tablet,
        streets,
        sessions,
        setup,
        records,
        phone,
        play,
        places,
        reports,
        rosters,
        roster_turns,
        roster_fill,
        roster_files,
        runs,
        planning,
        planning_demand,
        planning_runs,
        planning_staffing,
        safety,
        drills,
        papers,
        pages,
    ):
        app.register_blueprint(module.blueprint)
    app.after_request(_harden)
    app.after_request(compress)
    serve_built_files(app)


def _harden(answer: Response) -> Response:
    answer.headers.update(HEADERS)
    if request.path.startswith("/api/"):
        answer.headers.setdefault("Cache-Control", "no-store")
    return answer
