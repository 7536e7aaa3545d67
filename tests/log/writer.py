"""A process that writes: `python -m tests.log.writer URL KEY COUNT`; each seq is said when it is acknowledged."""

import sys

from dispatch.log.dialects import open_database
from dispatch.log.sealing import Seal
from dispatch.log.store import SqlStore
from tests.log.toy import Card, Counter, codec, tally_log


def tell(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url: str, key: str, count: str) -> None:
    store = SqlStore(open_database(url), codec(), Seal(key))
    store.prepare()
    counter = Counter(tally_log(store))
    tell("ready")
    sys.stdin.readline()
    for number in range(int(count)):
        (recorded,) = counter.count() if number % 2 else counter.name("V1", Card("王琳"))
        tell(recorded.seq)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
