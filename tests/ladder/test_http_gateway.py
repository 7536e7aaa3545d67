"""The adapter against servers that behave as providers do, well and badly."""

import json
import logging
import socket
import ssl
import threading
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from dispatch.errors import Refused
from dispatch.ladder.http_gateway import HttpGateway, Known, international
from dispatch.ladder.model import AttemptState, Channel
from dispatch.ladder.senders import Message, Unreachable
from tests.ladder.listening import Heard, listening

SECRET = "open-sesame-4711"
MESSAGE = Message(
    "A31-2", Channel.VOICE, "13800000001", "【演练】有人晕倒,约 4 分钟路程", keys={"1": "accept", "2": "decline"},
    callback="http://127.0.0.1:8000/api/v1/receipts",
)  # fmt: skip


def test_a_message_is_posted_with_its_id_as_the_key_and_the_secret_beside_it() -> None:
    with listening(lambda _: (202, {}, b'{"id": "A31-2", "state": "accepted"}')) as provider:
        HttpGateway(f"{provider.url}/", SECRET).send(MESSAGE)
        (heard,) = provider.heard
    assert (heard.method, heard.path) == ("POST", "/v1/messages")
    assert heard.headers["Authorization"] == f"Bearer {SECRET}"
    assert heard.headers["Idempotency-Key"] == "A31-2"
    assert heard.headers["Content-Type"] == "application/json"
    assert json.loads(heard.body) == {
        "id": "A31-2",
        "channel": "voice",
        "to": "+8613800000001",
        "text": "【演练】有人晕倒,约 4 分钟路程",
        "language": "zh-CN",
        "keys": {"1": "accept", "2": "decline"},
        "callback": "http://127.0.0.1:8000/api/v1/receipts",
    }


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("13800000001", "+8613800000001"),
        ("028-86001234", "+862886001234"),
        ("010-62341234-803", "+861062341234;ext=803"),
        ("0816-2341234", "+868162341234"),
        ("120", "120"),
        ("4001234567", "4001234567"),
        ("+85223456789", "+85223456789"),
    ],
)
def test_a_number_is_written_as_the_world_dials_it(ours: str, theirs: str) -> None:
    assert international(ours) == theirs


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422])
def test_4xx_is_refused_for_good_with_the_gateways_reason_and_without_the_secret(status: int) -> None:
    reason = json.dumps({"reason": f"no such number ({SECRET})" + "x" * 1000}).encode()
    with listening(lambda _: (status, {}, reason)) as provider, pytest.raises(Refused) as refusal:
        HttpGateway(provider.url, SECRET).send(MESSAGE)
    assert refusal.value.code == "message_refused"
    assert refusal.value.params == {"status": status, "reason": ("no such number (***)" + "x" * 1000)[:200]}


@pytest.mark.parametrize("body", [b"", b"<html>no</html>", b'["reason"]', b'{"reason": null, "x": '])
def test_a_refusal_that_gives_no_reason_is_one_all_the_same(body: bytes) -> None:
    with listening(lambda _: (404, {}, body)) as provider, pytest.raises(Refused) as refusal:
        HttpGateway(provider.url, SECRET).send(MESSAGE)
    assert refusal.value.params == {"status": 404, "reason": ""}


@pytest.mark.parametrize("status", [500, 502, 503, 408, 429])
def test_5xx_and_not_now_are_tried_again(status: int) -> None:
    with listening(lambda _: (status, {}, b"")) as provider, pytest.raises(Unreachable):
        HttpGateway(provider.url, SECRET).send(MESSAGE)


@pytest.mark.parametrize("page", [b"<html>Please sign in</html>", b"\n<!DOCTYPE html>"])
def test_a_page_for_people_is_no_gateways_word(page: bytes) -> None:
    """Some proxies answer everything with 200."""
    with listening(lambda _: (200, {}, page)) as provider, pytest.raises(Unreachable):
        HttpGateway(provider.url, SECRET).send(MESSAGE)


def test_an_answer_nested_too_deep_to_read_is_a_refusal_without_a_reason() -> None:
    with listening(lambda _: (400, {}, b"[" * 15_000)) as provider, pytest.raises(Refused) as refusal:
        HttpGateway(provider.url, SECRET).send(MESSAGE)
    assert refusal.value.params == {"status": 400, "reason": ""}


@pytest.mark.parametrize("at", ["2026-11-24T03:12:05", "0001-01-01T00:00:00+14:00", None])
def test_a_yes_without_a_time_that_can_be_used_is_a_yes(at: str | None) -> None:
    body = json.dumps({"state": "answered", "key": "1", "text": "\ud800", "at": at}).encode()
    with listening(lambda _: (200, {}, body)) as provider:
        assert HttpGateway(provider.url, SECRET).known("A1") == Known(AttemptState.ANSWERED, "1", "?", None)


