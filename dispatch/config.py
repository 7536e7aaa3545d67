"""Settings of one centre. Nothing else reads the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = "fifteen.sqlite"


@dataclass(frozen=True, slots=True)
class Config:
    """One deployment: one database, one city.

    `data_dir` holds the cities, the embedded database and the key that seals particulars; `particulars_key`
    (Fernet, 32 bytes in URL-safe base64) overrides the key file where several servers share one database. Each open
    console holds one of `sockets` threads; `request_threads` are kept for everything else. `nominatim_url` and
    `overpass_url` are asked when a city is imported by its name; empty, the public ones. `phone`: what volunteers ring
    to reach the centre; empty, their station's own. `dask`: the scheduler to which
    long work goes; empty, to processes of this machine. `gateway_url` carries voice calls and text messages and shares
    `gateway_secret` with us; empty, they are written to `outbox`. Receipts go to `gateway_callback`, or where the
    gateway is set up to send them.
    """

    data_dir: Path = ROOT / "data"
    database_url: str = ""
    city: str = "demo"
    host: str = "127.0.0.1"
    port: int = 8000
    particulars_key: str = ""
    language: str = "zh-CN"
    demo: bool = False
    play: bool = False
    secure_cookies: bool = False
    sockets: int = 200
    request_threads: int = 64
    nominatim_url: str = ""
    overpass_url: str = ""
    gateway_url: str = ""
    gateway_secret: str = ""
    gateway_callback: str = ""
    phone: str = ""
    dask: str = ""

    @property
    def cities_dir(self) -> Path:
        return self.data_dir / "cities"

    @property
    def outbox(self) -> Path:
        """Where messages are written that no gateway carries."""
        return self.data_dir / "outbox.jsonl"

    @property
    def serving(self) -> Path:
        """Where the name of the embedded database that was served last is written."""
        return self.data_dir / "serving"

    @property
    def embedded(self) -> Path:
        """The embedded database that was served last."""
        return self.data_dir / (self.serving.read_text(encoding="utf-8") if self.serving.exists() else EMBEDDED)

    @property
    def url(self) -> str:
        """SQLAlchemy URL; without one, the embedded database."""
        return self.database_url or f"sqlite:///{self.embedded}"

    @classmethod
    def from_env(cls) -> "Config":
        env = os.environ
        return cls(
            data_dir=Path(env.get("FIFTEEN_DATA", str(ROOT / "data"))),
            database_url=env.get("FIFTEEN_DATABASE_URL", ""),
            city=env.get("FIFTEEN_CITY", "demo"),
            particulars_key=env.get("FIFTEEN_PARTICULARS_KEY", ""),
            language="en" if (env.get("LC_ALL") or env.get("LANG") or "zh").startswith("en") else "zh-CN",
            secure_cookies=env.get("FIFTEEN_HTTPS", "") == "1",
            sockets=int(env.get("FIFTEEN_SOCKETS", "200")),
            nominatim_url=env.get("FIFTEEN_NOMINATIM_URL", ""),
            overpass_url=env.get("FIFTEEN_OVERPASS_URL", ""),
            gateway_url=env.get("FIFTEEN_GATEWAY_URL", ""),
            gateway_secret=env.get("FIFTEEN_GATEWAY_SECRET", ""),
            gateway_callback=env.get("FIFTEEN_GATEWAY_CALLBACK", ""),
            phone=env.get("FIFTEEN_PHONE", ""),
            dask=env.get("FIFTEEN_DASK", ""),
        )
