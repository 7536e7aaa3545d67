"""The page of a simulation: every plot has its words and its figures, and nothing comes from elsewhere."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise
from math import inf
from typing import Any
from xml.etree import ElementTree

import pytest

from dispatch.simulate.page import drawing
from dispatch.simulate.page.curve import APART, BOTTOM, _apart
from dispatch.simulate.page.drawing import Scale, factors, steps
from dispatch.simulate.page.figures import Teller
from dispatch.simulate.page.page import page
from dispatch.simulate.page.tradeoff import _labels
from dispatch.simulate.run import Played, Story
from dispatch.simulate.trials import scored

AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
POLICIES = ("road:3", "straight:2", "radius:1300", "top1", "waves:3x60", "all", "ours:0.5", "ours:0.8")


def played(seed: int, alerts: int) -> Played:
    """Ten incidents, of which one in `seed + 2` is never served and the others after 5 to 16 minutes."""
    stories = []
    for number in range(10):
        first = None if number % (seed + 2) == 0 else 300.0 + 70 * number
        came = [] if first is None else [("patient", first)]
        station = "S1" if number % 2 else "S2"
        stories.append(Story(number, AT, "patient", station, number * 2, alerts, first_s=first, shown=0.8, came=came))
        stories[-1].needs = (("patient", "medical", 1),)
    foreseen = [(0.05 * (number + 1), number % 3 == 0) for number in range(10)]
    return Played(stories, foreseen, {"V1": 10 * alerts}, 1, "hash", 1.0, {("V1", date(2026, 11, 23)): 10 * alerts})


def found(*policies: str) -> dict[str, Any]:
    runs = {name: [played(number, number + 1), played(number + 1, number + 2)] for number, name in enumerate(policies)}
    return {
        "command": "dispatch simulate --city grid --calls 'my <calls>.csv' --policy all",
        "city": "grid",
        "seed": 7,
        "replications": 2,
        "days": 1,
        "stations": 2,
        "people": 48,
        "watches": 3,
        "weekly_alerts": None,
        "truth": {"nature": {"acceptance": 0.35, "answer_s": 45.0, "turnout_s": 105.0}, "sd": 0.2, "history": 12},
        "calls": {
            "read": 13,
            "used": 10,
            "out_of_order": 1,
            "not_played": 0,
            "dropped": {"unknown_type": 3},
            "dropped_lines": {"unknown_type": [4, 5]},
            "unknown_types": {"Police: <X>": 3},
            "first_at": "2026-11-24T12:00:00+08:00",
            "last_at": "2026-11-25T12:00:00+08:00",
        },
        "plans_unfillable": [{"type": "medical", "level": 3, "role": "patient", "needed": 1, "have": 0}],
        "district_is": "nearest_station",
        "station_names": {"S1": "虚构站&一", "S2": "虚构站二"},
        **scored(runs, ["V1", "V2"]),
    }


class Balance(HTMLParser):
    """Every element that is opened is closed, in its place."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(told)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "模拟结果：grid"), ("en", "Simulation: grid")])
def test_every_plot_has_a_title_a_description_and_its_figures_as_a_table(language: str, title: str) -> None:
    told = page(found(*POLICIES), language)
    balance = Balance(told)
    assert balance.open == []
    assert title in told
    svgs = [ElementTree.fromstring(one) for one in re.findall(r"<svg.*?</svg>", told)]
    assert len(svgs) == 2 + 4 * len(POLICIES)
    for one in svgs:
        labelled = {part.get("id"): part.text for part in one if part.tag in ("title", "desc")}
        assert one.get("role") == "img"
        assert str(one.get("aria-labelledby")).split() == list(labelled)
        assert all(labelled.values())
    assert len(re.findall(r"<figure.*?</figure>", told)) == len(svgs)
    assert all("<svg" in one and "<table" in one for one in re.findall(r"<figure.*?</figure>", told))
    ids = re.findall(r' id="([^"]+)"', told)
    assert len(ids) == len(set(ids))
    assert "sim." not in re.sub(r"<style>.*?</style>", "", told)


