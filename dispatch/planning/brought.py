"""Demand that planners brought as files, kept by its content beside the database: places, weights and short names."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np

from dispatch.clock import stamp
from dispatch.errors import NotFound, Refused
from maps.demand.model import Demand, Remark, Source
from maps.errors import BadInput

MOST_KEPT = 60
NAME_CHARACTERS = 24
LONG_NUMBER = re.compile(r"\d{8,}")
"""A telephone or a personal number, which does not belong into a plan."""
IDENT = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, eq=False)
class Brought:
    """`id` comes from the content, the reference system that was chosen for it, and the city. `file`: as it was
    called."""

    id: str
    file: str
    crs: str | None
    at: datetime
    demand: Demand


class DemandFiles:
    """One city's, in a folder of their own. Nothing here is changed once it is there."""

    def __init__(self, folder: Path, city: str) -> None:
        self._folder = folder / city
        self._city = city
        self._opened = lru_cache(maxsize=MOST_KEPT)(self._open)

    def ident(self, content: bytes, crs: str | None) -> str:
        return sha256(f"{self._city}\n{crs or ''}\n".encode() + content).hexdigest()[:16]

    def keep(self, ident: str, file: str, crs: str | None, demand: Demand, *, at: datetime) -> Brought:
        """Refuses where too many are kept (`demand_files_full`)."""
        if len(self.known()) >= MOST_KEPT:
            raise Refused("demand_files_full", most=MOST_KEPT)
        self._folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(_told(file, crs, demand, at), ensure_ascii=False, separators=(",", ":"))
        with NamedTemporaryFile("w", encoding="utf-8", dir=self._folder, suffix=".part", delete=False) as part:
            part.write(text)
        Path(part.name).replace(self._file(ident))  # whoever reads meanwhile sees all of it or nothing
        return self._opened(ident)

    def known(self) -> list[str]:
        """The last first."""
        kept = [file for file in self._folder.glob("*.json") if IDENT.fullmatch(file.stem)]
        return [file.stem for file in sorted(kept, key=lambda file: (file.stat().st_mtime, file.stem), reverse=True)]

    def has(self, ident: str) -> bool:
        return IDENT.fullmatch(ident) is not None and self._file(ident).is_file()

    def find(self, ident: str) -> Brought:
        """BadInput where it was taken away (`demand_file_gone`): a plan may outlive its file."""
        if not self.has(ident):
            raise BadInput("demand_file_gone", file=ident)
        try:
            return self._opened(ident)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise BadInput("demand_file_gone", file=ident) from problem

    def remove(self, ident: str) -> None:
        if not self.has(ident):
            raise NotFound("demand_file", ident)
        self._file(ident).unlink(missing_ok=True)

    def _file(self, ident: str) -> Path:
        return self._folder / f"{ident}.json"

    def _open(self, ident: str) -> Brought:
        kept = json.loads(self._file(ident).read_text(encoding="utf-8"))
        lonlat, weight, area_km2, street_km = (
            np.array(kept[name], np.float64) for name in ("lonlat", "weight", "area_km2", "street_km")
        )
        remarks = tuple(Remark(code, count, tuple(names), params) for code, count, names, params in kept["remarks"])
        demand = Demand(
            Source(kept["source"]),
            lonlat.reshape(-1, 2),
            weight,
            area_km2,
            street_km,
            tuple(kept["names"]),
            remarks,
            kept["cell_m"],
        )
        return Brought(ident, kept["file"], kept["crs"], datetime.fromisoformat(kept["at"]), demand)


def _told(file: str, crs: str | None, demand: Demand, at: datetime) -> dict[str, object]:
    return {
        "file": file,
        "crs": crs,
        "at": stamp(at),
        "source": demand.source,
        "lonlat": demand.lonlat.round(7).tolist(),
        "weight": demand.weight.tolist(),
        "area_km2": demand.area_km2.tolist(),
        "street_km": demand.street_km.tolist(),
        "names": [_short(name) for name in demand.names],
        "remarks": [(one.code, one.count, [_short(name) for name in one.names], one.params) for one in demand.remarks],
        "cell_m": demand.cell_m,
    }


def _short(name: str) -> str:
    return LONG_NUMBER.sub("…", name)[:NAME_CHARACTERS]
