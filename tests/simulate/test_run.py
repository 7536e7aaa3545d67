"""The simulator against what a hand and a closed form say."""

from dataclasses import replace
from datetime import timedelta
from math import sqrt

import pytest
from immutables import Map

from dispatch.simulate.policies import AtOnce, Everyone, InTurn, Ours, Policy, Waves
from dispatch.simulate.run import Run
from dispatch.simulate.volunteers import Draws
from dispatch.simulate.ward import Crew
from maps.cities import City
from tests.simulate.street import AS_PUBLISHED, EXACT, calls, crew, open_ward, play

NEVER = replace(EXACT, acceptance=0.0, declines=0.0)
DECLINES = replace(EXACT, acceptance=0.0)
HAND_S = 60 + 45 + 105
"""From the report to setting out: handling, answer, turnout."""


def test_the_soonest_is_asked_answers_sets_out_and_arrives(street: City) -> None:
    """Two minutes' walk: 60 + 45 + 105 + 120 s."""
    played = play(street, {2: EXACT, 4: EXACT}, AtOnce(most=1), calls(1))
    [story] = played.stories
    assert story.first_s == pytest.approx(HAND_S + 120, abs=0.5)
    assert (story.alerts, story.accepted, story.turned_away, story.wasted) == (1, 1, 0, 0)
    assert played.alerts == {"M2": 1}


def test_when_the_soonest_is_silent_the_next_is_asked_as_the_window_ends(street: City) -> None:
    """Asked 60 s after the report, silent for 30 s; the other is asked then, and has four minutes to walk."""
    played = play(street, {2: NEVER, 4: EXACT}, InTurn(), calls(1))
    [story] = played.stories
    assert story.first_s == pytest.approx(90 + 45 + 105 + 240, abs=0.5)
    assert story.alerts == 2
    assert [came for _, came in played.foreseen] == [False, True]


def test_whoever_says_yes_sets_out_and_turns_round_when_the_first_is_there(street: City) -> None:
    [both] = play(street, {2: EXACT, 4: replace(EXACT, answer_s=50.0)}, AtOnce(), calls(1)).stories
    assert both.first_s == pytest.approx(60 + 45 + 105 + 120, abs=0.5)
    assert (both.alerts, both.accepted, both.turned_away, both.wasted) == (2, 2, 0, 1)


def test_when_somebody_is_there_nobody_need_answer_any_more(street: City) -> None:
    [both] = play(street, {2: EXACT, 4: replace(EXACT, answer_s=300.0)}, AtOnce(), calls(1)).stories
    assert (both.alerts, both.accepted, both.wasted) == (2, 1, 0)


def test_a_single_no_is_the_end_of_one_wave(street: City) -> None:
    [nobody] = play(street, {2: DECLINES, 4: EXACT}, AtOnce(most=1), calls(1)).stories
    assert (nobody.first_s, nobody.alerts, nobody.accepted) == (None, 1, 0)


def test_the_ceiling_knows_who_will_be_there_first(street: City) -> None:
    """The nearer one says yes after 45 s and turns out in ten minutes; the other is there sooner."""
    played = play(street, {2: replace(EXACT, turnout_s=600.0), 4: EXACT}, Everyone(), calls(1))
    [story] = played.stories
    assert story.first_s == pytest.approx(60 + 45 + 105 + 240, abs=0.5)
    assert (story.alerts, story.accepted, story.wasted) == (2, 1, 0)


def test_nobody_on_duty_is_a_failure(street: City) -> None:
    ward = open_ward(street, [2], AtOnce())
    ward._crew = Crew(ward._crew.stations, [], watches=1)
    [story] = Run(ward, AtOnce(), {"M2": EXACT}, Draws(1), begins_s=60.0).play(calls(1)).stories
    assert (story.first_s, story.alerts) == (None, 0)


def test_who_says_yes_and_never_comes_is_missed_and_the_next_is_asked(street: City) -> None:
    """A yes after 20 s, at 80 s; missed 300 s later: the other is asked at 380 s."""
    played = play(street, {2: replace(EXACT, answer_s=20.0, shows_up=0.0), 4: EXACT}, InTurn(), calls(1))
    [story] = played.stories
    assert story.first_s == pytest.approx(380 + 45 + 105 + 240, abs=0.5)


