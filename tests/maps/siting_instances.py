"""The published instances of the shared data, as matrices, with optima that others have proved."""

import csv
from pathlib import Path

import numpy as np

P_MEDIAN = {1: 5819, 2: 4093, 3: 4250, 4: 3034, 5: 1355}
P_CENTRE = {1: 127, 2: 98, 3: 93, 4: 74, 5: 48}
SJC_MCLP = {1: 5461, 2: 8790, 3: 11604, 4: 12106, 5: 12152}


def pmed(folder: Path, number: int) -> tuple[np.ndarray, int]:
    """Distances by Floyd, and p. An edge that repeats: the last one counts."""
    words = (folder / f"pmed{number}.txt").read_text().split()
    vertices, edges, p = map(int, words[:3])
    apart = np.full((vertices, vertices), np.inf)
    np.fill_diagonal(apart, 0)
    for start, end, length in np.array(words[3 : 3 + 3 * edges], int).reshape(-1, 3):
        apart[start - 1, end - 1] = apart[end - 1, start - 1] = length
    for via in range(vertices):
        apart = np.minimum(apart, apart[:, via : via + 1] + apart[via])
    return apart, p


def sao_jose(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Distances in metres and demands."""
    points = np.array((folder / "SJC324.txt").read_text().split()[1:], float).reshape(-1, 2)
    demand = np.array((folder / "demand-SJC324.dat").read_text().split(), float)
    return np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)), demand


def san_francisco(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Metres from each of 205 tracts to each of 16 stores, and the people of the tracts."""
    with (folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv").open(newline="") as file:
        pairs = list(csv.DictReader(file))
    rows = {name: at for at, name in enumerate(dict.fromkeys(pair["DestinationName"] for pair in pairs))}
    sites = {name: at for at, name in enumerate(dict.fromkeys(pair["name"] for pair in pairs))}
    apart, people = np.full((len(rows), len(sites)), np.inf), np.zeros(len(rows))
    for pair in pairs:
        apart[rows[pair["DestinationName"]], sites[pair["name"]]] = float(pair["distance"])
        people[rows[pair["DestinationName"]]] = float(pair["demand"])
    return apart, people
