"""The server: one gunicorn worker with many threads. It holds one board, and a thread for every open socket."""

import socket
import threading
from dataclasses import replace
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import click
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from dispatch import create_app
from dispatch.cli.city import progress_shown
from dispatch.cli.log import config_for, database_url
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.opening import board_log, open_store, settled
from dispatch.simulate.play import require_fictional
from dispatch.words import say
from maps.cities import City, city_from, is_complete

DEMO_CITY = "demo"
START_S = 120
GRACE_S = 3
"""What a request may still take after the order to stop. Killed later, it loses nothing that was acknowledged."""


@click.command()
@click.option("--city", "city_text", default="", help="An imported city's name, or an OpenStreetMap file.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--demo", is_flag=True, help="Fictional stations, people and duty where there are none, and their logins."
)
@click.option("--play", is_flag=True, help="With --demo: simulated calls, answers and journeys, until it is stopped.")
@database_url
def serve(city_text: str, port: int, host: str, demo: bool, play: bool, database_url: str) -> None:
    """Serve the console, the pages and the API of one city. Prints its address when it is ready."""
    config = replace(config_for(database_url), host=host, port=port, demo=demo, play=play)
    city = _city(city_text or config.city, config)
    # What can be refused is refused here, with a sentence, and not by a worker that starts again and again.
    _require_address(config)
    if demo:
        _require_local_gateway(config)
    config = settled(config, city)
    if play:
        _require_fictional(config)
    Server(replace(config, city=city.name)).run()


def _require_address(config: Config) -> None:
    try:
        socket.create_server((config.host, config.port)).close()
    except OSError as error:
        raise Refused("address_unusable", host=config.host, port=config.port, reason=error.strerror) from error


def _require_local_gateway(config: Config) -> None:
    """Made-up people have made-up numbers, which may be somebody's."""
    if not config.gateway_url:
        return
    host = urlsplit(config.gateway_url).hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if not local:
        raise Refused("demo_gateway_elsewhere", host=host)


def _require_fictional(config: Config) -> None:
    store = open_store(config)
    try:
        require_fictional(board_log(store).board(), demo=config.demo)
    finally:
        store.close()


def _city(text: str, config: Config) -> City:
    """Imported or made now, where somebody watches, and not while the server starts."""
    with progress_shown(config.language) as progress:
        if text == DEMO_CITY and not is_complete(DEMO_CITY, config.cities_dir):
            # Drawing a city is a thing of its own, that no other start of the server should wait for.
            from maps.demo_city import make

            return make(config.cities_dir, progress=progress)
        return city_from(text, config.cities_dir, progress=progress)


class Worker(ThreadWorker):
    """A thread that serves a socket ends only when the socket does, and gunicorn would wait for it: on the order to
    stop, the sockets are let go first. Their clients come back to the next server by themselves."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        # A signal handler must not wait for locks that the interrupted code may hold.
        threading.Thread(target=self.wsgi.let_go, daemon=True).start()  # type: ignore[attr-defined]
        super().handle_exit(sig, frame)


class Server(BaseApplication):
    """gunicorn without its command line. The app is made in the worker: threads do not survive a fork."""

    def __init__(self, config: Config) -> None:
        self._config = config
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "workers": 1,
            "worker_class": Worker,
            "threads": self._config.sockets + self._config.request_threads,
            "timeout": START_S,
            "graceful_timeout": GRACE_S,
            "post_worker_init": self._greet,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return create_app(self._config)

    def _greet(self, worker: Any) -> None:
        port = worker.sockets[0].getsockname()[1]
        click.echo(f"http://{_named(self._config.host)}:{port}")
        for one in worker.wsgi.office.demo_logins:
            role = say(f"role_name.{one.role}", self._config.language)
            click.echo(say("demo_login", self._config.language, role=role, login=one.login, password=one.password))
        if code := str(worker.wsgi.office.code):
            click.echo(say("setup_code", self._config.language, secret=code))


def _named(host: str) -> str:
    """Where this machine reaches it: "every address" is none to type into a browser."""
    try:
        return "127.0.0.1" if ip_address(host).is_unspecified else host
    except ValueError:
        return host
