"""Takes apart a spoken or written address. Pure, on one string.

建设路18号院3栋2单元18楼1802 → street 建设路, number 18, compound 18号院, building 3, unit 2, floor 18, room 1802.
Numbers come out in plain digits, whatever they were written in; names as they were said.

It is read from its end: the door (building, unit, floor, room), then how it lies to what is named, then the street and
its number; what is left is the name of the compound, building or shop.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Literal

Relation = Literal["opposite", "beside", "near", "gate"]

DIGIT = {sign: value for value, signs in enumerate(("零〇", "一幺", "二两", *"三四五六七八九")) for sign in signs}
SCALE = {"十": 10, "百": 100, "千": 1000}
SPOKEN = "".join(DIGIT)
NUMERAL = SPOKEN + "".join(SCALE)

HAN = "[\u3400-\u9fff]"
N = rf"(?:[0-9]+|[{NUMERAL}]+)"
CODE = rf"(?:(?<![a-zA-Z])[a-zA-Z][0-9]{{0,2}}|{N}[a-zA-Z]?|[东南西北中])"
DASH = r"\s*[-/]\s*"
BLOCK = r"\s*(?:栋|幢|座|号楼|#楼?)"

FILLERS = re.compile(
    r"喂|你好|您好|[嗯呃]+|那个|这个|应该是|好像是?|大概是?|(?:我们?)?这[边里儿]是|就是说?|地址[是在]?|位于|麻烦|快点来|请[到来]|"
    r"(?:(?:我们?|他们?|她|人)(?:家|这)?|家)(?:就?住在?|就?在)|我们?家|就在|(?:啊|哈|嘛|呢|噻|哦|呀|哟)(?=[,.]|\s|$)"
)
EDGES = " ,.。、:;-的在"

CHAINS = (
    re.compile(rf"(?<![0-9a-zA-Z])({CODE})(?:{BLOCK})?{DASH}({N}){DASH}({N}){DASH}({N})[室号]?(?![0-9])"),
    re.compile(rf"(?<![0-9a-zA-Z])({CODE})(?:{BLOCK}(?:{DASH})?|{DASH})({N}){DASH}()([0-9]{{3,4}})室?(?![0-9])"),
    re.compile(rf"(?<![0-9a-zA-Z])({CODE})(?:{DASH}|{BLOCK})({N}){DASH}()({N})[室号]?(?![0-9])"),
    re.compile(rf"(?<![0-9a-zA-Z])({CODE})(?:{BLOCK})?{DASH}()()([0-9]{{3,4}})室?(?![0-9])"),
)
"""3-2-18-2, 3-2-1802, 3-1802: building, unit, floor and room without their words."""
LANE = re.compile(rf"({N})弄({N})号楼?")
WORDS = (
    ("building", re.compile(rf"第?({CODE}){BLOCK}")),
    ("unit", re.compile(rf"第?({CODE})\s*(?:单元|门洞|(?<=[0-9])门(?=[0-9]))")),
    ("floor", re.compile(rf"第?((?:负|[Bb])?{N})\s*(?:层|楼|F(?![a-zA-Z]))")),
)
ROOM = re.compile(
    rf"[\s,]*(?:([0-9]{{1,4}}[a-zA-Z]?|[{NUMERAL}]{{1,5}})\s*(?:号房|号室|房间|室|房|号)"
    rf"|([0-9]{{3,4}}|[{SPOKEN}]{{3,4}})(?![0-9{NUMERAL}]))"
)
ROOM_ALONE = re.compile(rf"([0-9]{{3,4}}[a-zA-Z]?|[{SPOKEN}]{{3,4}})\s*(?:号房|号室|房间|室|房)")
ROOM_LAST = re.compile(r"(?<=[\u3400-\u9fff])(?<![路街巷道段弄])\s*([0-9]{3,4})$")

GATE = r"(?:[东西][南北]|[东南西北后侧前])\s?大?门"
BESIDE: Sequence[tuple[Relation, str]] = (
    ("opposite", r"[正斜]?对(?:面|过|门|到起)"),
    ("gate", rf"(?:(?P<gate>{GATE})|校门|[大正]门)(?:口|(?=$|[\s,的那这进出]))|门口|门前"),
    ("beside", r"旁边|隔壁|侧[面边]|边上|旁|背后|后[面头边]|前[面头边]|楼[下上]"),
    ("near", r"附近|周围|周边|一带|那一?(?:片|带)|[那这](?:边|里|儿|块)|不远处?"),
)
RELATIONS = [(relation, re.compile(rf"的?(?:{words})(?:[那这][里儿边])?的?")) for relation, words in BESIDE]
GATE_LAST = re.compile(rf"{GATE}口?$")
ASIDE = re.compile(
    rf"里[面头边]|院内|[顶底]楼|[进出]站口|(?:出|入|出入)口|[a-zA-Z][0-9]?(?:出|入|出入)?口|(?<=[路街巷道段])口|"
    rf"靠近?|挨[着到]|紧邻|临近|{N}[组社队]"
)
"""From here on it is no name any more."""

DISTRICT = re.compile(
    rf"(?:{HAN}{{2,7}}?(?:省|自治区))?\s*(?:{HAN}{{2,5}}?市)?\s*({HAN}{{2,4}}?(?<![小社园校片院厂景营])[区县])?"
    rf"\s*({HAN}{{2,5}}?街道(?!办)|(?<=[区县]){HAN}{{2,4}}?[镇乡])?\s*"
)
ROAD = r"大道|大街|步行街|胡同|公路|路|街|巷|(?<![隧通轨河频街])道"
STREET = re.compile(
    rf"(?:第[0-9]{{1,2}}|[0-9](?=环)|[^\s0-9,])[^\s0-9,]{{0,10}}?(?:{ROAD})+(?:[^\s0-9,]{{1,6}}路段|[东南西北中][{NUMERAL}]{{1,2}}[街路巷])?"
    rf"(?:[东南西北中]?(?:[{NUMERAL}]{{1,2}}|[0-9]{{1,2}})段|[东南西北中]段)?"
)
NAMED_AFTER_STREET = re.compile(
    rf"第?[{NUMERAL}0-9]{{0,2}}(?:小学|中学|学校|人民医院|医院)|幼儿园|卫生院|卫生服务|派出所|社区|居委会|小区|新村|[苑园]|花园|"
    r"公寓|宿舍|家属院|大厦|广场|公园|(?:地铁|公交|客运)?站|街道办|消防|立交|大?桥|支行|餐厅"
)
YARD = re.compile(rf"({N})号(大?院)")
NUMBER = re.compile(rf"([甲乙丙]?)({N}(?:-{N})?)(?:号(?![线楼桥店公花广地馆仓门库])|(?=附))(?:([附之])({N})号?)?")
NUMBER_BARE = re.compile(r"\s*([0-9]{1,5})(?=$|[\s,])")
INSIDE_NAME = re.compile(rf"\s+(?=(?:[a-zA-Z]|[东南西北])区|{N}期)")


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


PARTS = tuple(field.name for field in fields(Address) if field.name != "relation")


def parse(text: str) -> Address:
    """The parts of an address in Chinese; what is in another language stays in `rest` whole."""
    whole = tidy(text)
    door, said, behind = _door(FILLERS.sub("", whole).strip(EDGES))
    if not re.search(HAN, whole):
        return replace(_inside(door), rest=_joined(said, behind))
    relation, said, beyond = _beside(said)
    if relation is None:
        relation, behind, beyond = _beside(behind)
    district, said = _district(said)
    lane, (number, yard, before, after) = door.pop("number", None), _number(said)
    (before, inner), (after, outer) = _cut(before), _cut(after)
    street, lead, left = _street(before)
    if street and number is None and (bare := NUMBER_BARE.match(left)):
        number, left = bare[1], left[bare.end() :]
    names = _names(lead, left, after)
    compound = yard or (names.pop(0) if names else None)
    rest = _joined(district, *names, inner, outer, beyond, behind)
    return replace(_inside(door), street=street, number=lane or number, compound=compound, rest=rest, relation=relation)


def _inside(door: Mapping[str, str]) -> Address:
    return Address(building=door.get("building"), unit=door.get("unit"), floor=door.get("floor"), room=door.get("room"))


def tidy(text: str) -> str:
    """Full-width letters, digits and spaces as plain ones."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).replace("—", "-")).strip()


