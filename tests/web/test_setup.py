"""The first run: one administrator by the printed code, then what a centre still lacks, and records from files."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dispatch.cli.log import backup
from dispatch.config import Config
from dispatch.errors import Refused
from dispatch.log.backup import Backup, last_backup, note
from dispatch.log.dialects import open_database
from dispatch.web.accounts import Accounts
from dispatch.web.app import App
from dispatch.web.channels import Channel
from dispatch.web.firstrun import SetUpCode
from dispatch.web.principal import Role
from dispatch.web.records import FILE_BYTES
from dispatch.words import LANGUAGES, catalogue
from tests.conftest import ROOT
from tests.web.grid import Clock, GridCentre, Hand, corner

ROOT_LOGIN = {"login": "root", "password": "correct horse"}
PEOPLE = "编号,姓名,手机,队伍,所属站点\n"
GOOD = "P1,王琳,13800001234,医疗救护,S01\n"


def problem(answer: TestResponse) -> tuple[int, str]:
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.json["code"]


@pytest.fixture
def admin(centre: GridCentre) -> Hand:
    return centre.hand(Role.ADMIN)


@pytest.fixture
def browser(centre: GridCentre) -> FlaskClient:
    return centre.app.test_client()


def send(hand: Hand, what: str, content: bytes | str, query: str = "", **headers: str) -> TestResponse:
    body = content.encode() if isinstance(content, str) else content
    sent = {"Authorization": f"Bearer {hand.token}", "Content-Type": "application/octet-stream"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return hand.client.post(f"/api/v1/records/{what}{query}", data=body, headers=sent | named)


class TestTheFirstAdministrator:
    def create(self, browser: FlaskClient, code: str, **more: str) -> TestResponse:
        return browser.post("/api/v1/setup/administrator", json={"code": code, **ROOT_LOGIN, **more})

    def test_whoever_opens_the_first_page_is_led_to_the_set_up(self, browser: FlaskClient) -> None:
        assert browser.get("/").headers["Location"] == "/setup"
        assert '"first_run": true' in browser.get("/setup").text

    def test_the_code_makes_one_administrator_who_is_logged_in(self, centre: GridCentre, browser: FlaskClient) -> None:
        code = str(centre.office.code)
        assert re.fullmatch(r"(?:[2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", code)
        made = self.create(browser, code)
        assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/accounts/root")
        assert made.json == {"login": "root", "role": "admin", "station": None, "volunteer": None}
        assert browser.get("/api/v1/me").json["by"] == "admin:root"
        assert browser.get("/").headers["Location"] == "/setup"
        assert "first_run" not in browser.get("/setup").text

    def test_it_works_once(self, centre: GridCentre, browser: FlaskClient) -> None:
        code = str(centre.office.code)
        self.create(browser, code)
        assert problem(self.create(browser, code, login="second")) == (409, "already_set_up")
        assert str(centre.office.code) == ""
        assert [one.login for one in centre.office.accounts.all()] == ["root"]
        assert centre.app.test_client().get("/setup").headers["Location"] == "/login"

    def test_it_may_be_typed_in_any_case_without_its_dashes(self, centre: GridCentre, browser: FlaskClient) -> None:
        typed = str(centre.office.code).replace("-", " ").lower()
        assert self.create(browser, typed).status_code == 201

    def test_of_many_at_once_with_the_code_one_is_made(self, centre: GridCentre) -> None:
        code, together, ends = str(centre.office.code), Barrier(8), []

        def create(number: int) -> None:
            together.wait()
            try:
                centre.office.code.create_administrator(code, f"root{number}", "correct horse")
                ends.append("made")
            except Refused as refusal:
                ends.append(refusal.code)

        threads = [Thread(target=create, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ends) == ["already_set_up"] * 7 + ["made"]
        assert len(centre.office.accounts.all()) == 1

    def test_another_code_makes_nobody(self, centre: GridCentre, browser: FlaskClient) -> None:
        for wrong in ("2222-2222-2222", "x", str(centre.office.code)[:-1]):
            assert problem(self.create(browser, wrong)) == (403, "wrong_setup_code")
        assert centre.office.accounts.all() == []

    def test_what_is_refused_leaves_the_code_alive(self, centre: GridCentre, browser: FlaskClient) -> None:
        code = str(centre.office.code)
        assert problem(self.create(browser, code, password="short")) == (422, "invalid")
        centre.office.accounts.create("root", "another one", Role.DISPATCHER)
        assert problem(self.create(browser, code)) == (409, "login_taken")
        assert self.create(browser, code, login="root2").status_code == 201

    def test_guessing_is_slowed_down(self, browser: FlaskClient) -> None:
        answers = [self.create(browser, f"{n:012}").status_code for n in range(11)]
        assert answers == [403] * 10 + [429]
        headers = {"Authorization": "Bearer 2222-2222-2222"}
        looks = [browser.get("/api/v1/setup", headers=headers).status_code for _ in range(11)]
        assert looks == [401] * 10 + [429]

    def test_with_the_code_one_sees_that_there_is_nobody_yet_and_nothing_else(
        self, centre: GridCentre, browser: FlaskClient
    ) -> None:
        shown = browser.get("/api/v1/setup", headers={"Authorization": f"Bearer {centre.office.code}"})
        assert shown.json == {"city": {"title": "grid"}, "administrator": {"state": "todo", "count": 0}}
        assert (
            browser.get("/api/v1/board", headers={"Authorization": f"Bearer {centre.office.code}"}).status_code == 401
        )

    def test_there_is_none_where_somebody_can_administer_already(self, centre: GridCentre) -> None:
        accounts: Accounts = centre.office.accounts
        accounts.create("root", "correct horse", Role.ADMIN)
        assert str(SetUpCode(accounts)) == ""
        accounts.disable("root")
        found = SetUpCode(accounts)
        assert found.pending
        accounts.create("other", "correct horse", Role.ADMIN)
        assert not found.opens(str(found))


class TestTheChecklist:
    def test_only_an_administrator_reads_it(self, centre: GridCentre) -> None:
        for role in set(Role) - {Role.ADMIN}:
            hand = centre.hand(role, station="S01", volunteer="V01")
            assert problem(hand.get("/setup")) == (401, "http_401")

    def test_each_step_says_what_is_on_record(self, centre: GridCentre, admin: Hand) -> None:
        centre.office.accounts.create("li", "correct horse", Role.DISPATCHER)
        told = admin.get("/setup").json
        states = {step: facts["state"] for step, facts in told.items()}
        assert states == {
            "city": "done",
            "administrator": "todo",  # a token is no account
            "stations": "done",
            "people": "done",
            "accounts": "done",
            "alarms": "attention",
            "backup": "todo",
            "key": "attention",
        }
        city = told["city"]
        assert (city["name"], city["nodes"], city["edges"], city["fictional"]) == ("grid", 64, 112, False)
        assert {mode: one["nodes"] for mode, one in city["modes"].items()} == {"walk": 64, "ebike": 64, "car": 64}
        assert told["stations"]["count"] == 2
        assert (told["people"]["count"], told["people"]["teams"]["medical"]) == (4, 4)
        assert told["people"]["without_phone"] == told["people"]["fictional"] == 0
        assert told["accounts"]["roles"]["dispatcher"] == 1
        assert told["key"]["file"] == "particulars.key"

    def test_a_centre_without_anything_has_all_to_do(self, tmp_path: Path, grid_cities: Path) -> None:
        (tmp_path / "cities").symlink_to(grid_cities)
        app = App(Config(data_dir=tmp_path, city="grid"))
        told = Hand(app, app.office.accounts.issue(Role.ADMIN)).get("/setup").json
        app.close()
        todo = {step for step, facts in told.items() if facts["state"] == "todo"}
        assert todo == {"administrator", "stations", "people", "accounts", "backup"}

    def test_a_backup_by_the_command_is_noted_with_what_it_holds(
        self, centre: GridCentre, admin: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("FIFTEEN_DATA", str(centre.office.config.data_dir))
        begun, events = centre.office.now(), centre.office.log.seq
        done = CliRunner().invoke(backup, [str(tmp_path / "centre.backup")], catch_exceptions=False)
        assert done.exit_code == 0
        told = admin.get("/setup").json["backup"]
        assert (told["state"], told["file"], told["events"]) == ("done", "centre.backup", events)
        noted = centre.office.last_backup()
        assert noted is not None
        assert timedelta(0) <= noted.at - begun < timedelta(minutes=1)

    @pytest.mark.parametrize("make", ["sqlite", "postgres"])
    def test_the_last_note_replaces_the_one_before(
        self, make: str, tmp_path: Path, request: pytest.FixtureRequest
    ) -> None:
        url = request.getfixturevalue("postgres_url") if make == "postgres" else f"sqlite:///{tmp_path / 'a.sqlite'}"
        database = open_database(url)
        with database.writing() as connection:
            connection.exec_driver_sql("CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        at = Clock()()
        for day in range(2):
            note(database, Backup(at + timedelta(days=day), f"第{day}日.backup", day))
        assert last_backup(database.engine) == Backup(at + timedelta(days=1), "第1日.backup", 1)
        database.close()

    def test_a_backup_of_the_day_before_yesterday_wants_attention(self, tmp_path: Path, grid_cities: Path) -> None:
        clock = Clock()
        centre = GridCentre(tmp_path / "centre", grid_cities, now=clock)
        note(open_database(centre.office.config.url), Backup(clock(), "f", 1))
        clock.forward(25 * 3600)
        assert centre.hand(Role.ADMIN).get("/setup").json["backup"]["state"] == "attention"
        centre.close()


class TestTheBanner:
    """The pages say in red that nobody is alarmed, until a channel has passed a test."""

    @pytest.fixture
    def pages(self, centre: GridCentre) -> Iterator[dict[str, FlaskClient]]:
        found = {}
        for path, role in (("/", Role.DISPATCHER), ("/v", Role.VOLUNTEER)):
            found[path] = centre.app.test_client()
            found[path].set_cookie("fifteen_session", centre.office.accounts.issue(role, volunteer="V01"))
        return found

    def start(self, pages: dict[str, FlaskClient]) -> list[bool]:
        texts = [client.get(path).text for path, client in pages.items()]
        found = [re.search(r'id="start">(.*?)</script>', text) for text in texts]
        return [json.loads(one[1])["alarms_leave"] for one in found if one]

    @pytest.mark.parametrize(
        ("channels", "leave"),
        [((), False), ((Channel("voice"),), False), ((Channel("voice"), Channel("sms", Clock()())), True)],
    )
    def test_pages_and_checklist_know_it_from_the_channels(
        self, centre: GridCentre, admin: Hand, pages: dict[str, FlaskClient], channels: Any, leave: bool
    ) -> None:
        centre.app.extensions["office"] = replace(centre.office, channels=lambda: channels)
        assert self.start(pages) == [leave, leave]
        told = admin.get("/setup").json["alarms"]
        assert told["state"] == ("done" if leave else "attention")
        assert [one["name"] for one in told["channels"]] == [one.name for one in channels]


class TestRecordsFromFiles:
    def test_a_dry_run_says_what_would_be_and_changes_nothing(self, centre: GridCentre, admin: Hand) -> None:
        before = centre.office.log.seq
        rows = PEOPLE + GOOD + "P2,赵明,999,医疗救护,S01\n,无号,,医疗救护,S01\n"
        told = send(admin, "people", rows, "?dry_run=true").json
        assert {key: told[key] for key in ("dry_run", "read", "good", "refused", "recorded")} == {
            "dry_run": True,
            "read": 3,
            "good": 1,
            "refused": 2,
            "recorded": 1,
        }
        assert [(one["row"], one["column"], one["reason"]) for one in told["bad"]] == [
            (3, "手机", "不是有效的电话号码"),
            (4, "编号", "不能为空"),
        ]
        assert centre.office.log.seq == before

    def test_good_rows_are_recorded_together_and_the_same_file_changes_nothing(
        self, centre: GridCentre, admin: Hand
    ) -> None:
        rows = PEOPLE + GOOD + "P2,赵明,999,医疗救护,S01\n"
        told = send(admin, "people", rows).json
        assert (told["good"], told["refused"], told["recorded"]) == (1, 1, 1)
        board = centre.office.log.board()
        assert board.people.volunteers["P1"].particulars.phone == "13800001234"
        assert "P2" not in board.people.volunteers
        assert centre.office.log.events(subject="volunteer:P1")[0].by == "token:admin"
        assert send(admin, "people", rows).json["recorded"] == 0

    def test_a_repeated_import_is_answered_alike_and_another_file_is_refused(self, admin: Hand) -> None:
        first = send(admin, "people", PEOPLE + GOOD, Idempotency_Key="k")
        again = send(admin, "people", PEOPLE + GOOD, Idempotency_Key="k")
        assert (first.status_code, first.json["recorded"]) == (200, 1)
        assert again.json == first.json
        other = send(admin, "people", PEOPLE + GOOD.replace("P1", "P3"), Idempotency_Key="k")
        assert problem(other) == (422, "key_reused")

    def test_a_file_without_a_good_row_is_a_problem_with_its_rows(self, centre: GridCentre, admin: Hand) -> None:
        before = centre.office.log.seq
        answer = send(admin, "people", PEOPLE + "P2,Zhao,999,医疗救护,S01\n", Accept_Language="en")
        assert problem(answer) == (422, "no_good_rows")
        assert answer.json["title"] == "Not one row can be imported. Nothing was changed"
        [wrong] = answer.json["errors"]
        assert (wrong["row"], wrong["column"], wrong["code"]) == (2, "手机", "not_a_phone")
        assert "phone" in wrong["reason"]
        assert wrong["value"] == "999****"
        assert centre.office.log.seq == before

    def test_stations_are_checked_against_the_city(self, centre: GridCentre, admin: Hand) -> None:
        (lon, lat), header = corner(3, 3), "编号,名称,经度,纬度,坐标系\n"
        there = f"N1,北站,{lon},{lat},WGS84\n"
        told = send(admin, "stations", header + there + "N2,远站,116.4,39.9,WGS84\n").json
        assert (told["recorded"], [one["code"] for one in told["bad"]]) == (1, ["outside_city"])
        assert centre.office.log.board().duty.stations["N1"].name == "北站"
        plain = "编号,名称,经度,纬度\n" + there.removesuffix(",WGS84\n") + "\n"
        assert problem(send(admin, "stations", plain)) == (422, "crs_missing")
        assert send(admin, "stations", plain, "?crs=WGS84&dry_run=true").json["good"] == 1

    def test_a_form_does_as_well_as_the_bare_file(self, admin: Hand) -> None:
        answer = admin.client.post(
            "/api/v1/records/people?dry_run=true",
            data={"file": (io.BytesIO((PEOPLE + GOOD).encode("gb18030")), "人员.csv")},
            headers={"Authorization": f"Bearer {admin.token}"},
        )
        assert answer.json["good"] == 1
        assert problem(send(admin, "people", b"")) == (422, "no_file_sent")

    @pytest.mark.parametrize("what", ["people", "stations"])
    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_template_comes_in_either_language_and_is_read_back_with_nothing_in_it(
        self, admin: Hand, what: str, kind: str, language: str
    ) -> None:
        sent = admin.get(f"/records/templates/{what}.{kind}?language={language}")
        assert sent.headers["Content-Disposition"] == f'attachment; filename="{what}.{kind}"'
        told = send(admin, what, sent.data, "?dry_run=true").json
        assert (told["read"], told["bad"], told["ignored_columns"]) == (0, [], [])

    def test_a_filled_template_is_taken(self, admin: Hand) -> None:
        book = openpyxl.load_workbook(io.BytesIO(admin.get("/records/templates/people.xlsx").data))
        sheet = book.worksheets[0]
        columns = {str(cell.value).rstrip("*"): cell.column for cell in sheet[1]}
        for title, value in {"编号": "P7", "姓名": "孙梅", "电话": 13800007777, "队伍": "信息联络"}.items():
            sheet.cell(3, columns[title], value)
        filled = io.BytesIO()
        book.save(filled)
        assert send(admin, "people", filled.getvalue()).json["recorded"] == 1

    def test_a_template_that_there_is_not_is_not_found(self, admin: Hand) -> None:
        for name in ("people.pdf", "..%2Fkey", "roster.csv"):
            assert admin.get(f"/records/templates/{name}").status_code == 404

    def test_a_file_that_is_too_large_is_not_read(self, admin: Hand) -> None:
        assert problem(send(admin, "people", b"x" * (FILE_BYTES + 1))) == (413, "http_413")
        assert problem(send(admin, "people", b"x" * 50_000_000)) == (413, "http_413")

    def test_elsewhere_the_limit_stays_as_it_was(self, admin: Hand) -> None:
        big = {"login": "a" * 300_000, "password": "p", "role": "admin"}
        assert problem(admin.post("/accounts", big)) == (413, "http_413")

    def test_nobody_real_is_recorded_beside_passwords_that_anybody_knows(
        self, tmp_path: Path, grid_cities: Path
    ) -> None:
        (tmp_path / "cities").symlink_to(grid_cities)
        app = App(Config(data_dir=tmp_path, city="grid", demo=True))
        hand = Hand(app, app.office.accounts.issue(Role.ADMIN))
        assert problem(send(hand, "people", PEOPLE + GOOD)) == (403, "records_in_demo")
        assert send(hand, "people", PEOPLE + GOOD, "?dry_run=true").json["good"] == 1
        told = hand.get("/setup").json
        assert {step for step, facts in told.items() if facts["state"] == "attention"} >= {"administrator", "people"}
        assert str(app.office.code) == ""
        app.close()


class TestAccounts:
    def test_they_are_listed_and_locked_but_not_ones_own(self, centre: GridCentre, browser: FlaskClient) -> None:
        accounts = centre.office.accounts
        accounts.create("root", "correct horse", Role.ADMIN)
        accounts.create("wang", "correct horse", Role.DUTY_OFFICER, station="S01")
        browser.post("/api/v1/login", json=ROOT_LOGIN)
        own = {"X-Requested-With": "fetch"}
        assert problem(browser.delete("/api/v1/accounts/root", headers=own)) == (409, "own_account")
        assert browser.delete("/api/v1/accounts/wang", headers=own).status_code == 204
        listed = browser.get("/api/v1/accounts").json["accounts"]
        assert [(one["login"], one["role"], one["station"], one["disabled_at"] is None) for one in listed] == [
            ("root", "admin", None, True),
            ("wang", "duty_officer", "S01", False),
        ]
        assert "password" not in json.dumps(listed)

    def test_it_is_for_somebody_on_record(self, admin: Hand) -> None:
        officer = {"login": "wang", "password": "correct horse", "role": "duty_officer", "station": "S09"}
        crew = {"login": "wang", "password": "correct horse", "role": "volunteer", "volunteer": "V99"}
        for made in (officer, crew):
            assert problem(admin.post("/accounts", made)) == (404, "not_found")

    def test_an_account_that_was_locked_does_not_come_back_by_making_it_again(
        self, centre: GridCentre, admin: Hand
    ) -> None:
        made = {"login": "li", "password": "correct horse", "role": "dispatcher"}
        assert admin.post("/accounts", made).headers["Location"] == "/api/v1/accounts/li"
        centre.office.accounts.disable("li")
        assert problem(admin.post("/accounts", made)) == (409, "login_taken")


def test_every_word_of_the_page_is_said_in_both_languages_and_none_stands_unsaid() -> None:
    text = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "static" / "src").rglob("setup*/*.js*"))
    text += (ROOT / "static" / "src" / "setup.jsx").read_text(encoding="utf-8")
    built = ("setup.state.", "setup.step.")
    said = set(re.findall(r'"(setup\.\w+)"', text)) | {f"setup.{name}" for name in ("row", "column", "value", "reason")}
    for language in LANGUAGES:
        known = {code for code in catalogue(language) if code.startswith("setup.")}
        assert {code for code in known if not code.startswith(built)} == said
        assert {f"setup.state.{state}" for state in ("done", "todo", "attention")} <= known
