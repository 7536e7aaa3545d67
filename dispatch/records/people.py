"""Volunteers as rows of a table, both ways."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from dispatch.duty.model import Station
from dispatch.errors import Refused
from dispatch.people import badges
from dispatch.people.model import Membership, Person, Team, Volunteer
from dispatch.people.phones import mask
from dispatch.records import cells
from dispatch.records.certificates import read_certificates, written
from dispatch.records.columns import Column, Table
from dispatch.records.intake import Intake, Row, phone_or, take_in
from dispatch.records.sheets import Value
from maps.speeds import Mode

COLUMNS = (
    Column(
        "id", "编号", "Volunteer ID", ("志愿者编号", "志愿者号", "队员编号", "volunteer", "no", "number"), required=True
    ),
    Column("name", "姓名", "Name", ("志愿者姓名", "队员姓名", "名字", "fullname"), required=True),
    Column(
        "phone", "电话", "Phone", ("手机", "手机号", "手机号码", "联系电话", "联系方式", "mobile", "tel", "telephone")
    ),
    Column("team", "队伍", "Team", ("所属队伍", "服务队", "专业队伍", "队别"), required=True),
    Column("qualifications", "资质", "Qualifications", ("证书", "资质证书", "专业资质", "持证情况", "certificates")),
    Column(
        "valid_until",
        "证书有效期",
        "Valid until",
        ("有效期", "有效期至", "证书有效期至", "证书到期日", "expiry", "expires"),
    ),
    Column("issued", "发证日期", "Issued", ("取证日期", "颁发日期", "issuedon")),
    Column("mode", "出行方式", "Travel mode", ("交通方式", "出行", "交通工具", "travel")),
    Column("station", "所属站点", "Station", ("站点", "服务站", "所属站", "站点编号", "所属服务站")),
    Column("membership", "状态", "Membership", ("志愿者状态", "队员状态", "status")),
    Column("opted_out", "不接警", "Opted out", ("免打扰", "暂不接警", "optout")),
    Column("insured_until", "保险有效期", "Insured until", ("保险到期日", "保险有效期至", "保险", "insurance")),
    Column("consented", "风险告知", "Risk consent", ("风险告知书", "知情同意", "已签风险告知", "consent")),
    Column(
        "birth_year", "出生年份", "Birth year", ("出生年", "出生日期", "生日", "yearofbirth", "dateofbirth", "born")
    ),
    Column("badge", "工卡号", "Badge", ("卡号", "工牌号", "NFC", "badgenumber", "card")),
)

TEAM_NAMES: dict[Team, tuple[str, ...]] = {
    Team.MEDICAL: ("医疗救护", "medical", "医疗救护队", "医疗", "医疗队", "救护队", "medical rescue"),
    Team.SUPPLY: ("物资转运", "supply", "物资转运队", "物资", "物资队", "转运队", "supply transport"),
    Team.PSYCHOLOGICAL: ("心理干预", "psychological", "心理干预队", "心理", "心理队", "psychological intervention"),
    Team.LIAISON: ("信息联络", "liaison", "信息联络队", "信息", "联络队", "information liaison"),
}
MODE_NAMES: dict[Mode, tuple[str, ...]] = {
    Mode.WALK: ("步行", "walk", "走路", "徒步", "foot", "on foot"),
    Mode.EBIKE: ("电动车", "ebike", "电瓶车", "电动自行车", "电单车", "e-bike"),
    Mode.CAR: ("汽车", "car", "开车", "驾车", "自驾", "私家车", "小汽车", "轿车"),
}
MEMBERSHIP_NAMES: dict[Membership, tuple[str, ...]] = {
    Membership.ACTIVE: ("正式", "active", "正式志愿者", "在队", "在册", "正常"),
    Membership.PROBATION: ("预备", "probation", "预备志愿者", "见习", "试用"),
    Membership.SUSPENDED: ("暂停", "suspended", "停用", "暂停服务"),
    Membership.LEFT: ("退出", "left", "离队", "已退出", "退队"),
}
YES_NO = {True: ("是", "yes"), False: ("否", "no")}

TEAM = cells.one_of(TEAM_NAMES.items())
MODE = cells.one_of(MODE_NAMES.items())
MEMBERSHIP = cells.one_of(MEMBERSHIP_NAMES.items())


def read_people(table: Table, known: Mapping[str, Volunteer], stations: Mapping[str, Station]) -> Intake[Volunteer]:
    """Volunteers as they should be on record. Columns that the table lacks keep what is `known` of each; for somebody
    new they are: on foot, active, no station, no qualification."""
    held = {badge: one.id for one in known.values() if (badge := badges.badge_of(one))}
    return take_in(table, partial(_volunteer, known=known, station=_station_among(stations), held=held))


def _volunteer(
    row: Row, *, known: Mapping[str, Volunteer], station: Callable[[Value], str], held: dict[str, str]
) -> Volunteer | None:
    ident = row.require("id", cells.ident)
    name = row.require("name", cells.name)
    team = row.require("team", TEAM)
    if ident is None or name is None or team is None:
        return None
    before = known.get(ident, Volunteer(ident, team, Mode.WALK))
    person = before.particulars or Person(name)
    return Volunteer(
        id=ident,
        team=team,
        mode=row.take("mode", MODE, blank=Mode.WALK, absent=before.mode),
        station=row.take("station", station, blank=None, absent=before.station),
        membership=row.take("membership", MEMBERSHIP, blank=Membership.ACTIVE, absent=before.membership),
        qualifications=read_certificates(row, before.qualifications),
        opted_out=row.take("opted_out", cells.yes, blank=False, absent=before.opted_out),
        insured_until=row.take("insured_until", cells.day, blank=None, absent=before.insured_until),
        consented=row.take("consented", cells.yes, blank=None, absent=before.consented),
        particulars=Person(
            name,
            row.take("phone", phone_or(person.phone, cells.own_phone), blank=None, absent=person.phone),
            row.take("birth_year", cells.year, blank=None, absent=person.birth_year),
            row.take("badge", partial(_badge, ident, person.badge, held), blank=None, absent=person.badge),
        ),
    )


def _badge(ident: str, known: str | None, held: dict[str, str], value: Value) -> str:
    """One that nobody else has, on record or in the file; the mask of the known one stands for that."""
    said = cells.plain(value)
    if known is not None and said == badges.masked(known):
        return known
    badge = badges.parse(said)
    if held.setdefault(badge, ident) != ident:
        raise Refused("badge_taken", volunteer=held[badge])
    return badge


def _station_among(stations: Mapping[str, Station]) -> Callable[[Value], str]:
    """A station by its id, or by its name where only one has it."""
    names: dict[str, list[str]] = {}
    for station in stations.values():
        names.setdefault(station.name, []).append(station.id)

    def parse(value: Value) -> str:
        said = cells.text(value)
        found = [said] if said in stations else names.get(said, [])
        if len(found) != 1:
            raise Refused("station_name_twice" if found else "unknown_station", station=said)
        return found[0]

    return parse


def volunteer_row(volunteer: Volunteer, *, language: str, with_phones: bool) -> Sequence[str | None]:
    """The cells of `COLUMNS`; the dates of certificates stand with them."""
    said = 1 if language == "en" else 0
    person = volunteer.particulars
    phone = person.phone if person else None
    return (
        volunteer.id,
        person.name if person else None,
        phone if phone is None or with_phones else mask(phone),
        TEAM_NAMES[volunteer.team][said],
        written(volunteer.qualifications, language),
        None,
        None,
        MODE_NAMES[volunteer.mode][said],
        volunteer.station,
        MEMBERSHIP_NAMES[volunteer.membership][said],
        YES_NO[volunteer.opted_out][said],
        volunteer.insured_until.isoformat() if volunteer.insured_until else None,
        None if volunteer.consented is None else YES_NO[volunteer.consented][said],
        str(person.birth_year) if person and person.birth_year else None,
        _shown_badge(person, with_phones=with_phones),
    )


def _shown_badge(person: Person | None, *, with_phones: bool) -> str | None:
    badge = person.badge if person else None
    return badge if badge is None or with_phones else badges.masked(badge)
