"""Accounts as they go out, described for `/openapi.json`."""

from typing import Literal

from dispatch.web.out import Out
from dispatch.web.principal import Role


class MeOut(Out):
    by: str
    role: Role
    station: str | None
    volunteer: str | None
    language: Literal["zh-CN", "en"]


class AccountOut(Out):
    login: str
    role: Role
    station: str | None
    volunteer: str | None
