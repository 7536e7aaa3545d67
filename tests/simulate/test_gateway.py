"""The playing gateway: what it decides, what it keeps, and what it says over HTTP, faults and all."""

import hashlib
import hmac
import json
import os
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pytest

from dispatch import clock
from dispatch.errors import Refused
from dispatch.simulate.gateway.exchange import Exchange
from dispatch.simulate.gateway.fate import Answers, Dice, read_answers
from dispatch.simulate.gateway.ledger import Ledger
from dispatch.simulate.gateway.model import Fault, MessageIn, Outcome, Straying
from dispatch.simulate.gateway.server import Gateway
from tests.ladder.listening import Heard, listening
from tests.serving import DISPATCH

COUNT = 20_000
START = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SECRET = "playing"
ALWAYS = {outcome: Answers({outcome: 1.0}) for outcome in Outcome}


def message(number: int | str, channel: str = "voice", **more: Any) -> MessageIn:
    told = {"id": f"A{number}", "channel": channel, "to": "+8613800000001", "text": "有人晕倒", **more}
    return MessageIn.model_validate(told)


# What it decides.


def test_people_do_what_the_shares_say_and_the_same_every_time() -> None:
    """Three standard errors of a share of 20,000 are at most .0106."""
    dice = Dice(7)
    came = [dice.fate(message(number)).outcome for number in range(COUNT)]
    shares = {outcome: count / COUNT for outcome, count in Counter(came).items()}
    assert shares == pytest.approx(
        {"1": 0.35, "2": 0.2, "silent": 0.06, "no_answer": 0.2, "phone_off": 0.08, "busy": 0.06, "wrong_number": 0.03,
         "failed": 0.02}, abs=0.0106,
    )  # fmt: skip
    assert [Dice(7).fate(message(number)).outcome for number in range(100)] == came[:100]
    assert [Dice(8).fate(message(number)).outcome for number in range(100)] != came[:100]


def test_two_in_five_requests_fail_each_way_as_often_and_other_tries_fare_otherwise() -> None:
    dice = Dice(7, faults=0.4)
    faults = Counter(dice.fault(f"A{number}", 1) for number in range(COUNT))
    assert {fault: count / COUNT for fault, count in faults.items()} == pytest.approx(
        {None: 0.6, **dict.fromkeys(Fault, 0.08)}, abs=0.0104
    )
    again = [dice.fault(f"A{number}", 2) for number in range(COUNT) if dice.fault(f"A{number}", 1)]
    assert sum(fault is None for fault in again) / len(again) == pytest.approx(0.6, abs=0.0165)


def test_a_phone_rings_for_a_median_of_twelve_seconds_and_the_key_comes_six_later() -> None:
    pressed = [Dice(7, ALWAYS[Outcome.ONE]).fate(message(number)).steps for number in range(2_000)]
    assert {(step.result, step.key, step.text) for (step,) in pressed} == {("answered", "1", None)}
    assert median(step.after_s for (step,) in pressed) == pytest.approx(18, rel=3 * 1.253 * 0.4 / 2_000**0.5)


@pytest.mark.parametrize(
    ("outcome", "called", "texted"),
    [
        (Outcome.TWO, [("answered", "2", None)], [("delivered", None, None), ("answered", None, "2")]),
        (Outcome.SILENT, [("answered", None, None)], [("delivered", None, None)]),
        (Outcome.NO_ANSWER, [("no_answer", None, None)], [("delivered", None, None)]),
        (Outcome.PHONE_OFF, [("phone_off", None, None)], [("phone_off", None, None)]),
        (Outcome.BUSY, [("busy", None, None)], [("delivered", None, None)]),
        (Outcome.WRONG_NUMBER, [("wrong_number", None, None)], [("wrong_number", None, None)]),
        (Outcome.FAILED, [("failed", None, None)], [("failed", None, None)]),
    ],
)
def test_a_call_and_a_text_message_tell_the_same_outcome_in_their_own_ways(
    outcome: Outcome, called: list[Any], texted: list[Any]
) -> None:
    dice = Dice(1, ALWAYS[outcome])
    for channel, told in (("voice", called), ("sms", texted)):
        steps = dice.fate(message(1, channel)).steps
        assert [(step.result, step.key, step.text) for step in steps] == told


