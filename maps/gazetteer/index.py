"""Finds names that are like what was typed: by shared runs of characters first, then by how they are alike.

A gather on an inverted index keeps a few hundred of any number of names; only these are measured one by one.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from maps.gazetteer.entries import Entry
from maps.gazetteer.spelling import LATIN, STOPWORDS, Spelling, grams, spell, typed, word_grams

F8 = NDArray[np.float64]
I8 = NDArray[np.int64]

GATHERED = 120
"""How many names each way of gathering brings at most."""
OTHER_NAME = 0.98
"""An old or foreign name counts a little less than the one that is shown."""
WORTH_SHOWING = 0.4


class Grams:
    """Which names hold which runs of characters; rare runs weigh more."""

    def __init__(self, bags: Iterable[Iterable[str]]) -> None:
        self._vocabulary: dict[str, int] = {}
        known = self._vocabulary
        held, size = array("q"), array("q")
        for bag in bags:
            before = len(held)
            held.extend(known.setdefault(gram, len(known)) for gram in bag)
            size.append(len(held) - before)
        gram = np.array(held, np.int64)
        owner = np.repeat(np.arange(len(size)), np.array(size, np.int64))
        order = np.argsort(gram, kind="stable")
        self._rows = owner[order]
        count = np.bincount(gram, minlength=len(known))
        self._start = np.concatenate(([0], np.cumsum(count)))
        self._weight: F8 = np.log1p(len(size) / np.maximum(count, 1)) ** 2
        square = np.bincount(owner, weights=self._weight[gram], minlength=len(size))
        self._norm: F8 = np.sqrt(np.maximum(square, 1e-9))

    def nearest(self, bag: Iterable[str]) -> Mapping[int, float]:
        """Row → cosine, of the most alike."""
        alike = np.zeros(len(self._norm))
        square = 0.0
        for gram in bag:
            at = self._vocabulary.get(gram)
            if at is None:
                square += float(np.log1p(len(self._norm))) ** 2 / 2
                continue
            square += float(self._weight[at])
            alike[self._rows[self._start[at] : self._start[at + 1]]] += self._weight[at]
        rows = np.flatnonzero(alike)
        cosine = alike[rows] / (self._norm[rows] * max(square, 1e-9) ** 0.5)
        if len(rows) > GATHERED:
            best = np.argpartition(-cosine, GATHERED)[:GATHERED]
            rows, cosine = rows[best], cosine[best]
        return dict(zip(rows.tolist(), cosine.tolist(), strict=True))

    def weight(self, gram: str) -> float:
        at = self._vocabulary.get(gram)
        return float(np.log1p(len(self._norm)) ** 2 if at is None else self._weight[at])


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry, and how well its name fits: 1 is the name itself."""

    entry: Entry
    score: float


