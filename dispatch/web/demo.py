"""Logins with passwords that anybody can read: only while nobody real is in the database."""

from collections.abc import Mapping
from typing import NamedTuple

from dispatch.board import Board
from dispatch.errors import NotFound, Refused
from dispatch.people.demo import is_fictional
from dispatch.people.model import Team
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


def settle(accounts: Accounts, board: Board, *, wanted: bool) -> tuple[Login, ...]:
    """Makes the demo logins where they are wanted and everybody on the board is made up; elsewhere ends those there
    are. Returns the ones that can be used."""
    if wanted and board.duty.stations and all(map(is_fictional, board.people.volunteers.values())):
        for one in LOGINS:
            _create(accounts, board, one)
        return LOGINS
    for one in LOGINS:
        _end(accounts, one)
    return ()


def _create(accounts: Accounts, board: Board, one: Login) -> None:
    """The officer of the first station; of its people one who is likely to be alarmed."""
    station = min(board.duty.stations)
    crew = [v for v in board.people.volunteers.values() if v.station == station and v.team is Team.MEDICAL]
    present = [v.id for v in crew if v.id in board.duty.on_duty]
    volunteer = min(present or board.people.volunteers, default=None)
    whose: dict[Role, dict[str, str | None]] = {
        Role.DUTY_OFFICER: {"station": station},
        Role.VOLUNTEER: {"volunteer": volunteer},
    }
    try:
        accounts.create(one.login, one.password, one.role, **whose.get(one.role, {}))
    except Refused as refusal:
        if refusal.code != "login_taken":
            raise


def _end(accounts: Accounts, one: Login) -> None:
    try:
        accounts.disable(one.login)
    except NotFound:
        return
