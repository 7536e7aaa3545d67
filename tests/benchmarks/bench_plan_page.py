"""A station is dragged on the planning page: from the request to the new figures over HTTP, by a served city."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import numpy as np

from dispatch.web.principal import Role
from maps.speeds import Mode
from tests.benchmarks.cities import BUILD, benched
from tests.serving import served

NAME = "plan_page"
ALLOWED_S = 0.2
MOVES, STEP_DEG = 100, 0.0005


def main() -> dict[str, Any]:
    return {"one station moved, request to answer": [row for city in ("milan", "chengdu") for row in rows(city)]}


def rows(city: str) -> list[dict[str, Any]]:
    benched(city)
    with TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "cities").symlink_to(BUILD / "cities")
        with served(data, city, "--demo") as server, server.client(server.token(Role.PLANNER)) as client:
            return [row(client, city, mode) for mode in Mode]


def row(client: httpx.Client, city: str, mode: Mode) -> dict[str, Any]:
    """Each move is to a place where no station stood before, one station after the other."""
    sites = client.get("/planning/today").raise_for_status().json()["sites"]
    question = {"mode": str(mode)}
    first_s, told = timed(client, question, sites)
    spent = []
    for move in range(MOVES):
        one = sites[move % len(sites)]
        one["lon"] = round(one["lon"] + STEP_DEG * (1 + move // len(sites)), 6)
        spent.append(timed(client, question, sites)[0])
    return {
        "city": city,
        "mode": str(mode),
        "cells": len(told["cover"]),
        "stations": len(sites),
        "first s": first_s,
        "p50 s": float(np.median(spent)),
        "p99 s": float(np.quantile(spent, 0.99)),
        "allowed s": ALLOWED_S,
    }


def timed(client: httpx.Client, question: dict[str, Any], sites: list[dict[str, Any]]) -> tuple[float, Any]:
    begun = time.perf_counter()
    answer = client.post("/planning/coverage", json={"question": question, "sites": sites})
    return time.perf_counter() - begun, answer.raise_for_status().json()
