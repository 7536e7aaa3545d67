"""The one-time code that makes the first administrator: whoever can read the server's output, and nobody else on the
network."""

import secrets
from hmac import compare_digest
from threading import Lock

from dispatch.errors import Refused
from dispatch.web.accounts import Accounts
from dispatch.web.principal import Role

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another when it is copied by hand: 31, so that twelve are 59 bits."""


class SetUpCode:
    """Made when a server starts where no administrator can log in; dies with its use, or with the server."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._turn = Lock()
        self._code = "" if accounts.has_administrator() else "".join(secrets.choice(LETTERS) for _ in range(12))

    def __str__(self) -> str:
        """As it is printed; empty where there is none."""
        return "-".join(self._code[at : at + 4] for at in range(0, len(self._code), 4))

    @property
    def pending(self) -> bool:
        return bool(self._code) and not self._accounts.has_administrator()

    def opens(self, offered: str) -> bool:
        """However it was typed."""
        typed = "".join(filter(str.isalnum, offered)).upper()
        return self.pending and compare_digest(typed.encode(), self._code.encode())

    def create_administrator(self, offered: str, login: str, password: str) -> None:
        """Refuses with `already_set_up` or `wrong_setup_code`; a login that is taken leaves the code as it was."""
        with self._turn:
            if not self.pending:
                raise Refused("already_set_up")
            if not self.opens(offered):
                raise Refused("wrong_setup_code")
            self._accounts.create(login, password, Role.ADMIN)
            self._code = ""
