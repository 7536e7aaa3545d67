"""How names are written, typed and heard: Chinese characters, pinyin in full, by initials and as mistaken, Latin
letters without case and accents. Pure, on strings."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin

HAN = re.compile("[\u3400-\u9fff〇\U00020000-\U000323af]")
LATIN = re.compile(r"[a-z0-9]+")
NO_LETTER = re.compile(r"[^\w]+|_")
DIGITS = str.maketrans("0123456789〇", "零一二三四五六七八九零")
STOPWORDS = frozenset(
    re.findall(r"\w+", "a ai al alla d da dal de degli dei del dell della delle di e i il la le of the")
)

Mistaken = tuple[tuple[re.Pattern[str], str], ...]
MISTAKEN: Mistaken = (
    (re.compile("([zcs])h"), r"\1"),
    (re.compile("ng"), "n"),
    (re.compile("n(?=[aeiou])"), "l"),
)
"""What is not told apart by ear in the south-west: zh z, ch c, sh s; ang an, eng en, ing in; n l. It is folded on the
letters alone, since what is typed shows no syllables; names are folded the same way."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name, or one thing that was typed. `words`: of a text in Latin letters. The rest is of one with Chinese
    characters, or that may be pinyin: `text` without spaces, `sound` its pinyin, `heard` the same with what is
    mistaken folded, `syllables` in order, `initials` one letter each."""

    text: str
    chinese: bool
    words: tuple[str, ...]
    syllables: tuple[str, ...]
    sound: str
    heard: str
    initials: str


def plain(text: str) -> str:
    """Half width, lower case, without accents; what is no letter or digit becomes one space."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    return NO_LETTER.sub(" ", unicodedata.normalize("NFKC", kept)).strip()


def is_chinese(text: str) -> bool:
    return HAN.search(text) is not None


@lru_cache(maxsize=4096)
def spell(text: str) -> Spelling:
    folded = plain(text)
    if not is_chinese(folded):
        words = tuple(folded.split())
        letters = "".join(words).replace("v", "u")
        return Spelling(" ".join(words), False, words, (), letters, hear(letters), letters)
    run = folded.replace(" ", "").translate(DIGITS)
    syllables = tuple(one.replace("v", "u").replace("ü", "u") for one in lazy_pinyin(run))
    sound = "".join(syllables)
    return Spelling(run, True, (), syllables, sound, hear(sound), "".join(one[0] for one in syllables))


def hear(letters: str) -> str:
    """Pinyin with what the ear mistakes folded."""
    for pattern, fold in MISTAKEN:
        letters = pattern.sub(fold, letters)
    return letters


def grams(text: str, *sizes: int) -> set[str]:
    """All runs of so many characters."""
    return {text[at : at + size] for size in sizes for at in range(len(text) - size + 1)}


def word_grams(words: tuple[str, ...]) -> set[str]:
    """Of each word its threes, its beginning marked, and the word itself."""
    return {gram for word in words for gram in (*grams(f"^{word}", 2, 3), f"={word}")}


def typed(letters: str, syllables: tuple[str, ...]) -> int:
    """How many syllables the letters spell, each in full, begun, or by its initial, from the first one on; 0 if they
    do not: `tianfugc` and `tfgch` spell 天府广场."""
    reached = {0}
    for count, syllable in enumerate(syllables, 1):
        ahead = set()
        for at in reached:
            for size in range(1, len(syllable) + 1):
                if not letters.startswith(syllable[:size], at):
                    break
                ahead.add(at + size)
        if len(letters) in ahead:
            return count
        reached = ahead
        if not reached:
            return 0
    return 0
