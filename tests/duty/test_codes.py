"""The station's code. Expected numbers: RFC 6238, appendix B, the rows of SHA-256."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.duty.codes import CodeRead, CodeState, code_at, read_code, step_of

SECRET = b"12345678901234567890123456789012"
AT = datetime(2026, 11, 24, 4, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "46119246"),
        (1111111109, "68084774"),
        (1111111111, "67062674"),
        (1234567890, "91819424"),
        (2000000000, "90698825"),
        (20000000000, "77737706"),
    ],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(SECRET, step_of(datetime.fromtimestamp(seconds, UTC))) == code


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (0, CodeState.VALID),
        (-1, CodeState.VALID),
        (1, CodeState.VALID),
        (-2, CodeState.OLD),
        (-2880, CodeState.WRONG),
        (2, CodeState.WRONG),
        (-2879, CodeState.OLD),
    ],
)
def test_a_code_holds_one_step_around_its_own_and_is_told_as_old_for_a_day(steps: int, state: CodeState) -> None:
    step = step_of(AT) + steps
    read = read_code(SECRET, code_at(SECRET, step), AT)
    assert read == CodeRead(state, None if state is CodeState.WRONG else step)


def test_it_may_be_typed_with_spaces() -> None:
    code = code_at(SECRET, step_of(AT))
    assert read_code(SECRET, f" {code[:4]} {code[4:]}-", AT).state is CodeState.VALID
    assert read_code(b"another", code, AT).state is CodeState.WRONG


@pytest.mark.parametrize("said", ["", "1234567", "123456789", "1234567x", "١٢٣٤٥٦٧٨"])
def test_what_is_no_code_is_wrong(said: str) -> None:
    assert read_code(SECRET, said, AT + timedelta(days=1)) == CodeRead(CodeState.WRONG)
