import json

import pytest
from click.testing import CliRunner

from dispatch.cli import main

EXAMPLE = {
    "limit_s": 840,
    "answer": {"median_s": 45, "sigma": 0.8},
    "turnout": {"median_s": 105, "sigma": 0.6},
    "travel_sigma": 0.2,
    "people": [{"p": 0.35, "travel_s": 60 * (2 + n), "alert_at_s": 60 * (n // 3)} for n in range(9)],
}


def run(text):
    return CliRunner().invoke(main, ["waves", "--people", "-"], input=text)


def test_three_waves_of_three():
    result = run(json.dumps(EXAMPLE))
    assert result.exit_code == 0, result.stderr
    told = json.loads(result.stdout)
    assert told == {"p_on_time": pytest.approx(0.9513, abs=5e-4), "expected_alerts": pytest.approx(4.858, abs=5e-4)}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"people": [{"p": 1.2, "travel_s": 60}]}, "people.0.p"),
        ({"people": [{"p": 0.5}]}, "people.0.travel_s"),
        ({"answer": {"median_s": 0, "sigma": 0.8}}, "answer.median_s"),
        ({"travel_sigm": 0.2}, "travel_sigm"),
    ],
)
def test_what_is_wrong_is_named(change, named):
    result = run(json.dumps(EXAMPLE | change))
    assert (result.exit_code, result.stdout) == (2, "")
    assert named in result.stderr


def test_rubbish_is_refused():
    result = run("{")
    assert result.exit_code == 2
    assert "JSON" in result.stderr
