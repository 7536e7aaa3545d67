"""What the administrator's routes send out, described for `/openapi.json`."""

from typing import Literal

from pydantic import AwareDatetime

from dispatch.people.model import Team
from dispatch.web.account_shapes import AccountOut
from dispatch.web.out import Out
from dispatch.web.principal import Role
from maps.speeds import Mode


class AccountRow(AccountOut):
    created_at: AwareDatetime
    disabled_at: AwareDatetime | None


class AccountsOut(Out):
    accounts: list[AccountRow]


class Step(Out):
    state: Literal["done", "todo", "attention"]


class CountStep(Step):
    count: int


class ModeRoads(Out):
    nodes: int
    km: float


class CityStep(Step):
    name: str
    title: str
    date: str | None
    licence: str
    nodes: int
    edges: int
    km: float
    fictional: bool
    modes: dict[Mode, ModeRoads]


class TitledOut(Out):
    title: str


class PeopleStep(CountStep):
    fictional: int
    without_phone: int
    teams: dict[Team, int]


class AccountsStep(Step):
    roles: dict[Role, int]


class ChannelOut(Out):
    name: str
    passed_at: AwareDatetime | None


class AlarmsStep(Step):
    channels: list[ChannelOut]


class BackupStep(Step):
    """`at` null: none was made yet. One that is noted was read back and found whole."""

    at: AwareDatetime | None
    file: str | None
    events: int | None


class KeyStep(Step):
    """`file` null: the key comes from the environment, and does not lie beside the database."""

    file: str | None


class SetupOut(Out):
    """Before there is an administrator, the first two alone."""

    city: CityStep | TitledOut
    administrator: CountStep
    stations: CountStep | None = None
    people: PeopleStep | None = None
    accounts: AccountsStep | None = None
    alarms: AlarmsStep | None = None
    backup: BackupStep | None = None
    key: KeyStep | None = None


class RowRemark(Out):
    row: int
    column: str
    value: str
    code: str
    reason: str


class ImportedOut(Out):
    """`read` rows with anything in them, of which `good` can be recorded and `refused` can not: `bad` says why, cell by
    cell, of the first few hundred. `recorded` is how many things are new or changed, or would be."""

    dry_run: bool
    read: int
    good: int
    refused: int
    recorded: int
    bad: list[RowRemark]
    doubts: list[RowRemark]
    ignored_columns: list[str]
