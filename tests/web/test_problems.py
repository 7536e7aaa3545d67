"""What is wrong with a request is said in the reader's language, with a code for programs."""

from typing import Any

import pytest

from dispatch.web.principal import Role
from tests.web.grid import GridCentre, call


def wrong(centre: GridCentre, body: Any, language: str, path: str = "/incidents") -> list[tuple[Any, ...]]:
    answer = centre.hand(Role.DISPATCHER).post(path, body, Accept_Language=language)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    return [(one["loc"], one["type"], one["msg"]) for one in answer.json["errors"]]


@pytest.mark.parametrize(
    ("change", "loc", "kind", "zh", "en"),
    [
        ({"level": 9}, ["level"], "less_than_equal", "等级：不能大于 4", "level: must be at most 4"),
        ({"level": "1"}, ["level"], "int_type", "等级：应为整数", "level: must be a whole number"),
        ({"colour": 1}, ["colour"], "extra_forbidden", "colour：不认识此项", "colour: is not known here"),
        ({"address": ""}, ["address"], "string_too_short", "地址：至少 1 个字符",
         "address: needs at least 1 characters"),
        (
            {"happened_at": "yesterday"},
            ["happened_at"],
            "datetime_parsing",
            "发生时间：应为 ISO 8601 时间，如 2026-11-24T03:12:05Z",
            "time of occurrence: must be a moment in ISO 8601, such as 2026-11-24T03:12:05Z",
        ),
        (
            {"happened_at": "2026-11-24T03:12:05"},
            ["happened_at"],
            "timezone_aware",
            "发生时间：时间须带时区",
            "time of occurrence: needs its time zone",
        ),
        ({"note": "a\0b"}, ["note"], "string_pattern_mismatch", "备注：含有不允许的字符或格式不对",
         "note: has characters or a form that is not allowed"),
    ],
)  # fmt: skip
def test_a_field_and_its_reason(
    centre: GridCentre, change: dict[str, Any], loc: list[str], kind: str, zh: str, en: str
) -> None:
    assert wrong(centre, call(**change), "zh-CN") == [(loc, kind, zh)]
    assert wrong(centre, call(**change), "en") == [(loc, kind, en)]


def test_what_is_missing_is_named_where_it_is_missing(centre: GridCentre) -> None:
    body = call(location={"lon": 104.06, "lat": 30.66})
    assert wrong(centre, body, "zh-CN") == [(["location", "crs"], "missing", "坐标系：必填")]


def test_what_has_no_words_of_its_own_is_said_in_general(centre: GridCentre) -> None:
    neither = {"reason": "积水"}
    assert wrong(centre, neither, "zh-CN", "/closures") == [([], "value_error", "内容不合要求")]
    assert wrong(centre, neither, "en", "/closures") == [([], "value_error", "not as it must be")]


def test_what_was_made_says_where_it_is(centre: GridCentre) -> None:
    desk = centre.hand(Role.DISPATCHER)
    made = {
        "/api/v1/incidents/1": desk.post("/incidents", call()),
        "/api/v1/incidents/1/timeline": desk.post("/incidents/1/notes", {"text": "门禁 1234"}),
        "/api/v1/closures/1": desk.post("/closures", {"edges": [1], "reason": "积水"}),
        "/api/v1/incidents/1 ": desk.post("/incidents/1/alerts", {"volunteers": ["V01"]}),
    }
    assert {where: answer.status_code for where, answer in made.items()} == dict.fromkeys(made, 201)
    assert [answer.headers["Location"] for answer in made.values()] == [where.strip() for where in made]
    for where in ("/api/v1/incidents/1", "/api/v1/incidents/1/timeline"):
        assert desk.get(where.removeprefix("/api/v1")).status_code == 200
