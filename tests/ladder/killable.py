"""A server that is killed again and again and is back at once: everything is imported before, and each is a fork.

Run as a program: `python -m tests.ladder.killable PORT JSON`, the settings as fields of `Config`. Each line on stdin
asks for one server; its process id comes on stdout as soon as it listens, and "gone" when somebody has ended it.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from dispatch.config import Config

ROOT = Path(__file__).resolve().parents[2]


class Killable:
    """One server of a centre at `address`, at most, and the program that forks it."""

    def __init__(self, port: int, log: Path, **settings: Any) -> None:
        command = [sys.executable, "-m", "tests.ladder.killable", str(port), json.dumps(settings, default=str)]
        self.address = f"http://127.0.0.1:{port}"
        self._errors = log.open("a", encoding="utf-8")
        self._program = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True
        )
        self._pid: int | None = None

    def start(self) -> None:
        assert self._program.stdin is not None
        self._program.stdin.write("serve\n")
        self._program.stdin.flush()
        self._pid = int(self._line())

    def kill(self) -> None:
        """Without a word of warning; returns when it is gone."""
        assert self._pid is not None
        os.kill(self._pid, signal.SIGKILL)
        self._pid = None
        assert self._line() == "gone"

    def close(self) -> None:
        if self._pid is not None:
            self.kill()
        self._program.communicate(timeout=10)
        self._errors.close()

    def _line(self) -> str:
        assert self._program.stdout is not None
        line = self._program.stdout.readline().strip()
        assert line, f"the server ended: see {self._errors.name}"
        return line


def _serve(port: int, config: Config) -> None:
    from werkzeug.serving import make_server

    from dispatch.web.app import App

    app = App(config)
    server = make_server("127.0.0.1", port, app, threaded=True)
    print(os.getpid(), flush=True)  # noqa: T201
    server.serve_forever()


def main() -> None:
    import dispatch.web.app  # noqa: F401 - all that takes long, once

    port, settings = int(sys.argv[1]), json.loads(sys.argv[2])
    config = Config(**{**settings, "data_dir": Path(settings["data_dir"])})
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            _serve(port, config)
        os.waitpid(child, 0)
        print("gone", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
