"""Who plays along in a simulation: fictional people, or a file, which counts only whole."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TypeVar

from dispatch.config import Config
from dispatch.duty.model import Station
from dispatch.people.demo import fictional_roster, fictional_stations
from dispatch.people.model import Volunteer
from dispatch.records import people, sheets, stations
from dispatch.records.columns import find_table
from dispatch.records.intake import Intake
from dispatch.words import say
from maps.cities import City
from maps.errors import BadInput

SEED = 15
T = TypeVar("T")


def stations_of(city: City) -> list[Station]:
    return fictional_stations(city.network, seed=SEED)


def people_of(at: list[Station], *, day: date, people: int) -> list[Volunteer]:
    return fictional_roster(at, seed=SEED, day=day, people=people)


def stations_in(file: Path, city: City) -> list[Station]:
    table = find_table(sheets.read(file), stations.COLUMNS, Config.from_env().language)
    return _whole(stations.read_stations(table, {}, bounds=city.bbox), file, "no_stations")


def people_in(file: Path, known: Mapping[str, Station]) -> list[Volunteer]:
    table = find_table(sheets.read(file), people.COLUMNS, Config.from_env().language)
    return _whole(people.read_people(table, {}, known), file, "no_people")


def _whole(intake: Intake[T], file: Path, empty: str) -> list[T]:
    """Refuses a file with a row that cannot be used: a roster that is not whole answers another question."""
    language = Config.from_env().language
    for remark in intake.bad:
        reason = say(remark.code, language, **remark.params)
        raise BadInput("row_unreadable", file=file.name, row=remark.row, reason=reason)
    if not intake.things:
        raise BadInput(empty, file=file.name)
    return list(intake.things)
