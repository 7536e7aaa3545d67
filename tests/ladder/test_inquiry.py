"""A yes whose receipt was lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dispatch.board import Board
from dispatch.ladder import rules
from dispatch.ladder.http_gateway import HttpGateway
from dispatch.ladder.inquiry import Inquiry
from dispatch.ladder.model import Answer, Attempt, AttemptState, Channel
from dispatch.simulate.gateway.fate import Answers, Dice
from dispatch.simulate.gateway.ledger import Ledger
from dispatch.simulate.gateway.model import Outcome
from dispatch.simulate.gateway.server import Gateway
from tests.web.grid import Clock, GridCentre, call, import_grid

SECRET = "playing"


@contextmanager
def gateway_without_receipts(folder: Path, clock: Clock) -> Iterator[str]:
    """Everybody presses 1, and nobody says where that is to be told."""
    dice = Dice(1, Answers({Outcome.ONE: 1.0}))
    gateway = Gateway(("127.0.0.1", 0), Ledger(folder / "gateway.jsonl"), dice, clock, secret=SECRET)
    gateway.start()
    try:
        yield f"http://127.0.0.1:{gateway.server_address[1]}"
    finally:
        gateway.close()


def called(board: Board) -> Attempt | None:
    """The call for the alert, once it was handed over."""
    attempts = [one for one in board.ladder.attempts.values() if one.incident and one.channel is Channel.VOICE]
    return attempts[0] if attempts and attempts[0].handed_at else None


@pytest.mark.parametrize("half_told", [False, True], ids=["receipt lost", "killed half-way through it"])
def test_the_gateway_is_asked_about_what_nothing_was_heard_of_and_the_lost_yes_counts(
    tmp_path: Path, half_told: bool
) -> None:
    clock = Clock()
    with gateway_without_receipts(tmp_path, clock) as url:
        centre = GridCentre(
            tmp_path / "centre", import_grid(tmp_path), people=1, now=clock, gateway_url=url, gateway_secret=SECRET
        )
        log, inquiry = (
            centre.office.log,
            Inquiry(centre.office.log, centre.office.ladder, HttpGateway(url, SECRET), clock),
        )
        hand = centre.hand()
        incident = hand.post("/incidents", call()).json["id"]
        hand.post(f"/incidents/{incident}/alerts", {"volunteers": ["V01"]})
        board, seq = log.view()
        while called(board) is None:
            assert log.wait(seq, 10) > seq
            board, seq = log.view()
        if half_told:
            with log.writing(by="test") as tx:
                [half] = rules.result(board, called(board).id, AttemptState.ANSWERED, answer=Answer.ACCEPT)[:1]
                tx.append([half], at=clock())
        assert inquiry.look() == 0
        clock.forward(29.9)
        assert inquiry.look() == 0
        clock.forward(30)
        unheard = Inquiry(log, centre.office.ladder, HttpGateway("http://127.0.0.1:1", SECRET), clock)
        assert unheard.look() >= 1
        assert unheard.look() == 0  # not at once again
        inquiry.look()
        board = log.board()
        centre.close()
    attempt = called(board)
    assert attempt is not None
    assert (attempt.state, attempt.answer) == (AttemptState.ANSWERED, Answer.ACCEPT)
    (assignment,) = board.incidents.assignments.values()
    assert assignment.volunteer == "V01"
