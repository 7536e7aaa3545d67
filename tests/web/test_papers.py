"""A plan's papers over HTTP: ordered, waited for, fetched by whoever ordered them."""

from typing import Any

from dispatch.papers.writing import FILES
from dispatch.web.principal import Role
from tests.web.grid import GridCentre, Hand, corner


def drawn_up(planner: Hand) -> int:
    site = {"id": "S01", "name": "一号站", "lon": corner(1, 1)[0], "lat": corner(1, 1)[1]}
    body = {"name": "东门", "question": {"minutes": 12, "mode": "walk"}, "sites": [site]}
    plan: int = planner.post("/site-plans", body).json["id"]
    return plan


def ended(centre: GridCentre, planner: Hand, run: str) -> dict[str, Any]:
    who = centre.office.accounts.principal(planner.token)
    assert who is not None
    assert centre.office.running.wait(run, by=who.by, seconds=120)
    told: dict[str, Any] = planner.get(f"/runs/{run}").json
    return told


def test_papers_are_written_beside_the_server_and_are_the_orderers_alone(centre: GridCentre) -> None:
    planner, other = centre.hand(Role.PLANNER, label="committee"), centre.hand(Role.PLANNER)
    plan = drawn_up(planner)
    begun = planner.post(f"/site-plans/{plan}/papers")
    assert (begun.status_code, begun.json["kind"]) == (202, "papers")
    run = begun.json["id"]
    told = ended(centre, planner, run)
    assert (told["state"], told["found"]) == ("done", {"plan": plan, "edition": 1, "files": list(FILES)})
    fetched = planner.get(f"/papers/{run}.pdf")
    assert (fetched.status_code, fetched.content_type, fetched.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert fetched.headers["Content-Disposition"] == f"attachment; filename=site-plan-{plan}-1.pdf"
    assert [planner.get(f"/papers/{run}.{ending}").status_code for ending in FILES] == [200] * len(FILES)
    assert other.get(f"/papers/{run}.pdf").status_code == 404
    assert planner.get(f"/papers/{run}.exe").status_code == 404


def test_what_is_not_there_is_said_and_volunteers_order_nothing(centre: GridCentre) -> None:
    planner = centre.hand(Role.PLANNER)
    assert planner.post("/site-plans/99/papers").json["code"] == "not_found"
    assert planner.get("/papers/none.pdf").status_code == 404
    plan = drawn_up(planner)
    assert centre.hand(Role.VOLUNTEER, volunteer="V01").post(f"/site-plans/{plan}/papers").status_code == 403
