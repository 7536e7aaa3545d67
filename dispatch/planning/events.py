"""What is told of site plans."""

from dataclasses import dataclass
from typing import ClassVar

from dispatch.log.event import Event
from dispatch.planning.model import Check, Question, Site


@dataclass(frozen=True, slots=True)
class SitePlanSaved(Event):
    """The whole plan, new or changed. `edition`: its number from now on, 1 for a new one."""

    about: ClassVar[str] = "site_plan"
    site_plan: int
    edition: int
    name: str
    question: Question
    sites: tuple[Site, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class SitePlanRenamed(Event):
    about: ClassVar[str] = "site_plan"
    site_plan: int
    name: str


@dataclass(frozen=True, slots=True)
class SitePlanChecked(Event):
    about: ClassVar[str] = "site_plan"
    site_plan: int
    check: Check


@dataclass(frozen=True, slots=True)
class SitePlanProposed(Event):
    about: ClassVar[str] = "site_plan"
    site_plan: int


@dataclass(frozen=True, slots=True)
class SitePlanWithdrawn(Event):
    about: ClassVar[str] = "site_plan"
    site_plan: int


EVENTS: tuple[type[Event], ...] = (
    SitePlanSaved,
    SitePlanRenamed,
    SitePlanChecked,
    SitePlanProposed,
    SitePlanWithdrawn,
)
