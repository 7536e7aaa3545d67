"""Every kind of event comes back as it was; what would not is never written."""

import enum
import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.errors import Refused
from dispatch.folds import KINDS
from dispatch.log.chain import Row
from dispatch.log.codec import Codec, Encoded
from dispatch.log.event import Event
from tests.log.toy import START, Card, Counted, Named

SCALARS = {
    str: st.text(max_size=20),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    datetime: st.datetimes(timezones=st.just(UTC)),
    date: st.dates(),
    time: st.times(),
    type(None): st.none(),
}


def anything(of: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that events are made of."""
    if get_origin(of) in (Union, types.UnionType):
        return st.one_of(map(anything, get_args(of)))
    if get_origin(of) is tuple and get_args(of)[-1] is Ellipsis:
        return st.lists(anything(get_args(of)[0]), max_size=3).map(tuple)
    if get_origin(of) is tuple:
        return st.tuples(*map(anything, get_args(of)))
    if get_origin(of) is Mapping:
        return st.dictionaries(*map(anything, get_args(of)), max_size=3)
    if is_dataclass(of):
        hints = get_type_hints(of)
        return st.builds(of, **{field.name: anything(hints[field.name]) for field in fields(of)})
    return st.sampled_from(list(of)) if issubclass(of, enum.Enum) else SCALARS[of]


def fixed_entropy(size: int) -> bytes:
    return b"s" * size


def row(encoded: Encoded, seq: int = 1) -> Row:
    return Row(seq, START, None, "x", None, encoded.subject, encoded.kind, encoded.v, encoded.data, hash="")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_event_of_every_room_comes_back(kind):
    codec = Codec(KINDS)

    @settings(deadline=None, max_examples=30)
    @given(event=anything(kind), seq=st.integers(1, 2**40))
    def comes_back(event: Event, seq: int) -> None:
        encoded = codec.encode(event, ref=seq, entropy=fixed_entropy)
        assert codec.decode(row(encoded, seq), encoded.body).event == event
        assert encoded.body is None or codec.holds(row(encoded, seq), encoded.body)

    comes_back()


def test_the_bytes_are_compact_json_in_the_order_of_the_fields():
    """A change of these bytes would not break old logs, but nobody should make one unawares.
    The hash: printf 'ssssssssssssssss{"name":"王琳","phone":null}' | sha256sum"""
    encoded = Codec([Counted, Named]).encode(Named("V1", Card("王琳")), ref=7, entropy=fixed_entropy)
    assert encoded == Encoded(
        kind="Named",
        v=1,
        subject="person:V1",
        data='{"person":"V1","particulars":{"ref":7,"hash":"dd58ee50f16c7fdcd0ac30b3a02d1527ce0c7cced95bb1d7439f95798b43d4c5"}}',
        body='ssssssssssssssss{"name":"王琳","phone":null}'.encode(),
    )


@pytest.mark.parametrize("event", [Counted("beds", float("nan")), Counted("beds", "2"), Named("V1", {"name": "王琳"})])
def test_what_would_not_come_back_is_never_written(event):
    with pytest.raises(ValueError, match="come back"):
        Codec([Counted, Named]).encode(event, ref=1, entropy=fixed_entropy)


def test_text_that_looks_like_the_seam_of_the_particulars_does_no_harm():
    codec = Codec([Named])
    for event in (Named(',"particulars":', Card(',"particulars":null}')), Named(',"particulars":null}', None)):
        encoded = codec.encode(event, ref=1, entropy=fixed_entropy)
        assert codec.decode(row(encoded), encoded.body).event == event


@dataclass(frozen=True, slots=True)
class Moved(Event):
    """Version 1 had `to`, version 2 a pair `x`, `y`; version 3 has a name beside them."""

    about: ClassVar[str] = "cart"
    v: ClassVar[int] = 3
    cart: str
    x: int
    y: int
    particulars: Card | None


LIFTS = {
    ("Moved", 1): lambda old: {"cart": old["cart"], "x": old["to"][0], "y": old["to"][1]},
    ("Moved", 2): lambda old: {**old, "particulars": None},
}


def test_old_versions_are_lifted_one_step_at_a_time():
    codec = Codec([Moved], LIFTS)
    versions = {
        1: '{"cart":"a","to":[3,4]}',
        2: '{"cart":"a","x":3,"y":4}',
        3: '{"cart":"a","x":3,"y":4,"particulars":null}',
    }
    events = [
        codec.decode(Row(1, START, None, "x", None, "cart:a", "Moved", v, data, ""), None).event
        for v, data in versions.items()
    ]
    assert events == [Moved("a", 3, 4, None)] * 3


def test_a_later_version_is_refused():
    with pytest.raises(Refused) as refusal:
        Codec([Counted]).decode(Row(9, START, None, "x", None, "counter:a", "Counted", 2, "{}", ""), None)
    assert refusal.value.params == {"seq": 9, "kind": "Counted", "v": 2}


def test_kinds_that_could_not_be_told_apart_or_put_together_are_refused_at_once():
    @dataclass(frozen=True, slots=True)
    class Misplaced(Event):
        particulars: Card | None
        person: str

    with pytest.raises(TypeError, match="last field"):
        Codec([Misplaced])
    with pytest.raises(TypeError, match="one name"):
        Codec([Counted, Counted])
