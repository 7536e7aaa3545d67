"""What the templates of each kind of record hold: a worked example, lists to choose from, a word on each column."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dispatch.aeds.model import AedState
from dispatch.duty import kinds
from dispatch.kits import kinds as kit_kinds
from dispatch.kits.model import REPORTED, KitState
from dispatch.links.crs import Crs
from dispatch.people import catalogue
from dispatch.records import addresses, aeds, kits, people, stations
from dispatch.records.columns import Column
from dispatch.records.writing import Cell, write_template
from dispatch.words import say
from maps.gazetteer.kinds import PlaceKind

EXAMPLES: Mapping[str, tuple[Mapping[str, Cell], Mapping[str, Cell]]] = {
    "stations": (
        {"id": "示例01", "name": "示例社区站", "kind": "社区", "lon": 104.0657, "lat": 30.6595, "crs": "GCJ02",
         "address": "示例路1号", "contact": "演示·甲子", "phone": "15400000001", "hours": "07:00-23:00",
         "radius_m": 150, "minimum": "红十字救护员证×2 08:00-20:00; 医疗救护×1 20:00-08:00", "shift_required": "否"},
        {"id": "example01", "name": "Example community", "kind": "Community", "lon": 104.0657, "lat": 30.6595,
         "crs": "GCJ02", "address": "1 Example Road", "contact": "演示·甲子", "phone": "15400000001",
         "hours": "07:00-23:00", "radius_m": 150, "minimum": "first_aid×2 08:00-20:00; medical×1 20:00-08:00",
         "shift_required": "no"},
    ),
    "people": (
        {"id": "示例001", "name": "演示·甲子", "phone": "15400000001", "team": "医疗救护",
         "qualifications": "红十字救护员证(2027-05-01)、心理咨询师二级", "mode": "电动车", "station": "S01",
         "membership": "正式", "opted_out": "否", "insured_until": "2027-05-01", "consented": "是",
         "birth_year": "1990"},
        {"id": "example001", "name": "演示·甲子", "phone": "15400000001", "team": "medical",
         "qualifications": "Red Cross first aid(2027-05-01)、Counsellor level 2", "mode": "ebike", "station": "S01",
         "membership": "active", "opted_out": "no", "insured_until": "2027-05-01", "consented": "yes",
         "birth_year": "1990"},
    ),
    "addresses": (
        {"id": "示例01", "name": "示例花园3栋", "within": "示例路", "kind": "楼宇", "lon": 104.0657, "lat": 30.6595,
         "crs": "GCJ02"},
        {"id": "example01", "name": "Example Court, house 3", "within": "Example Road", "kind": "Building",
         "lon": 104.0657, "lat": 30.6595, "crs": "GCJ02"},
    ),
    "aed": (
        {"id": "示例01", "name": "示例商场服务台", "lon": 104.0657, "lat": 30.6595, "crs": "GCJ02", "floor": "1层",
         "hours": "9:00-21:00", "custodian": "演示·甲子", "phone": "15400000001", "pads_until": "2027-05-01",
         "battery_until": "2028-05-01", "state": "可用", "access": "找服务台保安"},
        {"id": "example01", "name": "Example mall, service desk", "lon": 104.0657, "lat": 30.6595, "crs": "GCJ02",
         "floor": "1", "hours": "Mo-Fr 09:00-21:00", "custodian": "演示·甲子", "phone": "15400000001",
         "pads_until": "2027-05-01", "battery_until": "2028-05-01", "state": "Ready", "access": "ask the guard"},
    ),
    "kit": (
        {"id": "示例01", "kind": "急救包", "name": "示例急救包", "station": "S01", "keyholder": "V001",
         "item": "弹性绷带", "par": 4, "amount": 4, "batch": "B2601", "expires_on": "2027-05-01", "seal": "F0001",
         "broken": "否", "state": "可用"},
        {"id": "example01", "kind": "First-aid kit", "name": "Example first-aid kit", "station": "S01",
         "keyholder": "V001", "item": "Elastic bandage", "par": 4, "amount": 4, "batch": "B2601",
         "expires_on": "2027-05-01", "seal": "F0001", "broken": "no", "state": "Ready"},
    ),
}  # fmt: skip
COLUMNS = {
    "stations": stations.COLUMNS,
    "people": people.COLUMNS,
    "addresses": addresses.COLUMNS,
    "aed": aeds.COLUMNS,
    "kit": kits.COLUMNS,
}


def write(path: Path, what: str, *, language: str) -> None:
    """The template of `what` (stations, people, addresses, aed or kit) in the format that the file's name asks for."""
    english = language == "en"
    example = EXAMPLES[what][english]
    columns = COLUMNS[what]
    write_template(
        path,
        columns,
        [example.get(column.field) for column in columns],
        _choices(what, english),
        {column.field: _explained(what, column, language) for column in columns},
        language=language,
    )


def _choices(what: str, english: bool) -> Mapping[str, Sequence[str]]:
    said = 1 if english else 0
    if what == "stations":
        return {
            "kind": [kind.en if english else kind.zh for kind in kinds.KINDS],
            "crs": [crs.value for crs in Crs],
            "shift_required": [names[said] for names in people.YES_NO.values()],
        }
    if what == "aed":
        return {
            "state": [say(f"aed_state.{state}", "en" if english else "zh-CN") for state in AedState],
            "crs": [crs.value for crs in Crs],
        }
    if what == "kit":
        return {
            "kind": [kind.en if english else kind.zh for kind in kit_kinds.KINDS],
            "broken": [names[said] for names in people.YES_NO.values()],
            "state": [say(f"kit_state.{one}", "en" if english else "zh-CN") for one in KitState if one in REPORTED],
        }
    if what == "addresses":
        return {
            "kind": [say(f"place_kind.{kind}", "en" if english else "zh-CN") for kind in PlaceKind],
            "crs": [crs.value for crs in Crs],
        }
    return {
        "team": [names[said] for names in people.TEAM_NAMES.values()],
        "qualifications": [kind.en if english else kind.zh for kind in catalogue.KINDS],
        "mode": [names[said] for names in people.MODE_NAMES.values()],
        "membership": [names[said] for names in people.MEMBERSHIP_NAMES.values()],
        "opted_out": [names[said] for names in people.YES_NO.values()],
        "consented": [names[said] for names in people.YES_NO.values()],
    }


def _explained(what: str, column: Column, language: str) -> str:
    return say(f"column_{what}_{column.field}", language)
