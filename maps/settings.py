"""`city.toml`: what people may edit about a city, and what its import says of itself."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from maps.errors import BadInput
from maps.sources import Facts, Tally

Bounds = tuple[float, float, float, float]
"""West, south, east, north; WGS-84 degrees."""

ODBL = "ODbL 1.0, © OpenStreetMap contributors"
CHINA: Bounds = (73.0, 18.0, 135.1, 53.6)


@dataclass(frozen=True)
class Mobilisation:
    """Seconds from the call to the first step: medians of a responder service (Lebensretter, 4,138 runs: turnout
    1:45, by night 40 s more) and the 60 s in which a call is to be processed (NFPA 1225)."""

    handling_s: float = 60.0
    answer_s: float = 45.0
    turnout_s: float = 105.0
    night_turnout_s: float = 40.0  # on top

    def seconds(self, *, night: bool = False) -> float:
        return self.handling_s + self.answer_s + self.turnout_s + (self.night_turnout_s if night else 0.0)


@dataclass(frozen=True)
class Access:
    """Seconds between the gate and the patient that no street explains: plan figures, to be set by a drill.

    A guard who is rung and comes; a code that is at hand; a gate that is locked, and somebody to be woken; a storey on
    the stairs (3 m at .23 m/s upwards, a fit person with a kit); the wait for a lift and its doors, then a storey at
    1.75 m/s with its share of stops. A house of seven storeys or more has a lift (GB 50096 asks for one from seven).
    """

    guard_s: float = 60.0
    code_s: float = 15.0
    locked_s: float = 180.0
    stairs_s: float = 13.0
    lift_s: float = 45.0
    lift_storey_s: float = 2.5
    lift_from: float = 7.0

    def floor_s(self, floor: int, storeys: int = 0) -> float:
        """From the door of a house up to a floor; `storeys` 0: not known, then it is as high as it must be."""
        above = max(floor - 1, 0)
        on_foot = above * self.stairs_s
        if max(floor, storeys) < self.lift_from:
            return on_foot
        return min(on_foot, self.lift_s + above * self.lift_storey_s)


@dataclass(frozen=True)
class Settings:
    """What people may edit; `population` and `data_date` are None where they are not known."""

    title: str
    timezone: str
    licence: str = ODBL
    data_date: date | None = None
    population: int | None = None
    fictional: bool = False
    mobilisation: Mobilisation = Mobilisation()
    access: Access = Access()


@dataclass(frozen=True)
class Imported:
    """What an import says of itself; `folder` lies beside `city.toml`."""

    folder: str
    checksum: str
    bbox: Bounds
    facts: Facts
    tally: Tally


def timezone_at(lon: float, lat: float) -> str:
    """A first guess: Shanghai's time in the box around China, else whole hours by longitude."""
    west, south, east, north = CHINA
    if west <= lon <= east and south <= lat <= north:
        return "Asia/Shanghai"
    hours = round(lon / 15)
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"  # Etc counts westward


def in_china(bbox: Bounds) -> bool:
    """Whether the middle of a box lies in the box around China."""
    west, south, east, north = CHINA
    return west <= (bbox[0] + bbox[2]) / 2 <= east and south <= (bbox[1] + bbox[3]) / 2 <= north


def load(path: Path) -> tuple[Settings, Imported]:
    try:
        text = tomllib.loads(path.read_text(encoding="utf-8"))
        return _settings(text), _imported(text["import"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZoneInfoNotFoundError) as problem:
        raise BadInput("city_file_unreadable", city=path.parent.name, reason=str(problem)) from problem


def _settings(text: Mapping[str, Any]) -> Settings:
    ZoneInfo(text["timezone"])
    population, day = text.get("population"), text.get("data_date")
    if not (population is None or (isinstance(population, int) and population > 0)):
        raise ValueError(f"population = {population}")
    if not (day is None or type(day) is date):
        raise ValueError(f"data_date = {day}")
    mobilisation = Mobilisation(**{key: float(value) for key, value in text["mobilisation"].items()})
    if min(asdict(mobilisation).values()) < 0:
        raise ValueError("mobilisation < 0")
    access = Access(**{key: float(value) for key, value in text.get("access", {}).items()})
    if min(asdict(access).values()) < 0:
        raise ValueError("access < 0")
    return Settings(
        str(text["title"]),
        text["timezone"],
        str(text["licence"]),
        day,
        population,
        bool(text["fictional"]),
        mobilisation,
        access,
    )


def _imported(text: Mapping[str, Any]) -> Imported:
    west, south, east, north = map(float, text["bbox"])
    facts = Facts(text["source"]["file"], text["source"]["sha256"], text["source"].get("date"))
    return Imported(text["folder"], text["checksum"], (west, south, east, north), facts, Tally(**text["tally"]))


def render(settings: Settings, imported: Imported) -> str:
    """The text of `city.toml`."""
    mobilisation = _table(asdict(settings.mobilisation))
    return f"""\
# Yours to edit; a new import of the city keeps it. Servers read it when they start.
{_table({key: value for key, value in vars(settings).items() if key not in ("mobilisation", "access")})}
# Seconds from the call to the first step; night_turnout_s comes on top by night.
[mobilisation]
{mobilisation}
# Seconds at the gate: a guard called, a code typed, locked and somebody woken. Seconds in the house: a storey on foot,
# the wait for a lift, a storey in it; lift_from: the storeys from which a house has a lift.
[access]
{_table(asdict(settings.access))}
# Written by the import.
[import]
{_table({"folder": imported.folder, "checksum": imported.checksum, "bbox": imported.bbox})}
[import.source]
{_table(asdict(imported.facts))}
# Ways of the file: left out, cut, or open to walkers only; and barriers on the roads, by the mode they stop.
[import.tally]
{_table(asdict(imported.tally))}"""


def _table(values: Mapping[str, object]) -> str:
    """Lines of TOML; what is not known stands as a comment, so that one sees where it belongs."""
    return "".join(f"# {key} =\n" if value is None else f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
