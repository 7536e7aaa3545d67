import pytest

from dispatch.words import say


@pytest.mark.parametrize(
    ("code", "params", "zh", "en"),
    [
        ("not_found", {"kind": "incident", "id": 7}, "没有编号为 7 的事件", "There is no incident 7"),
        (
            "not_next",
            {"volunteer": "V1", "progress": "on_scene", "wanted": "en_route"},
            "V1 当前为 到场,不能改为 出动",
            None,
        ),
        ("already_answered", {"volunteer": "V1", "state": "declined"}, "V1 已答复过这条通知(已谢绝)", None),
        ("wrong_role", {"role": "volunteer"}, "角色 volunteer 无权这样做", None),
    ],
)
def test_a_sentence_says_codes_in_words_and_keeps_what_has_none(
    code: str, params: dict[str, object], zh: str, en: str | None
) -> None:
    assert say(code, "zh-CN", **params) == zh
    assert en is None or say(code, "en", **params) == en


def test_a_code_without_a_sentence_is_shown_with_its_parameters_as_they_are() -> None:
    assert say("brand_new", "zh-CN", kind="incident") == "brand_new kind=incident"
