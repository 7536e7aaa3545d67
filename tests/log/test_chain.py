"""The chain's arithmetic, by a second hand."""

import hashlib
from datetime import UTC, datetime

from dispatch.log.chain import GENESIS, Row, link


def test_a_link_is_the_sha256_of_the_hash_before_and_every_column():
    at = datetime(2026, 5, 1, 8, 0, 0, 5, tzinfo=UTC)
    row = Row(1, at, None, "dispatcher:李", None, "counter:beds", "Counted", 1, '{"n":"é"}', hash="")
    written_out = (
        f'["{GENESIS}",1,"2026-05-01T08:00:00.000005Z",null,"dispatcher:李",null,"counter:beds","Counted",1,'
        '"{\\"n\\":\\"é\\"}"]'
    )
    assert link(GENESIS, row) == hashlib.sha256(written_out.encode()).hexdigest()
