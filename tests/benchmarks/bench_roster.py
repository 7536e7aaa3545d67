"""A month of 20 stations and 240 people filled, once with staff enough, once where who is qualified is scarce.

The processor's seconds are of all processes; those by the wall are to be within what was asked, whatever else runs.
"""

import os
import time
from datetime import date, timedelta
from typing import Any

import numpy as np

from dispatch.rosters.filling.fill import fill
from dispatch.rosters.filling.question import HOUR, Person, Post, Question, Stretch
from dispatch.rosters.filling.reasons import REASONS, freed

NAME = "roster"
FIRST, DAYS, STATIONS, PEOPLE = date(2026, 12, 1), 30, 20, 12
SECONDS, WORKERS = 60.0, 2


def main() -> dict[str, Any]:
    cases = {
        "ample: first aid and one more": month(qualified=6, wanted=(("first_aid", 1), ("any", 1))),
        "scarce: first aid of three in twelve": month(qualified=3, wanted=(("first_aid", 1),)),
    }
    return {"months": [row(name, question) for name, question in cases.items()], "asked, s": SECONDS}


def month(*, qualified: int, wanted: tuple[tuple[str, int], ...]) -> Question:
    """Days and nights at stations in a ring, which lend each other people; up to three leaves a person."""
    random, posts, people = np.random.default_rng(15), list[Post](), list[Person]()
    for station in range(STATIONS):
        here, near = f"S{station:02}", {f"S{(station + side) % STATIONS:02}": 25 for side in (-1, 1)}
        for number in range(PEOPLE):
            skills: dict[str, date | None] = {"any": None}
            if number < qualified:
                skills["first_aid"] = None
            away = frozenset(
                FIRST + timedelta(days=first + n)
                for first in random.integers(0, DAYS, random.integers(0, 4)).tolist()
                for n in range(int(random.integers(1, 6)))
            )
            people.append(Person(f"{here}-{number}", here, skills, near, away))
        for n in range(DAYS):
            day = FIRST + timedelta(days=n)
            for name, begins in (("day", 8), ("night", 20)):
                starts, night = (24 * n + begins) * HOUR, name == "night"
                into = day + timedelta(days=1) if night else None
                when = Stretch(starts, starts + 12 * HOUR, day, night, day.weekday() >= 5, into)
                posts.append(Post(here, name, when, wanted))
    return Question(tuple(posts), tuple(people))


def row(name: str, question: Question) -> dict[str, Any]:
    begun, before = time.monotonic(), processor_s()
    filled = fill(question, seconds=SECONDS * (1 - REASONS), workers=WORKERS)
    filling = time.monotonic() - begun
    freed(question, filled, ends=begun + SECONDS)
    return {
        "month": name,
        "wanted": sum(count for post in question.posts for _, count in post.wanted),
        "missing": sum(filled.missing.values()),
        "cost": filled.cost,
        "bound": filled.bound,
        "gap, %": 100 * filled.gap,
        "filling, s": filling,
        "with reasons, s": time.monotonic() - begun,
        "processor, s": processor_s() - before,
        "load": os.getloadavg()[0],
    }


def processor_s() -> float:
    return sum(os.times()[:4])
