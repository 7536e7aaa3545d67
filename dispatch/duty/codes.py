"""The code that a station's tablet shows: eight digits that change every thirty seconds, computed without a network.

RFC 6238 (TOTP) with HMAC-SHA-256. So any authenticator can stand in for a broken tablet.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

STEP_S = 30
DIGITS = 8
DRIFT = 1
"""Steps by which the tablet's clock, or whoever types, may be off."""
OLD_STEPS = 24 * 3600 // STEP_S
"""How far back a code that is no longer valid is told from one that never was."""
_SPACING = re.compile(r"[\s-]")


class CodeState(StrEnum):
    VALID = "valid"
    OLD = "old"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class CodeRead:
    """`step`: of which the code is; None where it never was one within a day."""

    state: CodeState
    step: int | None = None


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP_S


def code_at(secret: bytes, step: int) -> str:
    """The code of that step, `DIGITS` long. RFC 4226, section 5.3: dynamic truncation."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha256")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def read_code(secret: bytes, said: str, at: datetime) -> CodeRead:
    """What a code is worth at `at`; spaces and dashes in it do not count. A day of steps costs some 5 ms, and only for
    a code that is not valid."""
    plain, now = _SPACING.sub("", said), step_of(at)
    if len(plain) != DIGITS or not plain.isascii() or not plain.isdecimal():
        return CodeRead(CodeState.WRONG)
    for step in (now, *(step for drift in range(1, DRIFT + 1) for step in (now - drift, now + drift))):
        if hmac.compare_digest(code_at(secret, step), plain):
            return CodeRead(CodeState.VALID, step)
    for step in range(now - DRIFT - 1, max(now - OLD_STEPS, 0), -1):
        if hmac.compare_digest(code_at(secret, step), plain):
            return CodeRead(CodeState.OLD, step)
    return CodeRead(CodeState.WRONG)
