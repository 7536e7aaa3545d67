"""A stream of calls from a file: what is wrong is counted and named."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.errors import Refused
from dispatch.incidents.model import IncidentType
from dispatch.simulate.calls import blocks, read_calls
from maps.cities import City
from tests.web.grid import corner

LON, LAT = corner(3, 3)
HERE = f"{LON},{LAT}"


def lines(*rows: str) -> list[str]:
    return ["at,type,lon,lat\n", *(f"{row}\n" for row in rows)]


def test_types_of_an_emergency_line_become_ours_and_times_are_the_citys_own(grid: City) -> None:
    stream = read_calls(
        lines(
            f"2015-12-10 17:40:00,EMS: FALL VICTIM,{HERE}",
            f"2015-12-10T09:45:00Z,Fire: GAS-ODOR/LEAK,{HERE}",
            f"2015-12-10 17:50:00,Traffic: VEHICLE ACCIDENT -,{HERE}",
            f"2015-12-10 18:00:00,psychological,{HERE}",
        ),
        grid,
    )
    assert [(one.at, one.call.type) for one in stream.arrivals] == [
        (datetime(2015, 12, 10, 9, 40, tzinfo=UTC), IncidentType.MEDICAL),
        (datetime(2015, 12, 10, 9, 45, tzinfo=UTC), IncidentType.FIRE),
        (datetime(2015, 12, 10, 9, 50, tzinfo=UTC), IncidentType.TRAFFIC),
        (datetime(2015, 12, 10, 10, 0, tzinfo=UTC), IncidentType.PSYCHOLOGICAL),
    ]
    assert stream.told()["dropped"] == {}


def test_what_cannot_be_used_is_counted_by_reason_with_its_lines(grid: City) -> None:
    stream = read_calls(
        lines(
            f"2015-12-10 17:40:00,EMS: A,{HERE}",
            f"2015-12-10 17:30:00,EMS: B,{HERE}",
            f"2015-12-10 17:50:00,Police: C,{HERE}",
            "2015-12-10 17:50:00,EMS: D,abc,30.66",
            "2015-12-10 17:50:00,EMS: E,nan,30.66",
            "2015-12-10 17:50:00,EMS: F,999,30.66",
            "2015-12-10 17:50:00,EMS: G",
            "2015-12-10 17:50:00,EMS: H,104.9,30.66",
            f"soon,EMS: I,{HERE}",
            f",EMS: J,{HERE}",
            f"0001-01-01 00:00:00,EMS: K,{HERE}",
        ),
        grid,
    )
    assert stream.told() == {
        "read": 11,
        "used": 2,
        "out_of_order": 1,
        "dropped": {"unknown_type": 1, "bad_coordinates": 4, "outside_city": 1, "bad_time": 3},
        "dropped_lines": {
            "unknown_type": [4],
            "bad_coordinates": [5, 6, 7, 8],
            "bad_time": [10, 11, 12],
            "outside_city": [9],
        },
        "unknown_types": {"Police: C": 1},
    }
    assert [one.at.minute for one in stream.arrivals] == [30, 40]


def test_a_quote_that_is_never_closed_takes_its_own_line_alone(grid: City) -> None:
    stream = read_calls(
        lines(
            f'2015-12-10 17:40:00,"EMS: A,{HERE}',
            f'2015-12-10 17:41:00,"EMS: B, C",{HERE}',
            "",
            "2015-12-10 17:42:00," + "x" * 200_000,
            f"2015-12-10 17:43:00,EMS: D,{HERE},more",
        ),
        grid,
    )
    assert [one.at.minute for one in stream.arrivals] == [41, 43]
    told = stream.told()
    assert (told["read"], told["dropped"]) == (4, {"bad_coordinates": 1, "bad_time": 1})
    assert told["dropped_lines"] == {"bad_coordinates": [2], "bad_time": [5]}


def test_a_moment_at_the_end_of_the_calendar_is_no_time_of_a_call(grid: City) -> None:
    stream = read_calls(lines(f"9999-12-31 23:00:00,EMS: A,{HERE}", f"2015-12-10 17:43:00,EMS: D,{HERE}"), grid)
    assert (len(stream.arrivals), stream.told()["dropped"]) == (1, {"bad_time": 1})


def test_a_file_without_the_columns_is_refused_by_their_names(grid: City) -> None:
    with pytest.raises(Refused, match=r"call_columns_missing columns=lat, lon"):
        read_calls(["at,type,place\n"], grid)


def test_blocks_are_whole_stretches_of_days(grid: City) -> None:
    begin = datetime(2015, 12, 10, tzinfo=UTC)
    hours = [0, 47, 48, 95, 96, 100]
    stream = read_calls(lines(*(f"{begin + timedelta(hours=one)},EMS: A,{HERE}" for one in hours)), grid)
    assert [len(block) for block in blocks(stream.arrivals, 2)] == [2, 2]
    assert [len(block) for block in blocks(stream.arrivals, None)] == [6]
    assert [len(block) for block in blocks(stream.arrivals, 30)] == [6]
    assert blocks([], 2) == [[]]
