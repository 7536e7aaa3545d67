"""The kinds of qualification: codes, names, and how long a certificate is valid unless it says otherwise."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Kind:
    """`years` None: does not expire. `professional` counts towards the share of qualified people that a team must have.
    `also`: other names that files use, lower case."""

    code: str
    zh: str
    en: str
    years: int | None = None
    professional: bool = True
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.code, self.zh, self.en, *self.also)

    def valid_until(self, issued: date) -> date | None:
        """The last day of a certificate issued on that day: the one before its anniversary."""
        if self.years is None:
            return None
        year = issued.year + self.years
        lost = (issued.month, issued.day) == (2, 29) and not isleap(year)
        anniversary = date(year, 3, 1) if lost else issued.replace(year=year)
        return anniversary - timedelta(days=1)


# First aid: the Red Cross certificate is valid for three years. Counsellor level 2 and 3: no longer issued since 2017,
# and what was issued does not expire. Nurses re-register every five years, social workers every three.
KINDS = (
    Kind(
        "first_aid", "红十字救护员证", "Red Cross first aid", 3, also=("救护员证", "救护员", "急救证", "红十字救护员")
    ),
    Kind("aed", "AED操作证", "AED operation", 2, also=("aed操作", "自动体外除颤器")),
    Kind("doctor", "医师", "Physician", also=("医生", "执业医师", "doctor")),
    Kind("nurse", "护士", "Nurse", 5, also=("护士执业证", "执业护士", "护师")),
    Kind("counsellor_2", "心理咨询师二级", "Counsellor level 2", also=("二级心理咨询师", "国家二级心理咨询师")),
    Kind("counsellor_3", "心理咨询师三级", "Counsellor level 3", also=("三级心理咨询师", "国家三级心理咨询师")),
    Kind("psychiatrist", "精神科医师", "Psychiatrist", also=("精神科医生",)),
    Kind("social_worker", "社会工作者", "Social worker", 3, also=("社工", "社工证", "助理社会工作师", "社会工作师")),
    Kind("fire_safety", "消防设施操作员", "Fire safety operator", also=("消防员", "消防证", "建构筑物消防员")),
    Kind(
        "radio_amateur",
        "业余无线电操作证",
        "Amateur radio operator",
        also=("业余无线电", "业余电台操作证", "无线电操作证"),
    ),
    Kind("boat", "船艇驾驶证", "Boat operator", 5, also=("冲锋舟", "游艇驾驶证", "内河船员")),
    Kind("driver", "驾驶证", "Driving licence", 6, professional=False, also=("驾照", "机动车驾驶证", "driver")),
    Kind("logistics", "物流师", "Logistics", also=("应急物流", "仓储管理员")),
    Kind("forklift", "叉车证", "Forklift operator", 4, also=("叉车司机", "叉车")),
    Kind("sign_language", "手语翻译", "Sign language", also=("手语", "手语翻译员")),
)
BY_CODE = {kind.code: kind for kind in KINDS}
LEVEL_2_AND_ABOVE = ("counsellor_2", "psychiatrist")
"""Counsel after an incident is theirs alone: level 3 assists, it does not lead."""