def test_receipts_are_late_doubled_swapped_or_lost() -> None:
    dice = Dice(7, ALWAYS[Outcome.ONE], faults=0.4)
    fates = [dice.fate(message(number, "sms")) for number in range(2_000)]
    told = {fate.straying: [step.result for _, step in sorted(fate.sendings, key=lambda one: one[0])] for fate in fates}
    assert told == {
        None: ["delivered", "answered"],
        Straying.LATE: ["delivered", "answered"],
        Straying.SWAPPED: ["answered", "delivered"],
        Straying.TWICE: told[Straying.TWICE],
        Straying.LOST: [],
    }
    assert sorted(told[Straying.TWICE]) == ["answered", "answered", "delivered", "delivered"]
    assert sum(fate.straying is None for fate in fates) / 2_000 == pytest.approx(0.6, abs=3 * (0.24 / 2_000) ** 0.5)
    late = next(fate for fate in fates if fate.straying == Straying.LATE)
    assert [at for at, _ in late.sendings] == [step.after_s + 90 for step in late.steps]


def test_single_people_do_what_a_file_says() -> None:
    text = '{"shares": {"busy": 1}, "people": {"+8613800000002": "2"}}'
    dice = Dice(1, read_answers(text.encode(), "answers.json"))
    assert dice.fate(message(1)).outcome == Outcome.BUSY
    assert dice.fate(message(1, to="+8613800000002")).outcome == Outcome.TWO


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "JSON"),
        ('{"shares": {"gone_fishing": 1}}', "shares.gone_fishing.[key]"),
        ('{"shares": {"1": 0}}', "shares"),
        ('{"shares": {"1": 2, "2": -1}}', "shares"),
        ('{"shares": {}}', "shares"),
        ('{"people": {"+8613800000001": "3"}}', "people.+8613800000001"),
        ('{"folk": {}}', "folk"),
    ],
)
def test_a_file_that_says_something_else_is_refused_by_name(text: str, where: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_answers(text.encode(), "answers.json")
    assert refusal.value.code == "bad_answers"
    assert (refusal.value.params["file"], refusal.value.params["where"]) == ("answers.json", where)


# What it keeps.


class Hours:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


def test_however_often_a_message_comes_it_rings_once_also_after_a_restart(tmp_path: Path) -> None:
    hours, dice = Hours(), Dice(3, ALWAYS[Outcome.ONE], faults=0.6)

    def opened() -> Exchange:
        return Exchange(Ledger(tmp_path / "gateway.jsonl"), dice, hours)

    exchange, sendings, replies = opened(), [], Counter[int]()
    for attempt in range(12):
        for number in range(40):
            reply = exchange.take(message(number))
            replies[reply.status] += 1
            sendings += [sending.message for sending in reply.sendings]
        if attempt == 5:
            exchange = opened()
    assert set(replies) == {202, 503}
    expected = [fate for number in range(40) for fate in [f"A{number}"] * len(dice.fate(message(number)).sendings)]
    assert sorted(sendings) == sorted(expected)
    lines = [json.loads(line) for line in (tmp_path / "gateway.jsonl").read_text().splitlines()]
    assert Counter(line["was"] for line in lines) == {"told": 480, "taken": 40}
    assert opened().counts() == (40, 480)


def test_what_is_known_grows_with_time_and_a_lost_receipt_is_no_secret(tmp_path: Path) -> None:
    hours, dice = Hours(), Dice(3, ALWAYS[Outcome.ONE], faults=0.5)
    exchange = Exchange(Ledger(tmp_path / "gateway.jsonl"), dice, hours, speed=60)
    lost = next(
        number
        for number in range(1_000)
        if dice.fate(message(number, "sms")).straying == Straying.LOST and dice.fault(f"A{number}", 1) is None
    )
    delivered, answered = dice.fate(message(lost, "sms")).steps
    assert exchange.take(message(lost, "sms")).sendings == []
    told = [exchange.state(f"A{lost}")]
    for step in (delivered, answered):
        hours.at = START + timedelta(seconds=step.after_s / 60)
        told.append(exchange.state(f"A{lost}"))
    assert [(one["state"], one["text"]) for one in told if one] == [
        ("accepted", None),
        ("delivered", None),
        ("answered", "1"),
    ]
    assert told[1] is not None
    assert told[1]["at"] == "2026-11-24T04:00:00.050000Z"
    assert exchange.state("A-nobody") is None


def test_an_id_that_comes_back_for_somebody_else_is_refused_but_its_text_and_callback_may_change(
    tmp_path: Path,
) -> None:
    exchange = Exchange(Ledger(tmp_path / "gateway.jsonl"), Dice(3), Hours())
    assert exchange.take(message(1, callback="http://127.0.0.1:1/")).status == 202
    assert exchange.take(message(1, to="+8613800000002")).status == 409
    assert exchange.take(message(1, text="corrected", callback="http://127.0.0.1:2/")).status == 202
    (sending,) = Exchange(Ledger(tmp_path / "gateway.jsonl"), Dice(3), Hours()).waiting()
    assert exchange.receipt(sending)[0] == "http://127.0.0.1:2/"


def test_half_a_line_at_the_end_was_told_to_nobody(tmp_path: Path) -> None:
    file = tmp_path / "gateway.jsonl"
    Exchange(Ledger(file), Dice(3), Hours()).take(message(1))
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"at":"2026-11-24T04:0')
    assert Exchange(Ledger(file), Dice(3), Hours()).counts() == (1, 1)
    assert file.read_bytes() == whole


# What it says over HTTP.


@contextmanager
def playing(folder: Path, dice: Dice, **options: Any) -> Iterator[tuple[Gateway, httpx.Client]]:
    ledger = Ledger(folder / "gateway.jsonl")
    gateway = Gateway(("127.0.0.1", 0), ledger, dice, clock.now, secret=SECRET, speed=1000, **options)
    gateway.start()
    try:
        base = f"http://127.0.0.1:{gateway.server_address[1]}"
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {SECRET}"}, trust_env=False) as client:
            yield gateway, client
    finally:
        gateway.close()


def post(client: httpx.Client, one: MessageIn, **headers: str) -> httpx.Response:
    return client.post("/v1/messages", json=one.model_dump(), headers={"Idempotency-Key": one.id, **headers})


def test_only_who_knows_the_secret_and_speaks_the_protocol_gets_anything_rung(tmp_path: Path) -> None:
    with playing(tmp_path, Dice(1)) as (gateway, client):
        assert post(client, message(1), Authorization="Bearer other").status_code == 401
        assert client.get("/v1/messages/A1", headers={"Authorization": "none"}).status_code == 401
        assert post(client, message(1), **{"Idempotency-Key": "A2"}).status_code == 400
        assert client.post("/v1/messages", content=b"{").status_code == 422
        bad = {**message(1).model_dump(), "to": "110; drop"}
        answer = client.post("/v1/messages", json=bad, headers={"Idempotency-Key": "A1"})
        assert (answer.status_code, answer.json()["reason"].startswith("to: ")) == (422, True)
        assert client.post("/v1/elsewhere", json={}).status_code == 404
        assert client.get("/v1/messages/A1").status_code == 404
        assert gateway.exchange.counts() == (0, 0)
        assert client.post("/v1/messages", content=b"x" * 100_000).status_code == 413
    with playing(tmp_path, Dice(1)) as (_, client):
        taken = post(client, message(1))
        assert (taken.status_code, taken.json()["id"], taken.json()["state"]) == (202, "A1", "accepted")


def test_each_fault_breaks_the_answer_in_its_own_way_and_then_the_message_is_there_once(tmp_path: Path) -> None:
    dice = Dice(1, faults=0.5)
    with playing(tmp_path, dice, slow_s=0.4) as (gateway, client):
        client.timeout = httpx.Timeout(0.2)
        for fault in Fault:
            one = next(
                message(n) for n in range(1_000) if (dice.fault(f"A{n}", 1), dice.fault(f"A{n}", 2)) == (fault, None)
            )
            match fault:
                case Fault.BROKEN | Fault.TAKEN_BROKEN:
                    assert post(client, one).is_server_error
                case Fault.DROPPED | Fault.TAKEN_DROPPED:
                    with pytest.raises(httpx.RemoteProtocolError):
                        post(client, one)
                case Fault.TAKEN_SLOW:
                    with pytest.raises(httpx.ReadTimeout):
                        post(client, one)
            assert (gateway.exchange.state(one.id) is not None) == fault.takes
            assert post(client, one).status_code == 202
        assert gateway.exchange.counts() == (5, 10)


def test_receipts_are_signed_and_come_until_they_are_confirmed(tmp_path: Path) -> None:
    statuses = iter([500, 204])
    dice = Dice(1, ALWAYS[Outcome.ONE])
    with listening(lambda _: (next(statuses), {}, b"")) as dispatch, playing(tmp_path, dice) as (gateway, client):
        assert post(client, message(1, callback=f"{dispatch.url}/api/v1/receipts")).status_code == 202
        heard = dispatch.until(lambda heard: len(heard) == 2)
    assert gateway.exchange.waiting() == []
    assert {(one.method, one.path, one.body) for one in heard} == {("POST", "/api/v1/receipts", heard[0].body)}
    assert heard[0].headers["X-Fifteen-Signature"] == signature(heard[0])
    receipt = json.loads(heard[0].body)
    assert datetime.fromisoformat(receipt.pop("at")).tzinfo is not None
    assert receipt == {"message": "A1", "result": "answered", "key": "1", "text": None}


def signature(heard: Heard) -> str:
    return "sha256=" + hmac.new(SECRET.encode(), heard.body, hashlib.sha256).hexdigest()


def test_the_page_says_that_it_plays_and_shows_what_was_told(tmp_path: Path) -> None:
    with playing(tmp_path, Dice(1, ALWAYS[Outcome.PHONE_OFF])) as (_, client):
        post(client, message(1, text="<script>alert(1)</script> 【演练】"))
        post(client, message(1, text="<script>alert(1)</script> 【演练】"))
        page = client.get("/?still").text
        assert 'http-equiv="refresh"' in client.get("/").text
    assert "演示网关" in page
    assert "Playing: no real phone rings" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 【演练】" in page
    assert "<script>" not in page
    assert "+8613800000001" in page
    assert "<td>2</td>" in page
    assert "refresh" not in page


# As a program.


def test_killed_and_started_again_it_knows_what_it_had_taken(tmp_path: Path) -> None:
    env = {**os.environ, "FIFTEEN_DATA": str(tmp_path), "LANG": "en_GB.UTF-8", "LC_ALL": ""}
    command = [DISPATCH, "gateway", "--port", "0", "--seed", "1", "--speed", "0.1", "--secret", SECRET]
    for order, status in ((signal.SIGKILL, -9), (signal.SIGTERM, 0)):
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            address = process.stdout.readline().strip()
            assert process.stderr.readline().startswith("Playing gateway: no real phone rings.")
            with httpx.Client(
                base_url=address, headers={"Authorization": f"Bearer {SECRET}"}, trust_env=False
            ) as client:
                if order == signal.SIGKILL:
                    assert post(client, message(1)).status_code == 202
                assert client.get("/v1/messages/A1").json()["state"] == "accepted"
                process.send_signal(order)
                assert process.wait(10) == status