def numeral(said: str) -> str:
    """十八 → 18, 一八零二 → 1802, 一百二十 → 120, 负一 → -1; digits as they are."""
    if said.startswith("负"):
        return "-" + numeral(said[1:])
    if any(sign not in NUMERAL for sign in said):
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


def _door(said: str) -> tuple[dict[str, str], str, str]:
    """Building, unit, floor and room (in a lane its number, too); what stands before them, and what behind."""
    for chain in CHAINS:
        if match := chain.search(said):
            parts = zip(("building", "unit", "floor", "room"), match.groups(), strict=True)
            return {name: numeral(part) for name, part in parts if part}, said[: match.start()], said[match.end() :]
    found: dict[str, str] = {}
    between: list[str] = []
    first, last = len(said), 0
    if lane := LANE.search(said):
        found = {"number": f"{numeral(lane[1])}弄", "building": numeral(lane[2])}
        first, last = lane.span()
    for name, pattern in WORDS:
        if name not in found and (match := pattern.search(said, last)):
            between += [said[last : match.start()]] if found else []
            found[name] = numeral(match[1])
            first, last = min(first, match.start()), match.end()
    room = ROOM.match(said, last) if found else ROOM_ALONE.search(said) or ROOM_LAST.search(said)
    if room:
        found["room"] = numeral(room[room.lastindex or 1])
        first, last = min(first, room.start()), room.end()
    if not found:
        return {}, said, ""
    before, behind = said[:first], " ".join((*between, said[last:]))
    return (found, before, behind) if before.strip(EDGES) else (found, behind, "")


