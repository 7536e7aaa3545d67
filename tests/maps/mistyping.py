"""How a name comes out when it is typed in a hurry, by ear, or by its pinyin: each rule draws from a generator."""

from collections import defaultdict
from collections.abc import Callable
from functools import cache

import numpy as np
from pypinyin import lazy_pinyin
from pypinyin.constants import PINYIN_DICT


@cache
def everyday() -> str:
    """The 3,755 characters of everyday writing: level 1 of GB 2312."""
    return bytes(
        byte
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA)
        for byte in (high, low)
    ).decode("gb2312")


@cache
def homophones() -> dict[str, str]:
    alike: dict[str, str] = defaultdict(str)
    for character in everyday():
        if ord(character) in PINYIN_DICT:
            alike[lazy_pinyin(character)[0]] += character
    return alike


Distortion = Callable[[str, np.random.Generator], str]


def pinyin(name: str, _: np.random.Generator) -> str:
    return "".join(lazy_pinyin(name))


def spaced_pinyin(name: str, _: np.random.Generator) -> str:
    return " ".join(lazy_pinyin(name)).title()


def misheard_pinyin(name: str, rng: np.random.Generator) -> str:
    """One or two of the confusions of the south-west, either way."""
    swaps = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"), ("n", "l"), ("l", "n")]
    syllables = lazy_pinyin(name)
    for at in rng.permutation(len(syllables))[:2]:
        syllable = syllables[at]
        if syllable[0] in "nl":
            syllables[at] = ("l" if syllable[0] == "n" else "n") + syllable[1:]
            continue
        for one, other in swaps[:6]:
            if one in syllable:
                syllables[at] = syllable.replace(one, other)
                break
            if one.startswith(other) and syllable.startswith(other) and other in "zcs":
                syllables[at] = one + syllable[1:]
                break
            if one.endswith("g") and syllable.endswith(other):
                syllables[at] = syllable + "g"
                break
    return "".join(syllables)


def mistyped_pinyin(name: str, rng: np.random.Generator) -> str:
    """A letter wrong, missing, doubled, or swapped with the next."""
    letters = "".join(lazy_pinyin(name))
    at = int(rng.integers(1, len(letters) - 1))
    before, here, behind = letters[:at], letters[at], letters[at + 1 :]
    other = "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))]
    return (
        before + other + behind,
        before + behind,
        before + here + here + behind,
        before + behind[0] + here + behind[1:],
    )[int(rng.integers(4))]


def initials(name: str, _: np.random.Generator) -> str:
    return "".join(one[0] for one in lazy_pinyin(name))


def begun_pinyin(name: str, rng: np.random.Generator) -> str:
    """The first syllables in full, the others by their initials."""
    syllables = lazy_pinyin(name)
    full = int(rng.integers(1, len(syllables)))
    return "".join([*syllables[:full], *(one[0] for one in syllables[full:])])


def homophone(name: str, rng: np.random.Generator) -> str:
    """One character for another of the same sound, where there is one."""
    for at in rng.permutation(len(name)):
        alike = homophones().get(lazy_pinyin(name[at])[0], "").replace(name[at], "")
        if alike:
            return name[:at] + alike[int(rng.integers(len(alike)))] + name[at + 1 :]
    return name


def wrong_character(name: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(name)))
    return name[:at] + everyday()[int(rng.integers(len(everyday())))] + name[at + 1 :]


def missing_character(name: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(name)))
    return name[:at] + name[at + 1 :]


def swapped_characters(name: str, rng: np.random.Generator) -> str:
    at = int(rng.integers(len(name) - 1))
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


DISTORTIONS: tuple[Distortion, ...] = (
    pinyin,
    spaced_pinyin,
    misheard_pinyin,
    mistyped_pinyin,
    initials,
    begun_pinyin,
    homophone,
    wrong_character,
    missing_character,
    swapped_characters,
)
