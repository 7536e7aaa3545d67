"""The log on a list: one seed leaves one log, and a clock that runs ahead is set right."""

import numpy as np

from dispatch.log.memory import MemoryStore
from tests.log.toy import Card, Counter, codec, minutes, tally_log


def logged(seed: int) -> list[tuple]:
    rng = np.random.default_rng(seed)
    store = MemoryStore(codec(), entropy=rng.bytes)
    counter = Counter(tally_log(store))
    for minute in range(20):
        counter.at = minutes(minute)
        counter.count(int(rng.integers(100)))
        counter.name("V1", Card("王琳"))
    with store.reading() as reading:
        return list(reading.rows())


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    first = logged(15)
    assert logged(15) == first
    assert logged(16)[-1] != first[-1]


def test_a_phone_whose_clock_runs_ahead_says_that_it_happens_now():
    counter = Counter(tally_log(MemoryStore(codec())))
    [late] = counter.count(happened_at=minutes(-9))
    [early] = counter.count(happened_at=minutes(9))
    assert (late.when, early.when) == (minutes(-9), counter.at)
