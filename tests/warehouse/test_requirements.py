"""Every phrase of the source documents stands in the list once, and the list says truly where it is answered."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from tests.conftest import ROOT
from tests.warehouse.test_models import AS_OF
from warehouse.contract import FEEDS
from warehouse.requirements import STATUSES, requirements

ROWS: list[dict[str, Any]] = requirements().rows(named=True)
PAGES = {path.stem for path in (ROOT / "dashboard/app_pages").glob("*.py")}
LISTED = re.compile(
    r"^\| (?P<id>\d{3}-\d\d) \| (?P<document>\S+) \| (?P<quote>.+?) \|.* \| (?P<view>V\d+) [^|]*\|$", re.M
)
MODELS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "warehouse/models").rglob("*.sql"))


def _of(status: str) -> list[dict[str, Any]]:
    return [row for row in ROWS if row["status"] == status]


def test_all_194_phrases_are_there_once_as_their_documents_have_them(shared: Path) -> None:
    text = (shared / "requirements.md").read_text(encoding="utf-8")
    listed = [match.group("id", "document", "quote", "view") for match in LISTED.finditer(text)]
    assert len(listed) == 194
    assert [tuple(row[name] for name in ("requirement_id", "document", "quote", "view")) for row in ROWS] == listed


def test_every_phrase_is_computed_shown_or_missing_and_says_in_both_languages_what_it_asks() -> None:
    assert {row["status"] for row in ROWS} == set(STATUSES)
    assert [row for row in ROWS if not row["metric_zh"] or not row["metric_en"] or not row["page"]] == []
    assert sorted({row["page"] for row in ROWS} - PAGES) == []


def test_what_is_answered_names_a_table_and_column_of_the_warehouse(golden_build: Callable[[str], Path]) -> None:
    with duckdb.connect(str(golden_build(AS_OF[0])), read_only=True) as build:
        there = build.execute("select schema_name || '.' || table_name || '.' || column_name from duckdb_columns()")
        columns = {name for (name,) in there.fetchall()}
        computed = build.execute("select distinct requirement_id from marts.requirement_value").fetchall()
    assert [row for row in ROWS if row["status"] != "missing" and row["answered_by"] not in columns] == []
    assert {name for (name,) in computed} == {row["requirement_id"] for row in _of("computed")}


def test_what_is_computed_has_a_measure_that_a_model_makes_and_feeds_of_the_contract() -> None:
    made = {row["measure_id"] for row in _of("computed")}
    assert [name for name in made if not name.startswith("item_") and f"'{name}'" not in MODELS] == []
    assert [row for row in _of("computed") if not row["unit"] or not row["feeds"] or not row["grain"]] == []
    assert {feed for row in _of("computed") for feed in row["feeds"].split()} <= set(FEEDS)


def test_what_is_missing_says_what_it_lacks_and_claims_no_number() -> None:
    assert [row for row in _of("missing") if not row["lack"] or row["measure_id"] or row["answered_by"]] == []
    assert [row for row in ROWS if row["lack"] and row["status"] != "missing"] == []


def test_a_measure_that_answers_several_phrases_has_one_unit_and_one_least_number_of_cases() -> None:
    kinds = {(row["measure_id"], row["unit"], row["min_n"], row["grain"]) for row in _of("computed")}
    assert len(kinds) == len({row["measure_id"] for row in _of("computed")})