def _beside(said: str) -> tuple[Relation | None, str, str]:
    """How it lies to what is named before it; that, and what is said beyond."""
    met = [
        (match.start(), -match.end(), relation, match) for relation, words in RELATIONS if (match := words.search(said))
    ]
    if not met:
        return None, said, ""
    _, _, relation, match = min(met, key=lambda one: one[:2])
    before, beyond = said[: match.start()], f"{match.groupdict().get('gate') or ''} {said[match.end() :]}"
    if gate := GATE_LAST.search(before):
        before, beyond = before[: gate.start()], f"{gate[0]} {beyond}"
    return (relation, before, beyond) if before.strip(EDGES) else (relation, beyond, "")


def _district(said: str) -> tuple[str, str]:
    """Province, city, district, where something else is named behind; a city alone only before a street, for it also
    begins the names of schools and hospitals."""
    match = DISTRICT.match(said)
    if match is None or not match[0].strip() or match.end() == len(said):
        return "", said
    left = said[match.end() :]
    street = STREET.match(left)
    if match[1] or match[2] or (street and not NAMED_AFTER_STREET.match(left, street.end())):
        return match[0], left
    return "", said


def _number(said: str) -> tuple[str | None, str | None, str, str]:
    """House number, the yard that has no name but it, and what stands before and behind."""
    if yard := YARD.search(said):
        number = numeral(yard[1])
        return number, f"{number}号{yard[2]}", said[: yard.start()], said[yard.end() :]
    if match := NUMBER.search(said):
        main = "-".join(numeral(part) for part in match[2].split("-"))
        branch = f"{match[3]}{numeral(match[4])}" if match[3] else ""
        return f"{match[1]}{main}{branch}", None, said[: match.start()], said[match.end() :]
    return None, None, said, ""


def _cut(said: str) -> tuple[str, str]:
    match = ASIDE.search(said)
    return (said[: match.start()], said[match.start() :]) if match else (said, "")


def _street(said: str) -> tuple[str | None, str, str]:
    """The street, and what stands before and behind it; none in 建设路小学, which is one name."""
    start = 0
    for part in re.split(r"(?<=[\s,])", said):
        if match := STREET.match(part):
            left = said[start + match.end() :]
            if NAMED_AFTER_STREET.match(left):
                break
            return match[0], said[:start], left.removeprefix("上")
        start += len(part)
    return None, "", said


def _names(*texts: str) -> list[str]:
    parts = (part for text in texts for part in re.split(r"[\s,]+", INSIDE_NAME.sub("", text)))
    return [part.strip(EDGES) for part in parts if part.strip(EDGES)]


def _joined(*texts: str) -> str | None:
    return " ".join(part for text in texts if (part := re.sub(r"[\s,]+", " ", text).strip(EDGES))) or None
