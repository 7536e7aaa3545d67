"""A simulation with one seed leaves one log."""

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
