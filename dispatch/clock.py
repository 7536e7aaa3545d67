"""The only reader of the wall clock, and the one spelling of a moment."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def stamp(at: datetime) -> str:
    """ISO 8601 in UTC to the microsecond, 27 characters: equal moments are equal text, and text sorts as time does."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def stamped(at: datetime | None) -> str | None:
    """What has not happened yet stays None."""
    return stamp(at) if at is not None else None
