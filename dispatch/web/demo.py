"""Logins with passwords that anybody can read: only while nobody real is in the database."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.people.catalogue import BY_CODE
from dispatch.people.demo import is_fictional
from dispatch.people.model import Team, Volunteer
from dispatch.web.accounts import Accounts
from dispatch.web.principal import Role


class Login(NamedTuple):
    login: str
    password: str
    role: Role


ROLES: Mapping[str, Role] = {
    "dispatcher": Role.DISPATCHER,
    "duty": Role.DUTY_OFFICER,
    "volunteer": Role.VOLUNTEER,
    "planner": Role.PLANNER,
    "auditor": Role.AUDITOR,
    "admin": Role.ADMIN,
}
LOGINS = tuple(Login(f"demo-{name}", f"{name}-demo", role) for name, role in ROLES.items())


def settle(accounts: Accounts, board: Board, *, wanted: bool, day: date) -> tuple[Login, ...]:
    """Makes the demo logins where they are wanted and everybody on the board is made up; elsewhere ends those there
    are. Returns the ones that can be used."""
    if wanted and board.duty.stations and all(map(is_fictional, board.people.volunteers.values())):
        for one in LOGINS:
            _create(accounts, board, one, day)
        return LOGINS
    for one in LOGINS:
        _end(accounts, one)
    return ()


def _create(accounts: Accounts, board: Board, one: Login, day: date) -> None:
    """The officer of the first station; a volunteer who is likely to be asked."""
    station = min(board.duty.stations)
    volunteer = min(board.people.volunteers.values(), key=lambda v: _unlikely(v, board, day), default=None)
    whose: dict[Role, dict[str, str | None]] = {
        Role.DUTY_OFFICER: {"station": station},
        Role.VOLUNTEER: {"volunteer": volunteer.id if volunteer else None},
    }
    try:
        accounts.create(one.login, one.password, one.role, **whose.get(one.role, {}))
    except Refused as refusal:
        if refusal.code != "login_taken":
            raise


def _unlikely(one: Volunteer, board: Board, day: date) -> tuple[bool, bool, str, str]:
    """The least comes first: on duty, may help a patient on that day, of the first station."""
    able = one.team is Team.MEDICAL and any(
        held.valid_on(day) and BY_CODE[held.kind].professional for held in one.qualifications
    )
    return one.id not in board.duty.on_duty, not able, one.station or "", one.id


def _end(accounts: Accounts, one: Login) -> None:
    try:
        accounts.disable(one.login)
    except NotFound:
        return