def test_whoever_is_busy_is_not_asked_until_they_are_back(street: City) -> None:
    """M2 sets out at 210 s, is there at 330, leaves at 390 and is back at 510 s: the second call comes at 300 s and is
    M4's, the third at 600 s is M2's again."""
    played = play(street, {2: EXACT, 4: EXACT}, AtOnce(most=1), calls(3, every=timedelta(seconds=300)))
    assert [story.first_s for story in played.stories] == pytest.approx([330, 450, 330], abs=0.5)


PEOPLE = dict.fromkeys(range(2, 11), AS_PUBLISHED)
TRIALS = 1_500


@pytest.mark.parametrize(
    ("policy", "in_time", "alerts"),
    [(AtOnce(), 0.9686, 9.0), (Waves(3, 60.0), 0.9513, 4.858), (AtOnce(most=1), 0.3492, 1.0)],
    ids=["all at once", "3+3+3 every 60 s", "top-1"],
)
def test_the_example_of_nine_people_comes_out_as_its_formula_says(
    street: City, policy: Policy, in_time: float, alerts: float
) -> None:
    """Nine people 2 to 10 minutes away, 840 s left, everybody who says yes goes: the exact formula's three lines,
    within three and a half standard errors of 1,500 trials."""
    stories = play(street, PEOPLE, policy, calls(TRIALS), wanted=9).stories
    kept = sum(story.first_s is not None and story.first_s <= 900 for story in stories) / TRIALS
    assert kept == pytest.approx(in_time, abs=3.5 * sqrt(in_time * (1 - in_time) / TRIALS))
    assert sum(story.alerts for story in stories) / TRIALS == pytest.approx(alerts, rel=0.03)


def test_the_same_seed_keeps_the_same_log_to_the_byte_and_another_does_not(street: City) -> None:
    def rows(seed: int) -> list[tuple[str, str]]:
        policy = Ours(0.9)
        ward = open_ward(street, list(PEOPLE), policy, seed=seed)
        Run(ward, policy, {f"M{one}": nature for one, nature in PEOPLE.items()}, Draws(seed), 60.0).play(calls(20))
        return [(row.data, row.hash) for row in ward.store.kept]

    assert rows(1) == rows(1)
    assert rows(1) != rows(2)


def test_our_plan_asks_by_itself_until_the_chance_is_enough(street: City) -> None:
    """Alike people: one is asked for a target of .3, since q of the nearest is .3492; more for .9."""
    [low] = play(street, PEOPLE, Ours(0.3), calls(1)).stories
    [high] = play(street, PEOPLE, Ours(0.9), calls(1)).stories
    assert low.shown == pytest.approx(0.3492, abs=0.002)
    assert high.shown is not None
    assert high.shown >= 0.9
    assert high.alerts > low.alerts >= 1


def test_a_call_forty_years_before_the_others_is_played_and_nothing_in_between(street: City) -> None:
    early, late = calls(1), calls(1)
    early = [replace(one, at=one.at - timedelta(days=40 * 365)) for one in early]
    ward = open_ward(street, [2], AtOnce())
    ward.at = early[0].at
    ward._crew = replace(ward._crew, watches=3)
    played = Run(ward, AtOnce(), {"M2": EXACT}, Draws(1), begins_s=60.0).play([*early, *late])
    assert len(played.stories) == 2
    assert played.events < 40


def test_the_watch_changes_at_midnight_eight_and_four(street: City) -> None:
    """Three first-aiders of one station take turns; noon is the second's."""
    ward = open_ward(street, [2], AtOnce())
    [one] = ward._crew.people
    three = [replace(one, id=name) for name in ("A1", "A2", "A3")]
    ward._crew = Crew(ward._crew.stations, three, watches=3)
    assert [[person.id for person in ward._crew.on_watch(number)] for number in range(3)] == [["A1"], ["A2"], ["A3"]]
    assert crew([2, 3]).on_watch(0) == crew([2, 3]).people
    assert Map() == ward.board.incidents.answers
