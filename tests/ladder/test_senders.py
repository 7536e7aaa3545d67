"""Messages written to a file."""

import json
import stat
from pathlib import Path
from threading import Thread

from dispatch.ladder.model import Channel
from dispatch.ladder.senders import FileSender, Message


def message(ident: str) -> Message:
    return Message(
        ident, Channel.SMS, "15400000001", "十五分钟应急响应：医疗急救", keys={"1": "accept", "2": "decline"}
    )


def ids(file: Path) -> list[str]:
    return [json.loads(line)["message"] for line in file.read_text(encoding="utf-8").splitlines()]


def test_one_line_for_each_message_however_often_and_by_whichever_server(tmp_path: Path):
    file = tmp_path / "data" / "outbox.jsonl"
    one, other = FileSender(file), FileSender(file)
    for sender, ident in ((one, "a-1"), (other, "a-1"), (other, "a-2"), (one, "a-2"), (FileSender(file), "a-1")):
        sender.send(message(ident))
    assert ids(file) == ["a-1", "a-2"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text(encoding="utf-8").splitlines()[0])["keys"] == {"1": "accept", "2": "decline"}


def test_threads_of_two_servers_lose_nothing_and_repeat_nothing(tmp_path: Path):
    file = tmp_path / "outbox.jsonl"
    senders = [FileSender(file), FileSender(file)]

    def send(first: int) -> None:
        for number in range(first, first + 40):
            for sender in senders:
                sender.send(message(f"a-{number}"))

    threads = [Thread(target=send, args=(first,)) for first in (0, 20, 40, 60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ids(file)) == sorted(f"a-{number}" for number in range(100))
