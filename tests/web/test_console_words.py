"""Every word that the pages say stands in both catalogues, and none stands there unsaid."""

import json
import re
from collections.abc import Iterable
from typing import Any

from dispatch.duty.kinds import KINDS as STATION_KINDS
from dispatch.incidents import plans
from dispatch.incidents.events import EVENTS
from dispatch.incidents.model import AlertState, IncidentMode, IncidentType, Progress, Status
from dispatch.incidents.planbook import SHIPPED
from dispatch.ladder.events import EVENTS as LADDER_EVENTS
from dispatch.ladder.model import Answer, AttemptState, Channel, Told
from dispatch.links.crs import Crs
from dispatch.people.catalogue import KINDS as QUALIFICATIONS
from dispatch.people.model import Team
from dispatch.web.principal import Role
from dispatch.words import LANGUAGES, catalogue
from maps.speeds import Mode, Weather
from tests.conftest import ROOT

TEXT = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "src").rglob("*.js*"))

LITERAL = re.compile(r'"((?:ui|keys|link)\.[\w.]+)"')
BUILT = re.compile(r"`([a-z_]+(?:\.[a-z_0-9]+)*)\.\$\{")


def codes(area: str, values: Iterable[object]) -> set[str]:
    return {f"{area}.{value}" for value in values}


def said_by_the_model() -> set[str]:
    roles = {need.role for response in plans.load(SHIPPED).values() for need in response.needs}
    areas: dict[str, Any] = {
        "type": IncidentType,
        "incident_mode": IncidentMode,
        "status": Status,
        "alert": AlertState,
        "progress": Progress,
        "team": Team,
        "mode": Mode,
        "weather": Weather,
        "crs": Crs,
        "role_name": Role,
        "role": roles,
        "qualification": [kind.code for kind in QUALIFICATIONS],
        "station_kind": [kind.code for kind in STATION_KINDS],
        "event": [kind.__name__ for kind in (*EVENTS, *LADDER_EVENTS)],
        "channel": Channel,
        "attempt": AttemptState,
        "ladder.answer": Answer,
        "ladder.told": Told,
    }
    return set().union(*(codes(area, list(values)) for area, values in areas.items()))


def own(language: str) -> set[str]:
    file = ROOT / "dispatch" / "words" / language / "console.json"
    return set(json.loads(file.read_text(encoding="utf-8")))


def test_every_code_of_the_model_and_every_literal_has_a_word_in_both_languages() -> None:
    wanted = said_by_the_model() | set(LITERAL.findall(TEXT))
    assert {language: sorted(wanted - set(catalogue(language))) for language in LANGUAGES} == {
        language: [] for language in LANGUAGES
    }


def test_both_catalogues_say_the_same_codes_with_the_same_blanks() -> None:
    zh, en = catalogue("zh-CN"), catalogue("en")
    blanks = {code: [set(re.findall(r"\{(\w+)", words[code])) for words in (zh, en)] for code in own("en")}
    assert own("zh-CN") == own("en")
    assert [code for code, (first, second) in blanks.items() if first != second] == []


def test_no_word_of_the_console_stands_unsaid() -> None:
    built = tuple(f"{area}." for area in BUILT.findall(TEXT))
    assert [code for code in sorted(own("en")) if f'"{code}"' not in TEXT and not code.startswith(built)] == []
