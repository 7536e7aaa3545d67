"""Sixteen dispatchers on two servers want the same four people at the same moment."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from pathlib import Path
from typing import Any

import pytest

from dispatch.board import Board
from dispatch.folds import fold
from dispatch.web.principal import Role
from tests.web.grid import GridCentre, Hand, call

DISPATCHERS = 16
WANTED = ["V01", "V02", "V03", "V04"]


@pytest.fixture(params=["sqlite", "postgresql"])
def servers(request: pytest.FixtureRequest, tmp_path: Path, grid_cities: Path) -> Iterator[list[GridCentre]]:
    """Two servers on one database, which know of each other only through it."""
    url = f"sqlite:///{tmp_path / 'shared.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    first = GridCentre(tmp_path / "centre", grid_cities, url=url, sockets=4)
    second = first.beside()
    yield [first, second]
    second.close()
    first.close()


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Every act in a thread of its own, all let go together."""
    gate = threading.Barrier(len(acts))

    def go(act: Callable[[], Any]) -> Any:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


def want(desk: Hand, incident: int, order: Sequence[str]) -> list[tuple[str, int, Any]]:
    """Each of those people, one request a person: (volunteer, status, answer)."""
    answers = []
    for volunteer in order:
        answer = desk.post(f"/incidents/{incident}/alerts", {"volunteers": [volunteer]})
        answers.append((volunteer, answer.status_code, answer.json))
    return answers


def test_each_of_them_goes_to_one_incident(servers: list[GridCentre]) -> None:
    desks = [servers[n % 2].hand(label=f"desk {n}") for n in range(DISPATCHERS)]
    incidents = [desk.post("/incidents", call()).json["id"] for desk in desks]
    turned = [WANTED[n % 4 :] + WANTED[: n % 4] for n in range(DISPATCHERS)]
    tries = at_once(
        [
            lambda desk=desk, incident=incident, order=order: want(desk, incident, order)
            for desk, incident, order in zip(desks, incidents, turned, strict=True)
        ]
    )
    answers = [one for answered in tries for one in answered]
    assert Counter(status for _, status, _ in answers) == {201: 4, 409: 60}
    won = {volunteer: answer["alerts"][0]["id"] for volunteer, status, answer in answers if status == 201}
    assert sorted(won) == WANTED

    def say_yes(centre: GridCentre, volunteer: str) -> int:
        own = centre.hand(Role.VOLUNTEER, volunteer=volunteer)
        return own.post(f"/alerts/{won[volunteer]}/answer", {"answer": "accept"}).status_code

    # On both servers at once: a phone that sent its yes twice, by two ways.
    said = at_once([lambda v=v, c=c: say_yes(c, v) for v in WANTED for c in servers])
    # An incident that won two of them needs one.
    helped = {answer["incident"] for _, status, answer in answers if status == 201}
    assert Counter(said) == {200: len(helped), 409: 8 - len(helped)}

    boards = [centre.office.log.board() for centre in servers]
    going = [one for one in boards[0].incidents.assignments.values() if one.open]
    assert {one.incident for one in going} == helped
    assert len({one.volunteer for one in going}) == len(going) == len(helped)
    rebuilt = reduce(fold, servers[0].office.log.events(), Board())
    assert boards[0] == boards[1] == rebuilt
    assert servers[0].office.log.verify() is None
