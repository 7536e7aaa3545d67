"""Takes apart a spoken or written address. Pure, on one string.

建设路18号院3栋2单元18楼1802 → street 建设路, number 18, compound 18号院, building 3, unit 2, floor 18, room 1802.
Numbers come out in plain digits, whatever they were written in; names as they were said.
"""

import re
import unicodedata
from dataclasses import dataclass, fields, replace
from typing import Literal

Relation = Literal["opposite", "beside", "near", "gate"]

SIGNS = ("零〇", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGIT = {sign: value for value, signs in enumerate(SIGNS) for sign in signs}
SCALE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
NUMERAL = "".join((*DIGIT, *SCALE))

N = rf"(?:[0-9]+|[{NUMERAL}]+)"
CODE = rf"(?:[a-zA-Z]?-?{N}[a-zA-Z]?|[a-zA-Z]|[东南西北中前后])"

FILLERS = re.compile(
    r"(?:喂|你好|您好|嗯+|呃+|啊|那个|这个|就是说|就是|应该是|好像是|大概是|大概|好像|"
    r"我们这|我们在|我们家在|我家在|我家住|我家|我们|我住在|我住|我在|"
    r"他在|她在|人在|家住|住在|位于|地址是|地址在|地址|是在|快点来|麻烦|请到|请来|在那个|的话|哈|嘛|呢|噻|哦)"
)
RELATIONS: tuple[tuple[Relation, re.Pattern[str]], ...] = (
    ("opposite", re.compile(r"(?:的)?(?:正|斜)?对(?:面|过|门|到起)(?:的)?")),
    (
        "gate",
        re.compile(r"(?:的)?(?:大门口|正门口?|[东南西北后侧大][门](?:口|外)?|门口|门前|大门)(?:这里|那里|这|那)?"),
    ),
    ("beside", re.compile(r"(?:的)?(?:旁边|隔壁|侧面|边上|旁|背后|后面|后头|前面|楼下|楼上)(?:的)?")),
    (
        "near",
        re.compile(r"(?:的)?(?:附近|周围|一带|那一片|那一带|那边|这边|那里|这里|那儿|这儿|过去一点|不远)(?:的)?"),
    ),
)

ROAD_END = "大道|大街|胡同|公路|路|街|巷|弄|道"
STREET = re.compile(
    rf"((?:(?:第[0-9]{{1,2}}|[0-9](?=[环号])|[^\s0-9,])[^\s0-9,]{{0,11}}?)(?:{ROAD_END})(?:[东南西北中]?(?:[{NUMERAL}]|[0-9]{{1,2}})段)?(?:[东南西北]段)?)"
)
NUMBER = re.compile(rf"({N})(?:号)?附({N})号?|({N}(?:-{N})?)号(?!楼|院|线|门|大院)")
YARD = re.compile(rf"({N})号(?:大)?院")
COMPOUND_END = (
    "小区|花园|公寓|家园|新村|新苑|名苑|华庭|雅居|大厦|广场|中心|宿舍|家属院|大院|公馆|山庄|新城|"
    "苑|园|院|府|庭|里|城|湾|居|郡|坊|村|寓|轩|阁|邸|都|港|岸|楼"
)
BUILDING = re.compile(rf"({CODE})\s*(?:栋|幢|座|号楼|(?<=[0-9])#楼?|#)|(?<![0-9{NUMERAL}])({CODE})楼栋")
UNIT = re.compile(rf"({CODE})\s*(?:单元|门洞)")
FLOOR = re.compile(rf"(?:第)?(负?{N})\s*(?:层|楼)")
ROOM = re.compile(rf"({N}(?:-{N})?[a-zA-Z]?)\s*(?:室|房间|房|号房|号室|号)")
CHAIN = re.compile(r"(?<![0-9])([0-9a-zA-Z]{1,3})-(?:([0-9]{1,2})-)?(?:([0-9]{1,2})-)?([0-9]{3,4})(?![0-9])")
LONE_ROOM = re.compile(r"(?<![0-9])([0-9]{3,4})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Address:
    """`compound`: the compound, building or other named thing that the address lies in, or by. `relation`: how it lies
    to what is named, where it is only near. `rest`: what was said and is none of these."""

    street: str | None = None
    number: str | None = None
    compound: str | None = None
    building: str | None = None
    unit: str | None = None
    floor: str | None = None
    room: str | None = None
    rest: str | None = None
    relation: Relation | None = None

    @property
    def head(self) -> str | None:
        """What can be looked for: the compound, else the street."""
        return self.compound or self.street

    @property
    def inside(self) -> bool:
        """Whether it says more than a building: somebody's own door."""
        return any((self.unit, self.floor, self.room))


def tidy(text: str) -> str:
    """Full-width letters, digits and spaces as plain ones."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("—", "-").replace("－", "-")).strip()


def numeral(said: str) -> str:
    """十八 → 18, 一八零二 → 1802, 一百二十 → 120; digits as they are."""
    if not said or any(sign not in NUMERAL for sign in said):
        return said.upper()
    if not any(sign in SCALE for sign in said):
        return "".join(str(DIGIT[sign]) for sign in said)
    total, digit = 0, 0
    for sign in said:
        if sign in SCALE:
            total += (digit or 1) * SCALE[sign]
            digit = 0
        else:
            digit = DIGIT[sign]
    return str(total + digit)


def parse(text: str) -> Address:
    """The parts of an address in Chinese; what is in another language stays in `rest` whole."""
    said = tidy(text)
    if not re.search("[\u4e00-\u9fff]", said):
        return Address(rest=said or None)
    said = FILLERS.sub("", said).replace("，", ",")
    address = Address()
    said, address = _tail(said, address)
    said, address = _relation(said, address)
    return _head(said, address)


def _tail(said: str, address: Address) -> tuple[str, Address]:
    """Building, unit, floor and room, from where the first of them begins."""
    if chain := CHAIN.search(said):
        building, unit, floor, room = chain.groups()
        address = replace(address, building=building.upper(), unit=unit, floor=floor, room=room)
        return said[: chain.start()] + said[chain.end() :], address
    found: dict[str, re.Match[str]] = {}
    for name, pattern in (("building", BUILDING), ("unit", UNIT), ("floor", FLOOR), ("room", ROOM)):
        start = max((match.end() for match in found.values()), default=0)
        if match := pattern.search(said, start):
            found[name] = match
    if "building" not in found and "unit" not in found and "floor" not in found:
        found.pop("room", None)
    if not found:
        return said, address
    first = min(match.start() for match in found.values())
    last = max(match.end() for match in found.values())
    parts = {name: numeral(next(one for one in match.groups() if one)) for name, match in found.items()}
    address = replace(address, **parts)  # type: ignore[arg-type]
    behind = said[last:]
    if address.room is None and (room := LONE_ROOM.search(behind)):
        address, behind = replace(address, room=room[1]), behind[: room.start()] + behind[room.end() :]
    return said[:first] + behind, address


def _relation(said: str, address: Address) -> tuple[str, Address]:
    for relation, pattern in RELATIONS:
        if match := pattern.search(said):
            return said[: match.start()] + " " + said[match.end() :], replace(address, relation=relation)
    return said, address


def _head(said: str, address: Address) -> Address:
    said = said.strip(" ,.的在")
    if yard := YARD.search(said):
        address = replace(address, number=numeral(yard[1]), compound=yard[0])
        said = said[: yard.start()] + " " + said[yard.end() :]
    elif number := NUMBER.search(said):
        whole = f"{numeral(number[1])}附{numeral(number[2])}" if number[1] else numeral(number[3])
        address = replace(address, number=whole)
        said = said[: number.start()] + " " + said[number.end() :]
    if street := STREET.search(said):
        address = replace(address, street=street[1])
        said = said[: street.start()] + " " + said[street.end() :]
    left = [part for part in re.split(r"[\s,]+", said) if part]
    if left and address.compound is None:
        address = replace(address, compound=left.pop(0))
    return replace(address, rest=" ".join(left) or None)


PARTS = tuple(field.name for field in fields(Address) if field.name != "relation")
