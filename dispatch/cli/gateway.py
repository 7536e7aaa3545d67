"""The playing gateway, as a program of its own."""

import signal
import threading
from pathlib import Path

import click

from dispatch import clock
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.simulate.gateway.fate import Answers, Dice, read_answers
from dispatch.simulate.gateway.ledger import Ledger
from dispatch.simulate.gateway.server import Gateway
from dispatch.words import say

FILE = "gateway.jsonl"
SECRET = "playing-gateway"  # noqa: S105 - opens nothing but a program that plays


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed decides the same.")
@click.option(
    "--faults", type=click.FloatRange(0, 0.95), default=0.0, show_default=True, help="Share of what goes wrong."
)
@click.option("--answers", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON: who does what.")
@click.option(
    "--speed", type=click.FloatRange(0.1, 1000), default=1.0, show_default=True, help="Seconds of ringing in one."
)
@click.option(
    "--secret", help=f"What senders show and receipts are signed with; default the server's own, or {SECRET}."
)
@click.option("--callback", default="", help="Where receipts go for messages that name no place.")
@click.option("--file", type=click.Path(dir_okay=False, path_type=Path), help="What it remembers; default under data.")
def gateway(
    port: int,
    host: str,
    seed: int,
    faults: float,
    answers: Path | None,
    speed: float,
    secret: str | None,
    callback: str,
    file: Path | None,
) -> None:
    """Play a voice and SMS provider: nobody real is called. Prints its address when it is ready.

    A server uses it with FIFTEEN_GATEWAY_URL and FIFTEEN_GATEWAY_SECRET, and hears of receipts with
    FIFTEEN_GATEWAY_CALLBACK=http://…/api/v1/receipts, or with --callback here.

    --answers: {"shares": {"1": 0.5, "2": 0.2, "no_answer": 0.3}, "people": {"+8613800000001": "1"}}; outcomes are 1, 2,
    silent, no_answer, phone_off, busy, wrong_number, failed.
    """
    config = Config.from_env()
    told = read_answers(answers.read_bytes(), answers.name) if answers else Answers()
    remembered = file or config.data_dir / FILE
    secret = secret or config.gateway_secret or SECRET
    dice, ledger = Dice(seed, told, faults), Ledger(remembered)
    try:
        playing = Gateway((host, port), ledger, dice, clock.now, secret=secret, speed=speed, callback=callback)
    except OSError as error:
        raise Refused("address_unusable", host=host, port=port, reason=error.strerror) from error
    stopping = threading.Event()
    for order in (signal.SIGTERM, signal.SIGINT):
        signal.signal(order, lambda *_: stopping.set())
    playing.start()
    click.echo(f"http://{host}:{playing.server_address[1]}")
    click.echo(say("gateway_plays", config.language, file=remembered), err=True)
    stopping.wait()
    playing.close()
