"""Sentences for codes, in the reader's language: one catalogue serves the browser, the command line and every print."""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("zh-CN", "en")


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every sentence of one language; areas (one file each) may not share a key."""
    sentences: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / language).glob("*.json")):
        sentences |= json.loads(file.read_text(encoding="utf-8"))
    return sentences


def say(code: str, language: str, **params: object) -> str:
    """The sentence for `code`; a code without one is shown as it is, with its parameters, rather than hidden."""
    template = catalogue(language).get(code)
    if template is None:
        return " ".join([code, *(f"{name}={value}" for name, value in params.items())])
    return template.format(**params)
