"""Names that could be anywhere in China and are nowhere twice in the city."""

import math
from collections.abc import Callable, Iterable, Sequence

import numpy as np

FIRST = (
    "安宝彩昌长朝春翠丹德东芳丰福光桂和恒红宏华锦嘉建金静康兰乐丽林龙梅明"
    "南宁平青庆清泉荣瑞盛松泰天同万文西祥新兴秀雪雅银永玉园云泽珠竹紫"
)
SECOND = "安昌成德风阁谷观桂和河华怀江锦景康岭龙明宁坪浦泉荣沙山胜石顺松泰亭桐湾文溪贤祥星兴阳怡园苑云泽洲竹庄"
OLD_TRADES = (
    "井",
    "桥",
    "庙",
    "磨",
    "仓",
    "坊",
    "塔",
    "院",
    "街口",
    "柳",
    "槐",
    "铁匠",
    "染坊",
    "米市",
    "帽儿",
    "豆腐",
)
ESTATES = ("花园", "苑", "家园", "小区", "新村", "公寓", "名苑", "华庭", "雅居", "府", "城", "里")
INDUSTRIES = ("机械", "电子", "纺织", "食品", "包装", "医药", "汽车配件", "仪表", "建材", "家具", "印刷", "精密制造")
HOUSES = ("大厦", "中心", "广场", "国际", "商务楼")


class Names:
    """Draws names; each call gives one that was not given before."""

    def __init__(self, rng: np.random.Generator, taken: Iterable[str]) -> None:
        self._rng = rng
        self._taken = set(taken)
        self._rows: dict[str, int] = {}

    def street(self, kind: str, heading: float) -> str:
        """A street's name; those that run east and west are called 街 more often than 路."""
        if kind == "living_street":
            return self.alley()
        if kind == "secondary":
            return self.of(("大道", "大街", "路"))
        usual, other = ("街", "路") if abs(math.cos(heading)) > 0.7 else ("路", "街")
        return self.of((usual, usual, usual, usual, other))

    def alley(self) -> str:
        return self._fresh(lambda: self._pick(FIRST) + self._pick((*OLD_TRADES, *SECOND)) + "巷")

    def estate(self) -> str:
        return self.of(ESTATES)

    def village(self) -> str:
        return self._fresh(lambda: self._pick(FIRST) + self._pick("家坝桥塘湾坪庙店") + "村")

    def works(self) -> str:
        return self._fresh(lambda: self._stem() + self._pick(INDUSTRIES) + self._pick(("厂", "有限公司")))

    def of(self, endings: Sequence[str]) -> str:
        """Two plain characters and one of the endings: 锦泉 + 药房."""
        return self._fresh(lambda: self._stem() + self._pick(endings))

    def numbered(self, pattern: str) -> str:
        """The next of a row: 第{}小学 → 第一小学, 第二小学 …"""
        self._rows[pattern] = self._rows.get(pattern, 0) + 1
        return pattern.format(numeral(self._rows[pattern]))

    def _stem(self) -> str:
        return self._pick(FIRST) + self._pick(SECOND)

    def _pick(self, choices: Sequence[str]) -> str:
        return choices[int(self._rng.integers(len(choices)))]

    def _fresh(self, draw: Callable[[], str]) -> str:
        name = draw()
        while name in self._taken or name[0] == name[1]:
            name = draw()
        self._taken.add(name)
        return name


def numeral(number: int) -> str:
    """1 … 99 in Chinese."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
