"""What the dashboard may ask about surveys and chains of services."""

from typing import Any

import duckdb

from tests.dashboard.test_reads import ALL, FILTERS
from warehouse import reads
from warehouse.reads import Scope


def _rows(
    build: duckdb.DuckDBPyConnection, name: str, scope: Scope = ALL, **filters: object
) -> list[dict[str, object]]:
    return reads.read(scope, build, name, **{**FILTERS, **filters}).rows(named=True)


def test_who_sees_a_part_of_a_unit_does_not_see_what_surveys_say_of_the_whole(build: duckdb.DuckDBPyConnection) -> None:
    now: dict[str, Any] = {"period": "2025H1", "level": 1}
    assert {row["answer_count"] for row in _rows(build, "survey_unit", **now)} == {24}
    assert _rows(build, "survey_unit", Scope(("A1",)), **now, provider="A") == []
    assert _rows(build, "survey_unit", Scope(("A1",)), period="2025H1", level=3, provider="A1")


def test_surveys_of_others_are_not_seen_by_asking_for_them(build: duckdb.DuckDBPyConnection) -> None:
    for name in ("survey_profile", "survey_provider", "satisfaction", "survey_customer"):
        assert _rows(build, name, Scope(("B2",)), provider="A1") == []
    assert [row["provider_id"] for row in _rows(build, "survey_provider", Scope(("C",)), customer="C")] == ["A1", "A21"]


def test_a_chain_is_seen_by_those_who_take_part_and_only_their_steps(build: duckdb.DuckDBPyConnection) -> None:
    assert [row["process_id"] for row in _rows(build, "chain", Scope(("A1",)))] == ["入职到上岗"]
    assert [row["step_no"] for row in _rows(build, "chain_step", Scope(("A1",)))] == [1]
    assert _rows(build, "handoff", Scope(("A1",)), step=2) == []
