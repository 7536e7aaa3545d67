"""Sentences for codes, in the reader's language: one catalogue serves the browser, the command line and every print."""

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("zh-CN", "en")
AREAS = {"state": "alert", "wanted": "progress"}  # where the words of a parameter stand that has another name


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every sentence of one language; areas (one file each) may not share a key."""
    sentences: dict[str, str] = {}
    for file in sorted((Path(__file__).parent / language).glob("*.json")):
        sentences |= json.loads(file.read_text(encoding="utf-8"))
    return sentences


def say(code: str, language: str, **params: object) -> str:
    """The sentence for `code`, with the codes among its parameters in words (`kind` "alert": see `kind.alert`); a code
    without a sentence is shown as it is, with its parameters, rather than hidden."""
    sentences = catalogue(language)
    template = sentences.get(code)
    if template is None:
        return " ".join([code, *(f"{name}={value}" for name, value in params.items())])
    words = {name: sentences.get(f"{AREAS.get(name, name)}.{value}", value) for name, value in params.items()}
    return template.format(**words)
