"""Many alerts at once over the playing gateway, while requests fail and the server is killed again and again.

Both are programs of their own and speak HTTP; what is true is read from the log and from the gateway's ledger.
"""

import json
import math
import os
import socket
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from dispatch.board import Board
from dispatch.clock import now
from dispatch.config import Config
from dispatch.duty.desk import DutyDesk
from dispatch.duty.events import CheckedIn
from dispatch.incidents.events import AlertDeclined, VolunteerAlerted
from dispatch.ladder.events import AlarmTestBegun, AlarmTestUnanswered, AttemptDue, AttemptResult
from dispatch.ladder.model import Channel
from dispatch.ladder.rungs import NOT_NEEDED
from dispatch.log.event import Event, Recorded
from dispatch.opening import board_log, claim, open_store
from dispatch.people.desk import PeopleDesk
from dispatch.people.model import Person, Team, Volunteer
from dispatch.simulate.gateway.fate import Answers, Dice
from dispatch.simulate.gateway.model import MessageIn, Outcome
from dispatch.web.accounts import Accounts
from dispatch.web.principal import Role
from maps.cities import city_from
from maps.speeds import Mode
from tests.ladder.killable import Killable
from tests.serving import DISPATCH
from tests.web.grid import FIRST_AID, STATIONS, call

SECRET = "playing"
SEED = 6
WAVE = 200
"""People asked together for one incident."""
CALLED = (Channel.VOICE, Channel.SMS)
ANSWERS = {"2": 0.25, "no_answer": 0.45, "busy": 0.15, "phone_off": 0.15}
"""Nobody comes, so that everybody is wanted to the last rung; whoever declines climbs no further."""


@dataclass(frozen=True)
class Rungs:
    """Seconds after the alert; nothing else is due while a trial lasts."""

    voice_s: Sequence[int]
    sms_s: int
    tablet_s: int

    def write(self, folder: Path) -> None:
        lines = [
            "[[rungs]]",
            "levels = [1, 2, 3, 4]",
            f"voice_s = {list(self.voice_s)}",
            f"sms_s = {self.sms_s}",
            f"tablet_s = {self.tablet_s}",
            "[nobody]",
            "leader_s = 3600",
            "told_s = 3600",
        ]
        (folder / "alarm_ladder.toml").write_text("\n".join(lines), encoding="utf-8")

    @property
    def calls(self) -> int:
        return len(self.voice_s) + 1


class Trial:
    """One centre in the grid town with as many people as are alerted, its server, and a gateway."""

    def __init__(
        self, folder: Path, cities: Path, url: str, *, alerts: int, rungs: Rungs, faults: float, speed: float = 20.0
    ) -> None:
        folder.mkdir(exist_ok=True)
        (folder / "cities").symlink_to(cities)
        rungs.write(folder)
        self.alerts, self.rungs, self._folder = alerts, rungs, folder
        store = open_store(Config(data_dir=folder, database_url=url))
        self.log = board_log(store)
        self._token = Accounts(store.engine, now).issue(Role.DISPATCHER)
        self.volunteers = self._people(folder)
        self._gateway, gateway_url = self._play(folder, faults, speed)
        port = _free_port()
        self.server = Killable(
            port,
            folder / "server.log",
            data_dir=folder,
            database_url=url,
            city="grid",
            gateway_url=gateway_url,
            gateway_secret=SECRET,
            gateway_callback=f"http://127.0.0.1:{port}/api/v1/receipts",
        )
        self.server.start()
        self.incidents: list[int] = []

    def _people(self, folder: Path) -> list[str]:
        """All of them on duty, their test alarms over."""
        claim(self.log, city_from("grid", folder / "cities"))
        DutyDesk(self.log, now).record_stations(STATIONS, by="test")
        people = [_volunteer(number) for number in range(1, self.alerts + 1)]
        PeopleDesk(self.log, now).record(people, by="test")
        ids = [one.id for one in people]
        with self.log.writing(by="test") as tx:
            checked_in: list[Event] = [CheckedIn(one.id, str(one.station), None, ()) for one in people]
            tx.append(checked_in, at=now())
        with self.log.writing(by="test") as tx:
            tested: list[Event] = [event for one in ids for event in (AlarmTestBegun(one), AlarmTestUnanswered(one))]
            tx.append(tested, at=now())
        return ids

    def _play(self, folder: Path, faults: float, speed: float) -> tuple[subprocess.Popen[str], str]:
        (folder / "answers.json").write_text(json.dumps({"shares": ANSWERS}), encoding="utf-8")
        options = {
            "--port": 0,
            "--seed": SEED,
            "--faults": faults,
            "--speed": speed,
            "--secret": SECRET,
            "--answers": folder / "answers.json",
            "--file": folder / "gateway.jsonl",
        }
        command = [DISPATCH, "gateway", *(str(part) for option in options.items() for part in option)]
        program = subprocess.Popen(
            command, env={**os.environ, "LC_ALL": "C"}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        assert program.stdout is not None
        return program, program.stdout.readline().strip()

    def close(self) -> None:
        self.server.close()
        self._gateway.terminate()
        self._gateway.communicate(timeout=10)
        self.log.close()

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self._token}"}
        return httpx.Client(base_url=f"{self.server.address}/api/v1", headers=headers, timeout=60, trust_env=False)

    def alert_everybody(self) -> None:
        with self.client() as client:
            for begin in range(0, self.alerts, WAVE):
                incident = client.post("/incidents", json=call()).raise_for_status().json()["id"]
                wave = {"volunteers": self.volunteers[begin : begin + WAVE]}
                client.post(f"/incidents/{incident}/alerts", json=wave).raise_for_status()
                self.incidents.append(incident)

    def until(self, wanted: Callable[[Board], object], timeout_s: float) -> None:
        """As soon as the log says so, however often the server is killed meanwhile."""
        begun = now()
        while True:
            board, seq = self.log.view()
            if wanted(board):
                return
            left = timeout_s - (now() - begun).total_seconds()
            assert left > 0, f"not within {timeout_s} s; {len(board.ladder.waiting)} wait to be handed over"
            self.log.wait(seq, min(left, 1.0))

    def kill_and_start(self, times: int, timeout_s: float) -> None:
        """In the midst of handing over, evenly until as many messages were taken as two for everybody."""
        for kill in range(1, times + 1):
            self._until_handed(round(2 * self.alerts * kill / times), timeout_s)
            self.server.kill()
            self.server.start()

    def _until_handed(self, count: int, timeout_s: float) -> None:
        self.until(lambda board: self.handed(board) >= count, timeout_s)

    def handed(self, board: Board) -> int:
        return sum(one.handed_at is not None and one.channel in CALLED for one in board.ladder.attempts.values())

    def over(self, board: Board) -> bool:
        """Everybody has declined or stands on the last rung, and nothing waits to be handed over."""
        last = self.rungs.calls + 1
        return not board.ladder.waiting and all(
            alert.state == "declined" or max((one.rung for one in board.ladder.for_alert(alert.id)), default=-1) >= last
            for alert in board.incidents.alerts.values()
        )

    def answered(self, board: Board) -> bool:
        """Every 2 that was pressed or written is known, also where the receipt was lost."""
        declined = {alert.id for alert in board.incidents.alerts.values() if alert.state == "declined"}
        return findings(self).told <= declined

    def ledger(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self._folder / "gateway.jsonl").read_text("utf-8").splitlines()]

    def timelines(self) -> list[dict[str, Any]]:
        with self.client() as client:
            return [
                event
                for incident in self.incidents
                for event in client.get(f"/incidents/{incident}/timeline").raise_for_status().json()["events"]
            ]


