"""Logging in and out, and the accounts."""

from apiflask import APIBlueprint
from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from dispatch.clock import stamp, stamped
from dispatch.errors import NotFound, Refused
from dispatch.web.account_shapes import AccountOut, MeOut
from dispatch.web.accounts import Account
from dispatch.web.answers import answer, created
from dispatch.web.auth import EVERY_ROLE, allow, clear_session, me, public, set_session, token_shown
from dispatch.web.bodies import AccountIn, LoginIn
from dispatch.web.office import office
from dispatch.web.principal import Principal, Role
from dispatch.web.problems import language
from dispatch.web.rows import Row
from dispatch.web.setup_shapes import AccountsOut

blueprint = APIBlueprint("sessions", __name__, url_prefix="/api/v1", tag="sessions")


def _login_and_address() -> str:
    """A whole centre may sit behind one address, so each login has its own count there."""
    sent = request.get_json(silent=True)
    login = sent.get("login") if isinstance(sent, dict) else None
    return f"{get_remote_address()} {str(login)[:64]}"


limiter = Limiter(get_remote_address, storage_uri="memory://")


@blueprint.post("/login")
@limiter.limit("10 per minute; 60 per hour", key_func=_login_and_address)
@limiter.limit("120 per minute")
@blueprint.input(LoginIn, arg_name="body")
@blueprint.output(MeOut)
@public
def log_in(body: LoginIn) -> Response:
    """Sets the session cookie, good for twelve hours."""
    token = office().accounts.log_in(body.login, body.password)
    principal = office().accounts.principal(token)
    assert principal is not None
    return set_session(answer(_described(principal)), token)


@blueprint.post("/logout")
@blueprint.output({}, status_code=204)
@allow(*EVERY_ROLE)
def log_out() -> Response:
    """Ends this session, or this token, everywhere."""
    office().accounts.end(token_shown() or "")
    return clear_session(Response(status=204))


@blueprint.get("/me")
@blueprint.output(MeOut)
@allow(*EVERY_ROLE)
def who_am_i() -> Response:
    return answer(_described(me()))


@blueprint.get("/accounts")
@blueprint.output(AccountsOut)
@allow(Role.ADMIN)
def list_accounts() -> Response:
    """Also those that were disabled: what they did stays under their names."""
    return answer({"accounts": [_listed(one) for one in office().accounts.all()]})


@blueprint.post("/accounts")
@blueprint.input(AccountIn, arg_name="body")
@blueprint.output(AccountOut, status_code=201)
@allow(Role.ADMIN)
def create_account(body: AccountIn) -> Response:
    _expect_on_record(body.station, body.volunteer)
    office().accounts.create(body.login, body.password, body.role, station=body.station, volunteer=body.volunteer)
    return created(body.model_dump(exclude={"password"}), f"/api/v1/accounts/{body.login}")


@blueprint.delete("/accounts/<login>")
@blueprint.output({}, status_code=204)
@allow(Role.ADMIN)
def disable_account(login: str) -> Response:
    """It can no longer log in, and is logged out everywhere; what it did stays under its name. One's own is refused, so
    that there is always somebody left who can do this."""
    if me().by == f"{Role.ADMIN}:{login}":
        raise Refused("own_account")
    office().accounts.disable(login)
    return Response(status=204)


def _expect_on_record(station: str | None, volunteer: str | None) -> None:
    board = office().log.board()
    if station is not None and station not in board.duty.stations:
        raise NotFound("station", station)
    if volunteer is not None and volunteer not in board.people.volunteers:
        raise NotFound("volunteer", volunteer)


def _listed(account: Account) -> Row:
    return {
        "login": account.login,
        "role": account.role,
        "station": account.station,
        "volunteer": account.volunteer,
        "created_at": stamp(account.created_at),
        "disabled_at": stamped(account.disabled_at),
    }


def _described(principal: Principal) -> Row:
    return {
        "by": principal.by,
        "role": principal.role,
        "station": principal.station,
        "volunteer": principal.volunteer,
        "language": language(),
    }
