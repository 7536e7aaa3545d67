"""The pages people open, and the base map under them."""

import json
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, render_template, send_file, url_for
from werkzeug import Response as WerkzeugResponse

from dispatch.errors import NotFound
from dispatch.web.auth import EVERY_ROLE, allow, known, public
from dispatch.web.office import office
from dispatch.web.principal import Role
from dispatch.web.problems import language
from maps.tiles import FILE_NAME

blueprint = Blueprint("pages", __name__)

HOME = {Role.VOLUNTEER: "/v"}
"""Where a role works; the others on the console."""


@blueprint.get("/")
@public
def console() -> WerkzeugResponse | str:
    return _page("console.html", "/")


@blueprint.get("/v")
@public
def volunteer() -> WerkzeugResponse | str:
    """The phone page: no map, short requests."""
    return _page("volunteer.html", "/v")


@blueprint.get("/login")
@public
def login() -> str:
    demo = [one._asdict() for one in office().demo_logins]
    return render_template("login.html", start={"language": language(), "demo_logins": demo})


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


def _page(template: str, path: str) -> WerkzeugResponse | str:
    """The page for whoever works there; others are sent to where they do, or to the login."""
    who = known()
    if who is None:
        return redirect("/login", 303)
    home = HOME.get(who.role, "/")
    if home != path:
        return redirect(home, 303)
    return render_template(template, start={"language": language()})


@cache
def _hashes(folder: str) -> dict[str, str]:
    manifest = Path(folder) / "manifest.json"
    hashes: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.is_file() else {}
    return hashes
