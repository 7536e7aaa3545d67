"""What is true of people, from a file."""

import json
from statistics import fmean, stdev
from typing import Any

import pytest
from immutables import Map

from dispatch.errors import Refused
from dispatch.simulate.truth import Truth, read_truth
from dispatch.simulate.volunteers import Nature

EVERYBODY = [f"V{number:05}" for number in range(20_000)]


def read(**told: Any) -> Truth:
    return read_truth(json.dumps(told).encode(), "truth.json")


def test_nothing_said_is_as_published() -> None:
    assert set(read().natures(["V1", "V2"], 1).values()) == {Nature(shows_up=1.0)}
    assert read().past({"V1": Nature()}, 1) == Map()


def test_people_differ_as_it_is_said() -> None:
    """A Beta distribution of mean .35 and standard deviation .2; of 20,000 the mean is within three standard errors."""
    drawn = [one.acceptance for one in read(acceptance={"mean": 0.35, "sd": 0.2}).natures(EVERYBODY, 1).values()]
    assert fmean(drawn) == pytest.approx(0.35, abs=3 * 0.2 / 20_000**0.5)
    assert stdev(drawn) == pytest.approx(0.2, rel=0.03)
    assert all(0 <= one <= 1 for one in drawn)


def test_single_people_and_everybody_may_be_told_of() -> None:
    truth = read(nature={"turnout_s": 90, "shows_up": 0.9}, people={"V2": {"acceptance": 1, "turnout_s": 10}})
    natures = truth.natures(["V1", "V2"], 1)
    assert (natures["V1"].acceptance, natures["V1"].turnout_s, natures["V1"].shows_up) == (0.35, 90.0, 0.9)
    assert (natures["V2"].acceptance, natures["V2"].turnout_s, natures["V2"].shows_up) == (1.0, 10.0, 0.9)


def test_a_dozen_past_answers_tell_of_whoever_gave_them() -> None:
    truth = read(history=12, people={"V1": {"acceptance": 1}, "V2": {"acceptance": 0}})
    past = truth.past(truth.natures(["V1", "V2"], 1), 1)
    assert {volunteer: (told.asked, told.accepted) for volunteer, told in past.items()} == {
        "V1": (12, 12),
        "V2": (12, 0),
    }


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"natur": {}}, "natur"),
        ({"nature": {"acceptance": 1.5}}, "nature.acceptance"),
        ({"nature": {"answer_s": 0}}, "nature.answer_s"),
        ({"acceptance": {"mean": 0.1, "sd": 0.4}}, "acceptance.sd"),
        ({"people": {"V1": {"mood": 1}}}, "people.V1.mood"),
    ],
)
def test_what_is_wrong_is_named(told: dict[str, Any], where: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(**told)
    assert (refusal.value.code, refusal.value.params["where"]) == ("bad_truth", where)


def test_what_is_said_of_somebody_who_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="truth_of_nobody volunteers=V9 count=1"):
        read(people={"V1": {}, "V9": {}}).require_known(["V1", "V2"])
