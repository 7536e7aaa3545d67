"""The pages people open, and the base map under them."""

import json
from collections.abc import Callable, Container
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from werkzeug import Response as WerkzeugResponse

from dispatch.errors import NotFound
from dispatch.web.auth import EVERY_ROLE, allow, known, public
from dispatch.web.channels import alarms_leave
from dispatch.web.drills import READERS as DRILLED
from dispatch.web.office import office
from dispatch.web.phone_state import phone_state
from dispatch.web.planning import READERS as PLANNING
from dispatch.web.principal import Principal, Role
from dispatch.web.problems import language
from dispatch.web.reports import READERS
from dispatch.web.rosters import ROSTERED
from maps.tiles import FILE_NAME

blueprint = Blueprint("pages", __name__)

HOME = {Role.VOLUNTEER: "/v", Role.ADMIN: "/setup"}
"""Where a role works; the others on the console."""
LONGEST_ID = 16
"""Digits: what is longer names nothing."""


@blueprint.get("/")
@public
def console() -> WerkzeugResponse | str:
    return _page("console", "/")


@blueprint.get("/v")
@public
def volunteer() -> WerkzeugResponse:
    """The phone page: no map, and what it shows comes along. `alert`: the one that a message led here by."""
    named = request.args.get("alert", "")
    alert = int(named) if named.isdecimal() and len(named) < LONGEST_ID else None
    if alert is not None and known() is None and not office().code.pending:
        return redirect(f"/login?alert={alert}", 303)
    if "station" in request.args and known() is None:
        return _login_first()  # a code that was scanned leads on to the station
    answer = make_response(_page("volunteer", "/v", more=lambda who: {"phone": phone_state(who, alert)}))
    answer.headers["Cache-Control"] = "no-store"  # somebody's task is in it
    return answer


@blueprint.get("/v/shell")
@public
def shell() -> str:
    """The phone page without anything of anybody's, for the phone to keep."""
    return _render("volunteer")


@blueprint.get("/phone-worker.js")
@public
def phone_worker() -> Response:
    """What opens the phone page again without a signal."""
    return _worker("/v/shell", "volunteer")


@blueprint.get("/station")
@public
def station() -> WerkzeugResponse | str:
    """The tablet that lies at a station: an officer's own, a dispatcher's by `station`."""
    if known() is None:
        return _login_first()
    named = request.args.get("station")
    return _page(
        "station",
        "/station",
        readers=(Role.DISPATCHER, Role.DUTY_OFFICER),
        more=lambda who: {"station": who.station or named},
    )


@blueprint.get("/station/shell")
@public
def station_shell() -> str:
    """The tablet's page without anybody on it, for the tablet to keep."""
    return _render("station")


@blueprint.get("/station-worker.js")
@public
def station_worker() -> Response:
    """What opens the tablet's page again without a signal."""
    return _worker("/station/shell", "station")


@blueprint.get("/login")
@public
def login() -> str:
    return _render("login", demo_logins=[one._asdict() for one in office().demo_logins])


@blueprint.get("/setup")
@public
def setup() -> WerkzeugResponse | str:
    """The checklist of the first run, later the administrator's page. Before there is one, whoever has the code."""
    if known() is None and office().code.pending:
        return _render("setup", first_run=True)
    return _page("setup", "/setup")


@blueprint.get("/reports")
@public
def report() -> WerkzeugResponse | str:
    """What a period was like, to print or to hand on."""
    return _page("reports", "/reports", readers=READERS)


@blueprint.get("/planning")
@public
def planning() -> WerkzeugResponse | str:
    """Where stations should stand: gaps on a map, and plans to close them."""
    return _page("planning", "/planning", readers=PLANNING)


@blueprint.get("/roster")
@public
def roster() -> WerkzeugResponse | str:
    """The month as a grid of people and dates; volunteers see their own shifts, and those that are open."""
    return _page("roster", "/roster", readers=ROSTERED, more=lambda _: {"stations": _named_stations()})


def _named_stations() -> list[dict[str, str]]:
    return [{"id": one.id, "name": one.name} for _, one in sorted(office().log.board().duty.stations.items())]


@blueprint.get("/drills")
@public
def drills() -> WerkzeugResponse | str:
    """Drills, to lead and to look back on; the report is to print."""
    return _page("drills", "/drills", readers=DRILLED)


@blueprint.get("/duty")
@public
def duty() -> WerkzeugResponse | str:
    """The duty officer's page; a dispatcher's for every station."""
    return _page("duty", "/duty", readers=(Role.DISPATCHER, Role.DUTY_OFFICER))


@blueprint.get("/tiles/<name>.pmtiles")
@allow(*EVERY_ROLE)
def tiles(name: str) -> Response:
    """The base map, in the pieces that the map asks for by Range."""
    file = office().city.folder / FILE_NAME
    if name != office().city.name or not file.is_file():
        raise NotFound("tiles", name)
    return send_file(file, mimetype="application/vnd.pmtiles", conditional=True, etag=True, max_age=3600)


@blueprint.app_template_global()
def asset(name: str) -> str:
    """The address of a built file: its content's hash is in it, so that a browser may keep it for good."""
    folder = current_app.static_folder or ""
    return url_for("static", filename=name, v=_hashes(folder).get(name))


def _worker(shell: str, page: str) -> Response:
    """It is told which files to keep, so that a new build is another worker."""
    folder = Path(current_app.static_folder or "")
    kept = json.dumps([shell, asset(f"{page}.js"), asset(f"{page}.css")])
    body = (folder / "phone-worker.js").read_text(encoding="utf-8") if (folder / "phone-worker.js").is_file() else ""
    served = Response(f"const KEPT = {kept};\n{body}", mimetype="text/javascript")
    served.headers["Cache-Control"] = "no-cache"
    return served


def _login_first() -> WerkzeugResponse:
    """To the login, and from there back to where they were going."""
    if office().code.pending:
        return redirect("/setup", 303)
    return redirect(f"/login?{urlencode({'next': request.full_path.rstrip('?')})}", 303)


def _page(
    page: str,
    path: str,
    readers: Container[Role] = (),
    more: Callable[[Principal], dict[str, object]] = lambda _: {},
) -> WerkzeugResponse | str:
    """The page for whoever works there, or may read it; others are sent to where they do, or to the login. `more`: what
    it knows besides, of whoever reads it."""
    who = known()
    if who is None:
        return redirect("/setup" if office().code.pending else "/login", 303)
    home = HOME.get(who.role, "/")
    if home != path and who.role not in readers:
        return redirect(home, 303)
    return _render(page, alarms_leave=alarms_leave(office().channels()), **more(who))


def _render(page: str, **start: object) -> str:
    """`start`: what the page knows before it asks."""
    return render_template("page.html", page=page, start={"language": language(), **start})


@cache
def _hashes(folder: str) -> dict[str, str]:
    manifest = Path(folder) / "manifest.json"
    hashes: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    return hashes
