"""Where a station may be: codes and names."""

from typing import NamedTuple


class Kind(NamedTuple):
    code: str
    zh: str
    en: str
    also: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return (self.code, self.zh, self.en, *self.also)


KINDS = (
    Kind("community", "社区", "Community", ("小区", "居委会", "社区居委会", "党群服务中心")),
    Kind("school", "学校", "School", ("幼儿园", "小学", "中学", "大学", "university", "kindergarten")),
    Kind("mall", "商场", "Mall", ("购物中心", "超市", "市场", "shopping centre")),
    Kind("hospital", "医院", "Hospital", ("卫生院", "社区卫生服务中心", "诊所", "clinic")),
    Kind("care_home", "养老院", "Care home", ("敬老院", "福利院", "养老机构")),
    Kind("transport", "交通站点", "Transport", ("地铁站", "车站", "火车站", "metro", "station")),
    Kind("fire_station", "消防站", "Fire station", ("消防救援站", "微型消防站")),
    Kind("police", "派出所", "Police station", ("警务室",)),
    Kind("park", "公园", "Park", ("广场", "square")),
    Kind("office", "办公楼", "Office", ("写字楼", "政府机关", "政务中心")),
    Kind("other", "其他", "Other"),
)
BY_CODE = {kind.code: kind for kind in KINDS}
