"""Logins and bearer tokens, and who looked at whose full contact.

A session is a token too: the cookie holds it, so logging out ends it on every server, and no server keeps a secret.
Only the SHA-256 of a token is stored: 32 random bytes need no slow hash. Passwords do, and get Argon2.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import Engine, Row, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from dispatch.errors import NotFound, Refused
from dispatch.tables import accounts, looks, tokens
from dispatch.web.principal import Principal, Role, require_place

SHIFT = timedelta(hours=12)
"""How long a login lasts."""

Account = Row[tuple[Any, ...]]
VALID = select(tokens).where(
    tokens.c.hash == bindparam("shown"),
    tokens.c.revoked_at.is_(None),
    or_(tokens.c.expires_at.is_(None), tokens.c.expires_at > bindparam("at")),
)

# OWASP's least for Argon2id. The library's default, 64 MiB on four cores, would let a few dozen logins at once stall
# the whole server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class Accounts:
    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def create(
        self, login: str, password: str, role: Role, *, station: str | None = None, volunteer: str | None = None
    ) -> None:
        """Refuses a login that exists (`login_taken`), unless it is the same account again."""
        require_place(role, station, volunteer)
        row = {
            "login": login,
            "password_hash": _hasher.hash(password),
            "role": role,
            "station": station,
            "volunteer": volunteer,
            "created_at": self._now(),
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(accounts).values(row))
        except IntegrityError:
            known = self._account(login)
            asked = (role, station, volunteer, None)
            same = known is not None and (known.role, known.station, known.volunteer, known.disabled_at) == asked
            if not (same and _matches(known, password)):
                raise Refused("login_taken", login=login) from None

    def has_administrator(self) -> bool:
        """Whether one can log in."""
        able = select(accounts.c.login).where(accounts.c.role == Role.ADMIN, accounts.c.disabled_at.is_(None)).limit(1)
        with self._engine.connect() as connection:
            return connection.execute(able).one_or_none() is not None

    def all(self) -> list[Account]:
        """In order of their logins, also those that were disabled."""
        with self._engine.connect() as connection:
            return list(connection.execute(select(accounts).order_by(accounts.c.login)).all())

    def volunteers(self) -> frozenset[str]:
        """Those who have a login of their own."""
        able = select(accounts.c.volunteer).where(accounts.c.volunteer.is_not(None), accounts.c.disabled_at.is_(None))
        with self._engine.connect() as connection:
            return frozenset(connection.execute(able).scalars())

    def disable(self, login: str) -> None:
        """The account and everything it is logged in to, at once."""
        with self._engine.begin() as connection:
            ended = connection.execute(
                update(accounts).where(accounts.c.login == login).values(disabled_at=self._now()).returning(accounts)
            ).one_or_none()
            if ended is None:
                raise NotFound("account", login)
            connection.execute(
                update(tokens)
                .where(tokens.c.label == _acting(ended), tokens.c.revoked_at.is_(None))
                .values(revoked_at=self._now())
            )

    def log_in(self, login: str, password: str) -> str:
        """A token for one shift. Refuses with `wrong_login`, whichever of the two was wrong. Cost: some 50 ms."""
        account = self._account(login)
        if not _matches(account, password) or account is None or account.disabled_at is not None:
            raise Refused("wrong_login")
        return self._issue(Role(account.role), account.station, account.volunteer, _acting(account), SHIFT)

    def issue(
        self,
        role: Role,
        *,
        station: str | None = None,
        volunteer: str | None = None,
        lasts: timedelta | None = None,
        label: str | None = None,
    ) -> str:
        """A bearer token. `label` names it in the log; without one, the role and whom it is for."""
        require_place(role, station, volunteer)
        return self._issue(role, station, volunteer, f"token:{label or volunteer or station or role}", lasts)

    def end(self, token: str) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(tokens).where(tokens.c.hash == _hash(token)).values(revoked_at=self._now()))

    def principal(self, token: str) -> Principal | None:
        """Whose valid token this is. Found by its hash: how long that takes says nothing about the token itself."""
        with self._engine.connect() as connection:
            row = connection.execute(VALID, {"shown": _hash(token), "at": self._now()}).one_or_none()
        return None if row is None else Principal(row.label, Role(row.role), row.station, row.volunteer)

    def note_look(self, by: str, subject: str, what: str) -> None:
        """Writes down that somebody was shown personal content in full."""
        with self._engine.begin() as connection:
            connection.execute(insert(looks).values(at=self._now(), by=by, subject=subject, what=what))

    def _account(self, login: str) -> Account | None:
        with self._engine.connect() as connection:
            return connection.execute(select(accounts).where(accounts.c.login == login)).one_or_none()

    def _issue(
        self, role: Role, station: str | None, volunteer: str | None, label: str, lasts: timedelta | None
    ) -> str:
        token, at = secrets.token_urlsafe(32), self._now()
        row = {
            "hash": _hash(token),
            "role": role,
            "station": station,
            "volunteer": volunteer,
            "label": label,
            "created_at": at,
            "expires_at": at + lasts if lasts else None,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(tokens).values(row))
        return token


@cache
def _nobody() -> str:
    """Checked where there is no such login: the answer takes as long, and tells nobody which logins there are."""
    return _hasher.hash(secrets.token_hex())


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _matches(account: Account | None, password: str) -> bool:
    try:
        return _hasher.verify(account.password_hash if account else _nobody(), password)
    except VerifyMismatchError:
        return False


def _acting(account: Account) -> str:
    return f"{account.role}:{account.login}"
