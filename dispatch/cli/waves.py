"""What a schedule of alerts is worth."""

import json
from typing import Annotated, BinaryIO

import click
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatch.errors import Refused
from dispatch.incidents.schedule import Asked, Lognormal, Schedule, chance_in_time, expected_alerts

Seconds = Annotated[float, Field(ge=0, le=86_400)]
Spread = Annotated[float, Field(ge=0, le=10)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class TimeIn(_Part):
    median_s: Annotated[float, Field(gt=0, le=86_400)]
    sigma: Spread

    def lognormal(self) -> Lognormal:
        return Lognormal(self.median_s, self.sigma)


class PersonIn(_Part):
    """`id` is for whoever reads the file."""

    p: Annotated[float, Field(ge=0, le=1)]
    travel_s: Seconds
    alert_at_s: Seconds = 0.0
    id: str | int | None = None


class ScheduleIn(_Part):
    limit_s: Annotated[float, Field(gt=0, le=86_400)]
    answer: TimeIn
    turnout: TimeIn
    travel_sigma: Spread
    people: Annotated[tuple[PersonIn, ...], Field(max_length=10_000)]

    def schedule(self) -> Schedule:
        people = [Asked(one.p, one.travel_s, one.alert_at_s) for one in self.people]
        return Schedule(self.limit_s, self.answer.lognormal(), self.turnout.lognormal(), self.travel_sigma, people)


@click.command()
@click.option(
    "--people", type=click.File("rb"), required=True, help="JSON: the times, and whom to alert when; - is stdin."
)
def waves(people: BinaryIO) -> None:
    """Print the chance that somebody comes in time, and how many are alerted on average, as JSON.

    Alerts stop at the first acceptance. The input: {"limit_s":840, "answer":{"median_s":45,"sigma":0.8},
    "turnout":{"median_s":105,"sigma":0.6}, "travel_sigma":0.2, "people":[{"p":0.35,"travel_s":120,"alert_at_s":0},…]}
    """
    schedule = _read(people)
    click.echo(json.dumps({"p_on_time": chance_in_time(schedule), "expected_alerts": expected_alerts(schedule)}))


def _read(file: BinaryIO) -> Schedule:
    try:
        return ScheduleIn.model_validate_json(file.read()).schedule()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "JSON"
        raise Refused("bad_schedule", file=getattr(file, "name", "-"), where=where, reason=first["msg"]) from error
