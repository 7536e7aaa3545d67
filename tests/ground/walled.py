"""The grid town with one walled compound in a block of it, 虚构苑, drawn so that every distance can be said by heart.

Around column 3 and row 2, metres from the street corner south-west of it (200 m to the next corner, east and north):

    wall    a square from 30 to 170
    南门     (100, 30), lift gate, cars shut out; a driveway from the street (100, 0) through it to (100, 100)
    东门     (170, 100), on foot, 06:00-22:00; a footway from the street (200, 100) through it to (100, 100)
    1栋      a house of eleven storeys, its walls from (60, 110) to (90, 130); nothing leads to it but open ground
"""

from pathlib import Path

from maps.cities import City, import_city, write_compounds, write_network
from tests.web.grid import SIZE, STEP_LAT, STEP_LON, corner, write_osm

COLUMN, ROW = 3, 2


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Of the compound's block, to a millionth of a degree; a block is 200 m to within a metre."""
    lon, lat = corner(COLUMN, ROW)
    return round(lon + east_m / 200 * STEP_LON, 7), round(lat + north_m / 200 * STEP_LAT, 7)


NODES = {
    1001: at(30, 30), 1002: at(170, 30), 1003: at(170, 170), 1004: at(30, 170),
    1011: at(100, 30), 1012: at(170, 100), 1013: at(100, 100),
    1021: at(60, 110), 1022: at(90, 110), 1023: at(90, 130), 1024: at(60, 130),
    1031: at(100, 0), 1032: at(200, 100),
}  # fmt: skip
SIGNS = {
    1011: {"barrier": "lift_gate", "motor_vehicle": "private", "bicycle": "no", "name": "南门"},
    1012: {"barrier": "gate", "bicycle": "no", "opening_hours": "06:00-22:00", "name": "东门"},
}
WAYS = {
    501: ([1001, 1011, 1002, 1012, 1003, 1004, 1001], {"landuse": "residential", "barrier": "wall", "name": "虚构苑"}),
    502: ([1021, 1022, 1023, 1024, 1021], {"building": "apartments", "building:levels": "11"}),
    503: ([1031, 1011, 1013], {"highway": "service"}),
    504: ([1032, 1012, 1013], {"highway": "footway"}),
}


def write(path: Path, *, walled: bool = True) -> Path:
    """The grid with the compound; `walled` False: the same without its wall's tag."""
    text = write_osm(path).read_text(encoding="utf-8")
    # The streets meet the ways to the gates in a point of their own.
    south, east = 1 + ROW * SIZE + COLUMN, 1 + ROW * SIZE + COLUMN + 1
    text = text.replace(
        f'<nd ref="{south}"/><nd ref="{south + 1}"/>', f'<nd ref="{south}"/><nd ref="1031"/><nd ref="{south + 1}"/>', 1
    )
    text = text.replace(
        f'<nd ref="{east}"/><nd ref="{east + SIZE}"/>',
        f'<nd ref="{east}"/><nd ref="1032"/><nd ref="{east + SIZE}"/>',
        1,
    )
    nodes = "".join(
        f'<node id="{ident}" lon="{lon}" lat="{lat}">{_tags(SIGNS.get(ident, {}))}</node>'
        for ident, (lon, lat) in NODES.items()
    )
    ways = "".join(
        f'<way id="{ident}">{"".join(f"<nd ref={chr(34)}{node}{chr(34)}/>" for node in points)}'
        f"{_tags({key: value for key, value in tags.items() if walled or key != 'barrier'})}</way>"
        for ident, (points, tags) in WAYS.items()
    )
    head, tail = text.split("<way", 1)
    path.write_text(head + nodes + "<way" + tail.replace("</osm>", ways + "</osm>"), encoding="utf-8")
    return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())


def imported(folder: Path, *, walled: bool = True) -> City:
    folder.mkdir(parents=True, exist_ok=True)
    name = "walled" if walled else "open"
    source = write(folder / f"{name}.osm", walled=walled)
    return import_city(source, name=name, root=folder / "cities", layers=(write_network, write_compounds))
