import pytest

from dispatch.errors import Refused
from dispatch.simulate.policies import AtOnce, Everyone, InTurn, Ours, Policy, Waves, policy


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("straight:3", AtOnce(straight=True, most=3)),
        ("road:12", AtOnce(most=12)),
        ("radius:1300", AtOnce(straight=True, within_m=1300.0)),
        ("waves:3x60", Waves(3, 60.0)),
        ("top1", InTurn()),
        ("all", Everyone()),
        ("ours:0.95", Ours(0.95)),
        ("ours:.5", Ours(0.5)),
    ],
)
def test_a_policy_is_written_as_the_contract_says(written: str, meant: Policy) -> None:
    assert policy(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "road", "road:0", "road:-1", "road:1.5", "waves:3", "waves:0x60", "ours:1", "ours:0.0", "best", "ALL"],
)
def test_anything_else_is_refused_by_name(written: str) -> None:
    with pytest.raises(Refused) as refusal:
        policy(written)
    assert (refusal.value.code, refusal.value.params) == ("unknown_policy", {"policy": written})
