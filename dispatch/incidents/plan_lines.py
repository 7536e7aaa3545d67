"""On which line of a plan file something stands: its parser tells no lines of what is well-formed but wrong."""

import re
from collections.abc import Sequence

COMMENT = re.compile(r"#.*")
PLAN = re.compile(r"^\[\[\s*plan\s*\]\]", re.MULTILINE)
NEED = re.compile(r"\{|^\[\[\s*plan\.needs\s*\]\]", re.MULTILINE)


def line_of(text: str, path: Sequence[int | str]) -> int:
    """The line of `plan, 7, needs, 0, count`, or of the table that lacks it; 1 where nothing like it is found."""
    text = COMMENT.sub(lambda comment: " " * len(comment[0]), text)
    at, end = 0, len(text)
    match [*path]:
        case ["plan", int(plan), *rest]:
            starts = [found.start() for found in PLAN.finditer(text)]
            if plan < len(starts):
                at, end = [*starts[plan:], end][:2]
            if rest[:1] == ["needs"] and len(rest) > 1:
                needs = [found.start() for found in NEED.finditer(text, at, end)]
                at = ([*needs[int(rest[1]) :], at])[0]
        case [str(table), *_]:
            found = re.search(rf"^\[\s*{re.escape(table)}\s*\]", text, re.MULTILINE)
            at = found.start() if found else at
    keys = [step for step in path if isinstance(step, str)]
    key = re.compile(rf"(?<![\w-]){re.escape(keys[-1])}\s*=") if keys else PLAN
    named = key.search(text, at, end)
    return text.count("\n", 0, named.start() if named else at) + 1
