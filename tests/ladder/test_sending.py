"""What is due reaches the gateway: after a sender died, with two servers, and when nobody answers there."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier, Lock, Thread

import pytest

from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.incidents.model import AlertState, IncidentMode
from dispatch.ladder import texts
from dispatch.ladder.events import AttemptDelayed, AttemptHanded
from dispatch.ladder.model import AttemptState, Channel
from dispatch.ladder.senders import Message, Unreachable
from dispatch.ladder.sending import Sending
from dispatch.web.bodies import CallIn
from dispatch.web.joining import open_office
from dispatch.web.office import Office
from tests.ladder.climb import TABLE, Climb
from tests.web.conftest import grid_cities
from tests.web.grid import STATIONS, Clock, call, volunteer

__all__ = ["grid_cities"]

PEOPLE = 6
Open = Callable[[], Office]


class Killed(BaseException):
    """The process is no more."""


class Gateway:
    """Counts how often each id came; `troubles` happen one after the other, after the message was taken or before."""

    def __init__(self, *troubles: BaseException | None) -> None:
        self.taken: Counter[str] = Counter()
        self.messages: dict[str, Message] = {}
        self._troubles = list(troubles)
        self._lock = Lock()

    def send(self, message: Message) -> None:
        with self._lock:
            trouble = self._troubles.pop(0) if self._troubles else None
            if not isinstance(trouble, Unreachable | Refused):
                self.taken[message.id] += 1
                self.messages[message.id] = message
        if trouble is not None:
            raise trouble


@pytest.fixture(params=["sqlite", "postgres"])
def open_one(request: pytest.FixtureRequest, tmp_path: Path, grid_cities: Path) -> Iterator[Open]:
    """Opens the centre as one more server would."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else f"sqlite:///{tmp_path}/log.sqlite"
    (tmp_path / "cities").symlink_to(grid_cities)
    opened: list[Office] = []

    def open_once_more() -> Office:
        opened.append(open_office(Config(data_dir=tmp_path, database_url=url, city="grid"), CLOCK))
        return opened[-1]

    yield open_once_more
    for office in opened:
        office.log.close()


CLOCK = Clock()


def settle(office: Office) -> None:
    office.duty.record_stations(STATIONS, by="test")
    crew = [volunteer(number, station="S01") for number in range(1, PEOPLE + 1)]
    office.people.record(crew, by="test")
    for one in crew:
        office.duty.check_in(one.id, "S01", by="test")


def ask(office: Office) -> int:
    body = CallIn.model_validate_json(json.dumps(call(note="独居老人")))
    taken = office.incidents.take_call(body.call(), by="dispatcher:li")
    incident = taken[0].event.incident  # type: ignore[attr-defined]
    office.incidents.alert(incident, [f"V{number:02}" for number in range(1, PEOPLE + 1)], by="dispatcher:li")
    office.ladder.fall_due()
    return int(incident)


def sending(office: Office, gateway: Gateway) -> Sending:
    return Sending(office.log, office.ladder, gateway, CLOCK, areas_of=office.city.boundaries.of, threads=3)


def handed(office: Office, incident: int) -> list[int]:
    return [one.event.attempt for one in office.incidents.timeline(incident) if isinstance(one.event, AttemptHanded)]


def calls(office: Office) -> list[int]:
    ladder = office.log.board().ladder
    return sorted(one.id for one in ladder.attempts.values() if one.channel is Channel.VOICE)


def test_killed_between_hand_over_and_record_nothing_is_lost_and_nobody_gets_a_second_id(open_one: Open) -> None:
    office = open_one()
    settle(office)
    incident = ask(office)
    gateway = Gateway(*[None, Killed(), None, Killed(), Killed()])
    for _ in range(5):
        restarted = sending(open_one(), gateway)
        try:
            while restarted.step():
                pass
            break
        except Killed:
            continue
    attempts = calls(office)
    assert sorted(gateway.taken) == sorted(map(office.ladder.ident, attempts))
    assert sorted(handed(office, incident)) == attempts
    assert sum(gateway.taken.values()) > len(attempts)  # some came twice, under the same id


def test_of_two_servers_each_attempt_is_written_down_once(open_one: Open) -> None:
    servers = [open_one(), open_one()]
    settle(servers[0])
    incident = ask(servers[0])
    assert servers[1].ladder.fall_due() == []
    gateway, ready = Gateway(), Barrier(2)

    def hand_over(server: Office) -> None:
        ready.wait()
        sending(server, gateway).step()

    threads = [Thread(target=hand_over, args=(server,)) for server in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(gateway.taken) == sorted(map(servers[0].ladder.ident, calls(servers[0])))
    assert sorted(handed(servers[0], incident)) == calls(servers[0])
    states = {one.state for one in servers[1].log.board().incidents.alerts.values()}
    assert states == {AlertState.SENT}


def test_a_gateway_that_is_away_is_tried_again_later_and_said_once(open_one: Open) -> None:
    office = open_one()
    settle(office)
    incident = ask(office)
    carrier = sending(office, Gateway(*[Unreachable("away")] * PEOPLE * 2))
    carrier.step()
    assert carrier.step() == 0  # not before a second has gone by
    CLOCK.forward(1)
    carrier.step()
    CLOCK.forward(1)
    assert carrier.step() == 0
    CLOCK.forward(1)
    assert carrier.step() == PEOPLE
    told = [one.event for one in office.incidents.timeline(incident)]
    assert sum(isinstance(one, AttemptDelayed) for one in told) == PEOPLE
    assert {one.tries for one in told if isinstance(one, AttemptHanded)} == {3}


def test_what_is_refused_for_good_has_failed_with_its_reason(open_one: Open) -> None:
    office = open_one()
    settle(office)
    ask(office)
    carrier = sending(office, Gateway(*[Refused("message_refused")] * PEOPLE))
    carrier.step()
    ladder = office.log.board().ladder
    came = {(one.state, one.reason) for one in ladder.attempts.values() if one.channel is Channel.VOICE}
    assert came == {(AttemptState.FAILED, "message_refused")}
    assert carrier.step() == 0


def test_what_is_said_before_acceptance_holds_type_level_and_minutes_and_nothing_of_the_patient(open_one: Open) -> None:
    office = open_one()
    settle(office)
    ask(office)
    gateway = Gateway()
    sending(office, gateway).step()
    said = {one.text for one in gateway.messages.values()}
    assert len(said) == 1
    [text] = said
    assert text.startswith("十五分钟应急响应：医疗急救，")
    assert "分钟路程" in text
    assert "独居老人" not in text
    assert {one.to for one in gateway.messages.values()} == {f"1380000000{number}" for number in range(1, PEOPLE + 1)}
    assert all(dict(one.keys) == {"1": "accept", "2": "decline"} for one in gateway.messages.values())


@pytest.mark.parametrize(("mode", "mark"), [(IncidentMode.EXERCISE, "【演练】"), (IncidentMode.TEST, "【测试】")])
def test_each_message_of_an_exercise_begins_with_its_mark(mode: IncidentMode, mark: str) -> None:
    climb = Climb()
    climb.ask("M1", mode=mode)
    climb.at(20)
    for channel in (Channel.VOICE, Channel.SMS):
        said = texts.message(
            climb.night.board,
            climb.attempt(channel),
            TABLE,
            lambda lon, lat: {"street": "滨江路"},
            ident="x-1",
            callback=None,
        )
        assert said.text.startswith(mark)
        assert "滨江路" in said.text