class Index:
    """Entries by their names. Building it costs about 60 µs a name, a query some milliseconds whatever their number."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        named = [(at, place, name) for at, one in enumerate(entries) for place, name in enumerate(one.names)]
        self._entry = [at for at, _, _ in named]
        self._other = [place > 0 for _, place, _ in named]
        self._spelled = [spell(name) for _, _, name in named]
        spelled = self._spelled
        self._chinese = Grams(grams(one.text, 1, 2) if one.chinese else () for one in spelled)
        self._heard = Grams(grams(one.heard, 2, 3) if one.chinese else () for one in spelled)
        self._words = Grams(word_grams(one.words) for one in spelled)
        self._initials = sorted((one.initials, row) for row, one in enumerate(spelled) if one.chinese)

    def find(self, text: str) -> list[Hit]:
        """Everything like it, best first; among what fits alike, in the order of the entries."""
        query = spell(text)
        if not query.text:
            return []
        best: dict[int, float] = {}
        for row, cosine in self._gather(query).items():
            score = self._score(query, row, cosine)
            at = self._entry[row]
            if score >= WORTH_SHOWING and score > best.get(at, 0.0):
                best[at] = score
        return [Hit(self.entries[at], score) for at, score in sorted(best.items(), key=lambda one: (-one[1], one[0]))]

    def _gather(self, query: Spelling) -> dict[int, float]:
        found: dict[int, float] = {}
        if query.chinese:
            found |= self._chinese.nearest(grams(query.text, 1, 2))
        else:
            found |= self._words.nearest(word_grams(query.words))
        for row, cosine in self._heard.nearest(grams(query.heard, 2, 3)).items():
            found[row] = max(cosine, found.get(row, 0.0))
        wanted = query.initials
        if 2 <= len(wanted) <= 12:
            first = bisect_left(self._initials, (wanted, 0))
            for initials, row in islice(self._initials, first, first + GATHERED):
                if initials.startswith(wanted):
                    found.setdefault(row, 0.0)
        return found

    def _score(self, query: Spelling, row: int, cosine: float) -> float:
        name = self._spelled[row]
        if name.chinese:
            score = chinese_alike(query, name, cosine)
        else:
            score = 0.0 if query.chinese else self._words_alike(query, name)
        return score * (OTHER_NAME if self._other[row] else 1.0)

    def _words_alike(self, query: Spelling, name: Spelling) -> float:
        """Words in any order, begun, mistyped or left out, rare ones counting more."""
        if query.text == name.text:
            return 1.0
        left = [word for word in name.words if word not in STOPWORDS] or list(name.words)
        wanted = [word for word in query.words if word not in STOPWORDS] or list(query.words)
        whole = sum(self._words.weight(f"={word}") for word in left)
        asked = got = covered = 0.0
        for word in wanted:
            likeness = [word_alike(word, other) for other in left]
            best = max(likeness, default=0.0)
            weight = self._words.weight(f"={word}")
            if best > 0.6:
                met = left.pop(likeness.index(best))
                weight = self._words.weight(f"={met}")
                covered += weight * best
                got += weight * best
            asked += weight
        return 0.97 * got / asked * (0.75 + 0.25 * covered / whole) if asked and whole else 0.0


def word_alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if other.startswith(word):
        return 0.8 + 0.15 * len(word) / len(other)
    return float(OSA.normalized_similarity(word, other)) * 0.95


def chinese_alike(query: Spelling, name: Spelling, cosine: float) -> float:
    """The best of: the characters, the pinyin in full, as heard, by initials."""
    if query.text == name.text:
        return 1.0
    written = 0.98 * alike(query.text, name.text, cosine) if query.chinese else 0.0
    said = max(0.95 * alike(query.sound, name.sound, cosine), 0.92 * alike(query.heard, name.heard, cosine))
    if query.chinese and query.heard != name.heard:
        said *= 0.9  # other characters, and no homophones of the whole
    return max(written, said, 0.9 * _begun(query, name))


def _begun(query: Spelling, name: Spelling) -> float:
    """Pinyin with syllables cut short; letters alone, or between characters."""
    if query.chinese and not LATIN.search(query.text):
        return 0.0
    count = typed(query.sound, name.syllables)
    if count == 0 or len(query.sound) < 2:
        return 0.0
    return 1.0 if count == len(name.syllables) else 0.75 + 0.15 * count / len(name.syllables)


def alike(asked: str, name: str, cosine: float) -> float:
    """1 for the same; less for the beginning, the inside, the name with more around it; else by what must change."""
    if asked == name:
        return 1.0
    share = len(asked) / len(name)
    if name.startswith(asked):
        return 0.85 + 0.12 * share
    if asked in name:
        return 0.78 + 0.12 * share
    if name in asked and len(name) > 1:
        return 0.6 + 0.3 / share
    same = max(
        float(OSA.normalized_similarity(asked, name)),
        0.9 * float(OSA.normalized_similarity(asked, name[: len(asked)])),
    )
    if len(asked) == len(name) and sorted(asked) == sorted(name):
        same = max(same, 0.88)
    return 0.9 * (0.65 * same + 0.35 * cosine)