def test_it_stands_by_itself_and_is_the_same_to_the_byte() -> None:
    told = page(found(*POLICIES), "zh-CN")
    assert re.findall(r"src=|href=\"(?!#)|url\(|@import|http|<script", told) == []
    assert told == page(found(*POLICIES), "zh-CN")
    assert told.startswith("<!doctype html>")


def test_what_people_wrote_is_never_markup() -> None:
    told = page(found("all"), "en")
    assert "my &lt;calls&gt;.csv" in told
    assert "Police: &lt;X&gt;" in told
    assert "虚构站&amp;一" in told
    assert "Response plan Medical, Level III: patient care needs 1, only 0 on record qualify" in told


def test_a_single_policy_is_compared_with_nobody_and_no_incident_is_no_plot_of_one() -> None:
    assert "Paired differences" not in page(found("ours:0.5"), "en")
    nothing = found("ours:0.5") | scored({"ours:0.5": [Played([], [], {}, 0, "hash", 0.0)]}, ["V1"])
    assert Balance(page(nothing, "en")).open == []


def test_figures_are_written_as_the_reader_does() -> None:
    zh, en = Teller("zh-CN", {"S1": "虚构站"}), Teller("en", {})
    assert (zh.share(0.7125), en.share(0.7125), zh.share(None)) == ("71.2%", "71.2 %", "–")
    assert (zh.points(-0.0149), en.points(0.02)) == ("−1.5", "+2.0")
    assert zh.signed(-0.001) == "0.00"
    assert zh.time({"p90_never": True, "p90_s": None}, "p90") == "无人到场"
    assert zh.time({"p90_never": False, "p90_s": 200.4}, "p90") == "3分20秒"
    assert [zh.group(*one) for one in (("by_district", "S1"), ("by_district", "锦江区"), ("by_hour", "07"))] == [
        "虚构站",
        "锦江区",
        "07:00",
    ]


def test_scales_go_by_steps_or_by_factors_and_their_marks_hold_the_values() -> None:
    assert Scale(0, 10, 100, 200)(5) == 150
    assert Scale(1, 100, 0, 200, log=True)(10) == pytest.approx(100)
    assert steps(0, 1, 5) == [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    assert steps(0.63, 0.78, 8) == pytest.approx([0.62, 0.64, 0.66, 0.68, 0.70, 0.72, 0.74, 0.76, 0.78])
    assert factors(1.3, 64) == [1, 2, 5, 10, 20, 50, 100]
    assert factors(1, 1) == [1, 2]


def test_each_kind_of_policy_has_a_shape_of_its_own() -> None:
    shapes = {
        drawing.mark(name, 10, 10) for name in ("ours:0.5", "waves:3x60", "road:3", "straight:3", "radius:9", "all")
    }
    assert len(shapes | {drawing.mark("top1", 10, 10)}) == 7


def test_labels_keep_apart() -> None:
    """Of lines that end at one height, and of marks that lie close together."""
    placed = sorted(_apart({"a": 380.0, "b": 380.0, "c": 381.0, "d": 100.0}).values())
    assert placed[0] == 100.0
    assert placed[-1] <= BOTTOM
    assert [after - before >= APART for before, after in pairwise(placed)] == [True, True, True]
    close = {"ours:0.5": (300.0, 200.0), "road:3": (306.0, 202.0), "waves:3x60": (312.0, 204.0)}
    at = [tuple(map(float, re.findall(r' [xy]="([^"]+)"', one))) for one in _labels(close)]
    gaps = [max(abs(x - u) / 40, abs(y - v) / 14) for n, (x, y) in enumerate(at) for u, v in at[n + 1 :]]
    assert min(gaps, default=inf) >= 1
