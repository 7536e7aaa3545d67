"""JSON goes out small, and the same."""

import gzip
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from dispatch.web.principal import Role
from tests.web.grid import GridCentre

READ = ["/board", "/zones?minutes=5,10,15", "/circle"]


@pytest.mark.parametrize("path", READ)
def test_gzipped_it_says_the_same(centre: GridCentre, path: str) -> None:
    desk = centre.hand(Role.DISPATCHER)
    plain, small = desk.get(path), desk.get(path, Accept_Encoding="gzip, deflate, br")
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data) / 2
    said = gzip.decompress(small.data)
    if path == "/board":  # which tells the time
        assert len(said) == len(plain.data)
    else:
        assert said == plain.data


def test_short_answers_and_clients_that_do_not_take_it_get_them_plain(centre: GridCentre) -> None:
    desk = centre.hand(Role.DISPATCHER)
    for path, takes in (("/me", "gzip"), ("/board", "identity"), ("/board", "gzip;q=0"), ("/board", "br")):
        assert "Content-Encoding" not in desk.get(path, Accept_Encoding=takes).headers


def test_zones_that_are_the_same_still_cost_a_header(centre: GridCentre) -> None:
    desk = centre.hand(Role.DISPATCHER)
    first = desk.get("/zones", Accept_Encoding="gzip")
    assert first.headers["ETag"].startswith("W/")
    again = desk.get("/zones", Accept_Encoding="gzip", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")


def test_the_base_map_stays_in_pieces_of_its_own(centre: GridCentre) -> None:
    desk = centre.hand(Role.DISPATCHER)
    headers = {"Authorization": f"Bearer {desk.token}", "Range": "bytes=0-2047", "Accept-Encoding": "gzip"}
    piece = desk.client.get("/tiles/grid.pmtiles", headers=headers)
    assert (piece.status_code, piece.data[:7], "Content-Encoding" in piece.headers) == (206, b"PMTiles", False)
    piece.close()


def test_what_was_built_goes_out_as_its_gzipped_twin(centre: GridCentre, tmp_path: Path) -> None:
    script = "console.log(1);\n" * 200
    (tmp_path / "a.js").write_text(script)
    (tmp_path / "a.js.gz").write_bytes(gzip.compress(script.encode()))
    (tmp_path / "b.css").write_text("p {}")
    centre.app.static_folder = str(tmp_path)

    def ask(path: str, takes: str) -> TestResponse:
        with centre.app.test_client().get(path, headers={"Accept-Encoding": takes}) as answer:
            answer.get_data()
            return answer

    small, plain = ask("/static/a.js", "gzip"), ask("/static/a.js", "identity")
    assert gzip.decompress(small.data).decode() == plain.text == script
    assert (small.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("gzip", False)
    assert small.mimetype == plain.mimetype == "text/javascript"
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "max-age=31536000" in small.headers["Cache-Control"]
    assert small.headers["ETag"] != plain.headers["ETag"]
    assert ask("/static/b.css", "gzip").text == "p {}"
    assert ask("/static/..%2Fa.js", "gzip").status_code == 404
