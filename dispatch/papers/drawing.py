"""The two drawings of a paper, as PNG. Nothing is written in them but numbers: the machine may lack a Chinese font."""

import io
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from dispatch.papers.commission import Commission
from dispatch.papers.findings import Findings, ground
from dispatch.planning.model import Fate, Site
from dispatch.planning.survey import CURVE_MINUTES
from maps.roads import RoadNetwork
from maps.speeds import CLASSES

DPI = 200
PALE, COVERED, GAINED, LOST, BARE, INK = "#c9ced3", "#9fd3c7", "#00796b", "#8e24aa", "#d84315", "#1b2228"
CELLS = (("covered", "o", COVERED, 5), ("gained", "P", GAINED, 14), ("lost", "X", LOST, 18), ("bare", "s", BARE, 12))
"""What became of a cell, each with its own shape and colour."""
SITES = {
    Fate.KEPT: ("o", "white"),
    Fate.MOVED: ("D", "#ffd54f"),
    Fate.ADDED: ("*", "#ffd54f"),
    Fate.DROPPED: ("X", "white"),
}
MAIN_ROADS = ("motorway", "trunk", "primary", "secondary", "tertiary")
BARS_M = (10_000, 5_000, 2_000, 1_000, 500, 200)


def map_png(commission: Commission, findings: Findings, *, width_cm: float, height_cm: float) -> bytes:
    """Streets, what became of each cell that somebody lives in, and the sites. Cost on Milan: 1 s."""
    city, _, _ = ground(commission.cities, commission.city)
    figure, axes = _page(width_cm, height_cm)
    axes.set_axis_off()
    axes.set_aspect("equal")
    _draw_streets(axes, city.network)
    xy = city.network.project(commission.demand.lonlat)
    for which, (_, shape, colour, size) in zip(_fates(commission, findings), CELLS, strict=True):
        axes.scatter(xy[which, 0], xy[which, 1], s=size, marker=shape, color=colour, linewidths=0, zorder=2)
    _draw_sites(axes, city.network, commission.plan.sites)
    low, high = np.percentile(xy, 0.5, axis=0), np.percentile(xy, 99.5, axis=0)
    margin = 0.04 * float((high - low).max())
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    _draw_scale(axes, float(high[0] - low[0]))
    return _png(figure)


def curve_png(findings: Findings, minutes: float, *, width_cm: float, height_cm: float) -> bytes:
    """The share of people covered against minutes: today a broken line, the plan a whole one."""
    figure, axes = _page(width_cm, height_cm)
    axes.plot(CURVE_MINUTES, 100 * np.array(findings.curve_today), "--", color=INK, linewidth=1.2)
    axes.plot(CURVE_MINUTES, 100 * np.array(findings.curve_plan), "-", color=GAINED, linewidth=1.8)
    axes.axvline(minutes, color=BARE, linewidth=0.8, linestyle=":")
    axes.set_xlim(0, CURVE_MINUTES[-1])
    axes.set_ylim(0, 100)
    axes.set_xticks(range(0, 31, 5))
    axes.set_yticks(range(0, 101, 20), [f"{share}%" for share in range(0, 101, 20)])
    axes.tick_params(labelsize=7)
    axes.grid(color="#e3e6e8", linewidth=0.5)
    axes.spines[["top", "right"]].set_visible(False)
    return _png(figure)


def _fates(commission: Commission, findings: Findings) -> Sequence[NDArray[np.bool_]]:
    """Of each cell with somebody in it, in the order of `CELLS`."""
    before, after = findings.cover_today > 0, findings.cover_plan > 0
    lived_in = commission.demand.weight > 0
    return (
        before & after & lived_in,
        ~before & after & lived_in,
        before & ~after & lived_in,
        ~before & ~after & lived_in,
    )


def _draw_streets(axes: Axes, network: RoadNetwork) -> None:
    main = np.isin(np.array([one.highway for one in CLASSES])[network.edge_class], MAIN_ROADS)
    for which, colour, width in ((~main, "#e6e9ec", 0.25), (main, PALE, 0.7)):
        lines = [_line(network, edge) for edge in np.flatnonzero(which).tolist()]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=1))


def _line(network: RoadNetwork, edge: int) -> NDArray[np.float64]:
    return network.shape_xy[network.shape_start[edge] : network.shape_start[edge + 1]]


def _draw_sites(axes: Axes, network: RoadNetwork, sites: Sequence[Site]) -> None:
    for site in sites:
        [(x, y)] = network.project(np.array([[site.lon, site.lat]])).tolist()
        shape, fill = SITES[site.fate]
        size = 110 if site.fate is Fate.ADDED else 34
        axes.scatter([x], [y], s=size, marker=shape, color=fill, edgecolors=INK, linewidths=1.1, zorder=3)


def _draw_scale(axes: Axes, span_m: float) -> None:
    """A bar of a round length and an arrow to the north."""
    bar_m = next((one for one in BARS_M if one <= span_m / 4), BARS_M[-1])
    left, right = axes.get_xlim()
    share = bar_m / (right - left)
    label = f"{bar_m // 1000} km" if bar_m >= 1000 else f"{bar_m} m"
    axes.plot([0.03, 0.03 + share], [0.03, 0.03], color=INK, linewidth=2, transform=axes.transAxes)
    axes.text(0.03, 0.04, label, fontsize=7, color=INK, transform=axes.transAxes)
    arrow = {"arrowstyle": "-|>", "color": INK}
    axes.annotate("N", (0.965, 0.985), (0.965, 0.9), "axes fraction", ha="center", fontsize=8, arrowprops=arrow)


def _page(width_cm: float, height_cm: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width_cm / 2.54, height_cm / 2.54), dpi=DPI, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.add_subplot()


def _png(figure: Figure) -> bytes:
    body = io.BytesIO()
    figure.savefig(body, format="png", metadata={"Software": None})
    return body.getvalue()
