"""The response plans of a running server, and what it says of their file."""

from dispatch.incidents.planbook import NAME, SHIPPED
from dispatch.web.principal import Role
from tests.web.grid import GridCentre, call


def write(centre: GridCentre, old: str, new: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(old, new, 1)
    (centre.office.config.data_dir / NAME).write_text(text, encoding="utf-8")
    centre.office.plans.look()


def test_a_call_gets_the_plan_that_is_in_force_when_it_is_taken(centre: GridCentre) -> None:
    dispatcher = centre.hand()
    before = dispatcher.post("/incidents", call(level=3)).json
    write(centre, "promise_minutes = 15", "promise_minutes = 12")
    after = dispatcher.post("/incidents", call(level=3)).json
    assert (before["promise_s"], after["promise_s"]) == (900, 720)
    assert dispatcher.get(f"/incidents/{before['id']}").json["promise_s"] == 900


def test_a_broken_file_is_named_to_dispatcher_and_planner_while_the_old_plans_stay(centre: GridCentre) -> None:
    write(centre, "promise_minutes = 15", "promise_minutes = 0")
    line = 1 + SHIPPED.read_text(encoding="utf-8").splitlines().index("promise_minutes = 15")
    for role in (Role.DISPATCHER, Role.PLANNER):
        told = centre.hand(role).get("/plans").json
        assert told["broken"] == {
            "file": NAME,
            "reason": f"line {line}, response.promise_minutes: Input should be greater than 0",
        }
    assert centre.hand().post("/incidents", call(level=3)).json["promise_s"] == 900


def test_roles_that_nobody_here_could_fill_are_named(centre: GridCentre) -> None:
    """The grid has four first-aiders of the medical team, and nobody else."""
    short = centre.hand().get("/plans").json["unfillable"]
    assert {"type": "medical", "level": 1, "role": "kit", "needed": 1, "have": 0} in short
    assert {one["role"] for one in short} == {"kit", "guide", "supply", "psychological"}
