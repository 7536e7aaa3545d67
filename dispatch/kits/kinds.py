"""Kinds of kit: the codes that response plans ask for, and their names."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A code has no dash: `aed-07` names one of the kind `aed`."""

    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.code, self.zh, self.en, *self.also)


KINDS = (
    Kind("first_aid", "急救包", "First-aid kit", ("急救箱", "急救", "医药包", "first aid bag")),
    Kind("aed", "AED", "AED", ("自动体外除颤器", "除颤器", "除颤仪")),
    Kind("radio", "通讯装备", "Communications kit", ("对讲机", "电台", "通讯包", "应急通讯", "radio set")),
    Kind("trauma", "创伤包", "Trauma kit", ("止血包", "外伤包")),
    Kind("rescue", "破拆救援包", "Rescue tools", ("破拆工具", "救援包")),
    Kind("flood", "防汛包", "Flood kit", ("防汛装备", "救生衣")),
    Kind("disinfection", "消杀包", "Disinfection kit", ("消毒包", "防疫包")),
    Kind("comfort", "心理安抚包", "Comfort kit", ("心理包", "安抚包")),
    Kind("supplies", "生活物资", "Relief supplies", ("物资", "物资包")),
    Kind("other", "其他", "Other"),
)
BY_CODE = {kind.code: kind for kind in KINDS}