def test_a_redirect_is_not_followed_for_the_secret_and_the_number_would_go_along() -> None:
    with listening() as elsewhere:
        away = {"Location": f"{elsewhere.url}/v1/messages"}
        with listening(lambda _: (307, away, b"")) as provider, pytest.raises(Unreachable):
            HttpGateway(provider.url, SECRET).send(MESSAGE)
        assert elsewhere.heard == []


def test_a_dropped_connection_is_tried_again_and_the_next_message_gets_through() -> None:
    answers = iter([None, (202, {}, b"{}")])
    with listening(lambda _: next(answers)) as provider:
        gateway = HttpGateway(provider.url, SECRET)
        with pytest.raises(Unreachable):
            gateway.send(MESSAGE)
        gateway.send(MESSAGE)
        assert [heard.headers["Idempotency-Key"] for heard in provider.heard] == ["A31-2", "A31-2"]


def test_who_does_not_answer_in_time_is_tried_again() -> None:
    asked_enough = threading.Event()

    def slow(_: Heard) -> None:
        asked_enough.wait(10)

    with listening(slow) as provider:
        with pytest.raises(Unreachable):
            HttpGateway(provider.url, SECRET, read_s=0.1).send(MESSAGE)
        asked_enough.set()


def test_where_nobody_listens_it_is_tried_again_and_the_error_names_neither_secret_nor_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreachable) as error:
        HttpGateway(f"http://127.0.0.1:{port}", SECRET).send(MESSAGE)
    told = f"{error.value!r} {error.value.__cause__!r} {caplog.text} {HttpGateway('http://gateway.example', SECRET)!r}"
    assert SECRET not in told
    assert MESSAGE.to not in told


def test_a_gateway_that_cannot_prove_its_name_is_told_nothing(tmp_path: Path) -> None:
    with listening(lambda _: (202, {}, b"{}"), tls=self_signed(tmp_path)) as provider:
        with pytest.raises(Unreachable):
            HttpGateway(provider.url.replace("http:", "https:"), SECRET).send(MESSAGE)
        assert provider.heard == []


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins.replace(year=2036))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "gateway.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(private + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_one_gateway_serves_many_threads() -> None:
    with listening(lambda _: (202, {}, b"{}")) as provider:
        gateway = HttpGateway(provider.url, SECRET)
        threads = [
            threading.Thread(target=gateway.send, args=(replace(MESSAGE, id=f"A{number}"),)) for number in range(50)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ids = sorted(json.loads(heard.body)["id"] for heard in provider.heard)
    assert ids == sorted(f"A{number}" for number in range(50))


def test_what_is_known_of_a_message_whose_receipt_was_lost() -> None:
    answered = {"id": "A/1 2", "state": "answered", "key": "1", "text": None, "at": "2026-11-24T03:12:05.000000Z"}
    bodies = iter([json.dumps(answered), json.dumps({"id": "A/1 2", "state": "accepted"})])
    with listening(lambda _: (200, {}, next(bodies).encode())) as provider:
        gateway = HttpGateway(provider.url, SECRET)
        at = datetime(2026, 11, 24, 3, 12, 5, tzinfo=UTC)
        assert gateway.known("A/1 2") == Known(AttemptState.ANSWERED, "1", None, at)
        assert gateway.known("A/1 2") == Known(AttemptState.HANDED, None, None, None)
        assert provider.heard[0].path == "/v1/messages/A%2F1%202"
    with listening(lambda _: (404, {}, b"{}")) as provider:
        assert HttpGateway(provider.url, SECRET).known("A1") is None


@pytest.mark.parametrize(("status", "body"), [(503, "{}"), (200, ""), (200, '{"state": "gone fishing"}'), (401, "{}")])
def test_an_answer_that_says_nothing_leaves_it_unknown(status: int, body: str) -> None:
    with listening(lambda _: (status, {}, body.encode())) as provider, pytest.raises(Unreachable):
        HttpGateway(provider.url, SECRET).known("A1")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "gateway.example",
        "ftp://gateway.example",
        "file:///etc/passwd",
        "http://",
        "http://user:password@gateway.example",
        "http://gateway.example/?to=1",
        "http://gateway.example/#here",
        "http://gateway.example:port",
    ],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        HttpGateway(url, SECRET)
    assert (refusal.value.code, refusal.value.params) == ("bad_gateway_url", {})


@pytest.mark.parametrize("secret", ["", " ", "line\nbreak", "密钥", "trailing "])
def test_a_secret_that_is_no_header_is_refused_without_being_repeated(secret: str) -> None:
    with pytest.raises(Refused) as refusal:
        HttpGateway("https://gateway.example/sms", secret)
    assert (refusal.value.code, refusal.value.params) == ("bad_gateway_secret", {})
