"""On which line of a plan file something stands: its parser tells no lines of what is well-formed but wrong."""

import re
from collections.abc import Sequence

COMMENT = re.compile(r"#.*")
PLAN = re.compile(r"^\[\[\s*plan\s*\]\]", re.MULTILINE)
LISTS = ("needs", "follow_ups")


def line_of(text: str, path: Sequence[int | str]) -> int:
    """The line of `plan, 7, needs, 0, count`, or of the table that lacks it; 1 where nothing like it is found."""
    text = COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    at, end = 0, len(text)
    match [*path]:
        case ["plan", int(plan), *rest]:
            starts = [found.start() for found in PLAN.finditer(text)]
            if plan < len(starts):
                at, end = [*starts[plan:], end][:2]
            if rest and rest[0] in LISTS and len(rest) > 1:
                at = ([*_entries(text, str(rest[0]), at, end)[int(rest[1]) :], at])[0]
        case [str(table), *_]:
            found = re.search(rf"^\[\s*{re.escape(table)}\s*\]", text, re.MULTILINE)
            at = found.start() if found else at
    keys = [step for step in path if isinstance(step, str)]
    key = re.compile(rf"(?<![\w-]){re.escape(keys[-1])}\s*=") if keys else PLAN
    named = key.search(text, at, end)
    return text.count("\n", 0, named.start() if named else at) + 1


def _entries(text: str, name: str, at: int, end: int) -> list[int]:
    """Where each entry of a plan's list begins, as tables in braces or under headings of their own."""
    listed = re.compile(rf"^\s*{name}\s*=", re.MULTILINE).search(text, at, end)
    entry = r"\{" if listed else rf"^\[\[\s*plan\.{name}\s*\]\]"
    return [
        found.start() for found in re.compile(entry, re.MULTILINE).finditer(text, listed.end() if listed else at, end)
    ]
