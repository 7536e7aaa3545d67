"""What the browser's stories share: a desk in front of a console, a cable that can be cut, pixels."""

import base64
import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dispatch.web.auth import COOKIE
from dispatch.web.principal import Role
from tests.conftest import ROOT
from tests.web.grid import GridCentre

LOADED_MS = 20_000
SCREENSHOTS = ROOT / "build" / "screenshots"
SCENE = (104.0858, 30.6888)
"""Near 人民北路, in the middle of the extract: several stations can be there in time."""

# No library here reads PNG; the browser does. RGB, row by row, as base64.
PIXELS = """async (png) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let bytes = "";
  for (let i = 0; i < data.length; i += 4) bytes += String.fromCharCode(data[i], data[i + 1], data[i + 2]);
  return [image.width, image.height, btoa(bytes)];
}"""


class Desk:
    """One dispatcher, logged in, in front of the console at `address`."""

    def __init__(
        self, context: BrowserContext, address: str, *, language: str = "zh-CN", login: str = "demo-dispatcher"
    ) -> None:
        self.address = address
        self.asked: list[str] = []
        self.errors: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.call("POST", "/login", {"login": login, "password": "dispatcher-demo"})
        self.page.add_init_script(f"localStorage.setItem('fifteen.language', '{language}')")
        self.page.goto(address)
        expect(self.page.locator(".crew").first).to_be_visible()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The API, as this desk's own program would ask it."""
        answer = self.page.request.fetch(
            f"{self.address}/api/v1{path}",
            method=method,
            data=body,
            headers={"Origin": self.address},
            max_retries=2,  # a connection kept open may be closed by the server at that very moment
        )
        assert answer.ok, f"{method} {path}: {answer.status} {answer.text()}"
        return answer.json() if answer.text() else None

    def take_call(self, **more: Any) -> int:
        """A ready incident that another desk has taken."""
        lon, lat = SCENE
        call = {"type": "medical", "level": 2, "location": {"lon": lon, "lat": lat, "crs": "WGS84"}, **more}
        return int(self.call("POST", "/incidents", call)["id"])

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [row for row in self.call("GET", "/board")["rows"] if row["table"] == table]

    def in_queue(self, incident: int, *, language: str = "zh-CN") -> Any:
        words = {"zh-CN": f"{incident}号事件", "en": f"No. {incident}"}
        return self.page.locator(".queue-item", has=self.page.get_by_text(words[language], exact=True))

    def wait_for_map(self) -> None:
        expect(self.page.locator(".map-canvas")).to_have_attribute("aria-busy", "false", timeout=60_000)

    def shoot(self, name: str) -> None:
        shoot(self.page, name)


def shoot(page: Page, name: str) -> None:
    """Into `build/screenshots`, where the READMEs' pictures come from."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


@dataclass(frozen=True)
class Picture:
    """The map where nothing lies over it: `rgb` u4[height, width] as 0xRRGGBB, `x`, `y` of its corner on the page."""

    x: float
    y: float
    rgb: NDArray[np.uint32]

    def count(self, colour: str, *, within: int = 0) -> int:
        """Pixels that differ from `colour` by at most `within` in each channel: text is blended at its edges."""
        wanted = _channels(np.uint32(_number(colour)))
        return int((np.abs(_channels(self.rgb) - wanted) <= within).all(axis=-1).sum())

    def middle_of(self, colour: str) -> tuple[float, float]:
        """On the page: a pixel that has only its own colour around it, the nearest to the middle."""
        same = self.rgb == _number(colour)
        inner = np.logical_and.reduce([np.roll(same, step, axis=(0, 1)) for step in product((-1, 0, 1), repeat=2)])
        rows, columns = np.nonzero(inner[1:-1, 1:-1])
        assert len(rows) > 0, f"nothing on the map is {colour}"
        height, width = same.shape
        nearest = int(np.hypot(rows - height / 2, columns - width / 2).argmin())
        return self.x + float(columns[nearest]) + 1.5, self.y + float(rows[nearest]) + 1.5


def picture(desk: Desk) -> Picture:
    box = desk.page.locator(".map").bounding_box()
    assert box is not None
    # Below the layer buttons, above the legend, left of the zoom buttons.
    x, y = box["x"] + 10, box["y"] + 100
    clip = {"x": x, "y": y, "width": box["width"] - 80, "height": box["height"] - 160}
    png = base64.b64encode(desk.page.screenshot(clip=clip)).decode()  # type: ignore[arg-type]
    reader = desk.page.context.new_page()
    width, height, rgb = reader.evaluate(PIXELS, png)
    reader.close()
    red, green, blue = np.frombuffer(base64.b64decode(rgb), np.uint8).reshape(height, width, 3).astype(np.uint32).T
    return Picture(x, y, (red << 16 | green << 8 | blue).T.astype(np.uint32))


def _channels(rgb: NDArray[np.uint32] | np.uint32) -> NDArray[np.int64]:
    return np.stack([rgb >> 16, rgb >> 8 & 255, rgb & 255], axis=-1).astype(np.int64)


def _number(colour: str) -> int:
    return int(colour.removeprefix("#"), 16)


class Cable:
    """Carries bytes between a free port of its own (`address`) and the server, until it is cut."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._server = (str(parts.hostname), int(parts.port or 80))
        self._whole = True
        self._ends: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._whole = False
        for end in list(self._ends):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole = True

    def close(self) -> None:
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self._whole:
                    near.close()
                    continue
                far = socket.create_connection(self._server)
                self._ends |= {near, far}
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(source, target), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while some := source.recv(65_536):
                target.sendall(some)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            self._ends.discard(end)


@contextlib.contextmanager
def officers_page(
    browser: Browser, settings: dict[str, Any], centre: GridCentre, address: str, **whose: str
) -> Iterator[Page]:
    """`/duty` as S01's officer has it open, loaded; nothing may go wrong in it."""
    context = browser.new_context(**settings, locale="zh-CN")
    token = centre.office.accounts.issue(Role.DUTY_OFFICER, station="S01", **whose)
    context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(f"{address}/duty")
    expect(opened.locator("main.duty")).to_have_attribute("aria-busy", "false", timeout=LOADED_MS)
    yield opened
    assert errors == []
    context.close()
