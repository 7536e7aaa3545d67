"""The walls that import-linter and ruff cannot see."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted([*ROOT.glob("dispatch/**/*.py"), *ROOT.glob("maps/**/*.py")])
LANGUAGES = ("zh-CN", "en")
LOG_TABLES = {"events", "requests", "particulars", "snapshots", "meta"}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def modules(matches) -> set[str]:
    """The sources in which any node of the syntax tree matches."""
    return {name(path) for path in SOURCES if any(map(matches, ast.walk(ast.parse(path.read_text(encoding="utf-8")))))}


def names_a_log_table(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module="dispatch.tables", names=imported):
            return any(alias.name in LOG_TABLES | {"*"} for alias in imported)
        case ast.Attribute(value=ast.Name(id="tables") | ast.Attribute(attr="tables"), attr=table):
            return table in LOG_TABLES
        case ast.Constant(value=str(sql)):
            return bool(re.search(rf"\b(FROM|INTO|UPDATE|TABLE)\s+({'|'.join(LOG_TABLES)})\b", sql))
    return False


def names_a_dialect(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=str(module)):
            return module.startswith("sqlalchemy.dialects")
        case ast.Attribute(attr="dialect"):
            return True
        case ast.Constant(value=str(sql)):
            return bool(re.match(r"\s*(PRAGMA|BEGIN IMMEDIATE|LISTEN|NOTIFY)\b|.*\bpg_\w+\(", sql))
    return False


def reads_the_environment(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id="os"), attr="environ" | "environb" | "getenv" | "getenvb"):
            return True
        case ast.ImportFrom(module="os", names=imported):
            return any(alias.name in {"environ", "environb", "getenv", "getenvb"} for alias in imported)
    return False


def emits(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="emit") | ast.Name(id="emit")):
            return True
    return False


def test_the_logs_tables_are_touched_by_the_store_and_the_migrations_alone():
    touched = {module for module in modules(names_a_log_table) if not module.startswith("dispatch/migrations/")}
    assert touched == {"dispatch/log/store.py"}


def test_dialects_are_told_apart_in_one_place():
    told = {module for module in modules(names_a_dialect) if not module.startswith("dispatch/migrations/")}
    assert told == {"dispatch/log/dialects.py"}


def test_only_the_live_push_emits():
    assert modules(emits) == {"dispatch/log/live.py"}


def test_only_config_reads_the_environment():
    assert modules(reads_the_environment) == {"dispatch/config.py"}


def sentences(language: str) -> Iterator[tuple[str, str, str]]:
    """(area, code, sentence) of one language's catalogues."""
    for file in sorted((ROOT / "dispatch" / "words" / language).glob("*.json")):
        for code, sentence in json.loads(file.read_text(encoding="utf-8")).items():
            yield file.stem, code, sentence


def test_both_languages_have_the_same_sentences_with_the_same_parameters():
    chinese, english = (
        {(area, code): set(re.findall(r"\{(\w+)", sentence)) for area, code, sentence in sentences(language)}
        for language in LANGUAGES
    )
    assert chinese.keys() == english.keys()
    assert chinese == english


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_code_has_two_sentences(language):
    written = Counter(code for _, code, _ in sentences(language))
    assert [code for code, times in written.items() if times > 1] == []
