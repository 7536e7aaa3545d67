"""The server: the joined office with its pages, live push and what falls due."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from apiflask import APIFlask
from flask import Response, request
from flask_socketio import SocketIO

from dispatch import clock
from dispatch.board import Board
from dispatch.config import ROOT, Config
from dispatch.ladder.http_gateway import HttpGateway
from dispatch.ladder.inquiry import INQUIRY_S, Inquiry
from dispatch.ladder.senders import FileSender, Sender
from dispatch.ladder.sending import Sending
from dispatch.log.due import DueLoop
from dispatch.log.live import Live
from dispatch.people.demo import bring_on_duty
from dispatch.simulate.play import TICK_S
from dispatch.web import (
    aeds,
    alarms,
    board,
    boundaries,
    check_in,
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
from dispatch.web.auth import guard, token_shown
from dispatch.web.compression import compress, serve_built_files
from dispatch.web.joining import open_office
from dispatch.web.minutes import Minutes
from dispatch.web.office import Office
from dispatch.web.principal import Principal
from dispatch.web.problems import answer_problems

BODY_BYTES = 256 * 1024
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