@contextmanager
def trial(folder: Path, cities: Path, url: str, **options: Any) -> Iterator[Trial]:
    opened = Trial(folder, cities, url, **options)
    try:
        yield opened
    finally:
        opened.close()


@dataclass(frozen=True)
class Findings:
    """What log and ledger say together. `due`: the attempts that a gateway is to carry; `needed`: those that did not
    become needless before anybody knew of them; `rang`: how often the gateway called or wrote for which; `told`: who
    pressed or wrote 2 there; `late_s` of an attempt, `knocked_s` of its first request, after it was due; `first_s`:
    from the alert to the first request for it. Seconds, in order."""

    due: set[int]
    needed: set[int]
    rang: Counter[int]
    refused: int
    requests: int
    told: set[int]
    declined: set[int]
    late_s: list[float]
    knocked_s: list[float]
    first_s: list[float]


def findings(one: Trial) -> Findings:
    events, ledger = one.log.events(), one.ledger()
    due = {each.event.attempt: each for each in events if isinstance(each.event, AttemptDue)}
    carried = {ident: _due(each) for ident, each in due.items() if _due(each).channel in CALLED}
    knocked = {_attempt(line["id"]): datetime.fromisoformat(line["at"]) for line in reversed(ledger) if _asks(line)}
    alerted = {each.event.alert: each.at for each in events if isinstance(each.event, VolunteerAlerted)}
    first: dict[int, datetime] = {}
    for ident in sorted(knocked):
        first.setdefault(carried[ident].alert or 0, knocked[ident])
    dice = Dice(SEED, Answers({Outcome(name): share for name, share in ANSWERS.items()}))
    rung = [MessageIn.model_validate(line["message"]) for line in ledger if line["was"] == "taken"]
    return Findings(
        due=set(carried),
        needed=set(carried) - {each.event.attempt for each in events if _needless(each.event)},
        rang=Counter(_attempt(message.id) for message in rung),
        refused=sum(line.get("status") == 409 for line in ledger),
        requests=sum(map(_asks, ledger)),
        told={carried[_attempt(one.id)].alert or 0 for one in rung if dice.fate(one).outcome is Outcome.TWO},
        declined={each.event.alert for each in events if isinstance(each.event, AlertDeclined)},
        late_s=sorted((each.at - _due(each).due_at).total_seconds() for each in due.values()),
        knocked_s=sorted((at - carried[ident].due_at).total_seconds() for ident, at in knocked.items()),
        first_s=sorted((at - alerted[alert]).total_seconds() for alert, at in first.items()),
    )


def p99(ordered: Sequence[float]) -> float:
    return ordered[math.ceil(0.99 * len(ordered)) - 1]


def _attempt(message_id: str) -> int:
    return int(message_id.rpartition("-")[2])


def _asks(line: dict[str, Any]) -> bool:
    return bool(line["was"] == "told")


def _needless(event: Event) -> bool:
    return isinstance(event, AttemptResult) and event.reason == NOT_NEEDED


def _due(recorded: Recorded) -> AttemptDue:
    assert isinstance(recorded.event, AttemptDue)
    return recorded.event


def _volunteer(number: int) -> Volunteer:
    """The odd ones at S01, the even ones at S02."""
    person = Person(f"志愿者{number}", _phone(number))
    station = f"S0{2 - number % 2}"
    return Volunteer(
        f"V{number:04}", Team.MEDICAL, Mode.WALK, station=station, qualifications=FIRST_AID, particulars=person
    )


def _phone(number: int) -> str:
    return f"1380000{number:04}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
