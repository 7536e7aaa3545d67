"""What a centre needs before its first call, and how far it is: the administrator's checklist."""

from collections import Counter
from datetime import timedelta

from apiflask import APIBlueprint
from flask import Response
from werkzeug.exceptions import Unauthorized

from dispatch.board import Board
from dispatch.clock import stamp, stamped
from dispatch.opening import KEY_FILE
from dispatch.people.demo import is_fictional
from dispatch.people.model import Team
from dispatch.web.account_shapes import AccountOut
from dispatch.web.answers import answer, created
from dispatch.web.auth import known, public, set_session, token_shown
from dispatch.web.bodies import AdministratorIn
from dispatch.web.channels import alarms_leave
from dispatch.web.office import Office, office
from dispatch.web.principal import Role
from dispatch.web.rows import Row
from dispatch.web.sessions import limiter
from dispatch.web.setup_shapes import SetupOut
from maps.cities import describe

blueprint = APIBlueprint("setup", __name__, url_prefix="/api/v1", tag="setup")

BACKUP_LASTS = timedelta(days=1)
"""A day's work is what a centre can still enter again from paper."""


def _is_a_guess(sent: Response) -> bool:
    return sent.status_code in (401, 403)


@blueprint.get("/setup")
@limiter.limit("10 per minute; 60 per hour", deduct_when=_is_a_guess)
@blueprint.output(SetupOut)
@public
def setup() -> Response:
    """For an administrator; and, while there is none, for whoever shows the one-time code as a bearer token: of the
    city its name alone, of the rest nothing."""
    here, who = office(), known()
    if who is not None and who.role is Role.ADMIN:
        return answer(_checklist(here))
    if not here.code.opens(token_shown() or ""):
        raise Unauthorized
    return answer({"city": {"title": here.city.title}, "administrator": {"state": "todo", "count": 0}})


@blueprint.post("/setup/administrator")
@limiter.limit("10 per minute; 60 per hour")
@blueprint.input(AdministratorIn, arg_name="body")
@blueprint.output(AccountOut, status_code=201)
@public
def create_administrator(body: AdministratorIn) -> Response:
    """The first one, with the code that the server printed; logged in at once. The code is dead after it."""
    here = office()
    here.code.create_administrator(body.code, body.login, body.password)
    made = {"login": body.login, "role": Role.ADMIN, "station": None, "volunteer": None}
    token = here.accounts.log_in(body.login, body.password)
    return set_session(created(made, f"/api/v1/accounts/{body.login}"), token)


def _checklist(here: Office) -> Row:
    """Each step is done, to do, or wants attention, by what is on record now."""
    board, channels = here.log.board(), here.channels()
    return {
        "city": _city(here),
        "administrator": _administrator(here),
        "stations": _counted(len(board.duty.stations), attention=here.config.demo),
        "people": _people(board),
        "accounts": _accounts(here),
        "alarms": {
            "state": "done" if alarms_leave(channels) else "attention",
            "channels": [{"name": one.name, "passed_at": stamped(one.passed_at)} for one in channels],
        },
        "backup": _backup(here),
        "key": {"state": "done" if here.config.particulars_key else "attention", "file": _key_file(here)},
    }


def _city(here: Office) -> Row:
    told = describe(here.city)
    modes = {mode: {"nodes": one["nodes"], "km": one["km"]} for mode, one in told["components"].items()}
    plain = {name: told[name] for name in ("name", "title", "date", "licence", "nodes", "edges", "km", "fictional")}
    return {"state": "attention" if here.city.fictional else "done", **plain, "modes": modes}


def _administrator(here: Office) -> Row:
    count = sum(one.role == Role.ADMIN and one.disabled_at is None for one in here.accounts.all())
    return _counted(count, attention=bool(here.demo_logins))


def _people(board: Board) -> Row:
    people = board.people.volunteers.values()
    teams = Counter(one.team for one in people)
    reached = sum(one.particulars is not None and one.particulars.phone is not None for one in people)
    return {
        **_counted(len(people), attention=any(map(is_fictional, people)) or reached < len(people)),
        "fictional": sum(map(is_fictional, people)),
        "without_phone": len(people) - reached,
        "teams": {team: teams[team] for team in Team},
    }


def _accounts(here: Office) -> Row:
    """Somebody must be able to take a call."""
    able = Counter(one.role for one in here.accounts.all() if one.disabled_at is None)
    return {
        "state": "done" if able[Role.DISPATCHER] else "todo",
        "roles": {role: able[role] for role in Role},
    }


def _backup(here: Office) -> Row:
    last = here.last_backup()
    if last is None:
        return {"state": "todo", "at": None, "file": None, "events": None}
    stale = here.now() - last.at > BACKUP_LASTS
    return {"state": "attention" if stale else "done", "at": stamp(last.at), "file": last.file, "events": last.events}


def _key_file(here: Office) -> str | None:
    return None if here.config.particulars_key else KEY_FILE


def _counted(count: int, *, attention: bool) -> Row:
    return {"state": "attention" if attention and count else "done" if count else "todo", "count": count}
