"""The page of fairness: what stands out with its data, how to decide, who sees what, and what stays unseen."""

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from streamlit.testing.v1 import AppTest

from dashboard.charts import evidence, look
from tests.dashboard import small_fairness
from tests.dashboard.conftest import Open
from warehouse import reads
from warehouse.reads import Scope

EVERYONE = Scope(("A", "A1", "A2", "A21", "B", "B1", "B2", "C"))


def _frame(build: duckdb.DuckDBPyConnection, name: str, scope: Scope = EVERYONE, **filters: object) -> pl.DataFrame:
    return reads.read(scope, build, name, **{"period": small_fairness.PERIOD, "nearest": 30, **filters})


def _rows(
    build: duckdb.DuckDBPyConnection, name: str, scope: Scope = EVERYONE, **filters: object
) -> list[dict[str, Any]]:
    return _frame(build, name, scope, **filters).rows(named=True)


def _texts(page: AppTest) -> str:
    return "\n".join(str(element.value) for element in [*page.markdown, *page.caption, *page.code, *page.subheader])


def test_the_page_says_what_was_tested_what_stands_out_and_that_a_person_decides(full: Path, open_page: Open) -> None:
    shown = open_page(full, "fairness")
    said = _texts(shown)
    assert "**6** departments and pairs were tested for 4 kinds of signs: **3** stand out, 2 of them without" in said
    assert "5% at most" in said
    assert "a person decides, and no score changes" in said
    assert [metric.value for metric in shown.metric] == ["6", "4", "3", "2"]
    flags = shown.dataframe[0].value
    assert list(flags["sign_name"]) == [
        "Rating each other up",
        "In time only by pausing",
        "Closing just before the deadline",
    ]
    assert list(flags["verdict_name"].fillna("")) == ["", "", "Dismissed"]


def test_a_flag_shows_its_numbers_and_the_command_that_records_a_decision(full: Path, open_page: Open) -> None:
    said = _texts(open_page(full, "fairness"))
    assert "They give each other 4.60 points; what both give and get elsewhere makes 3.55 (11 raters)" in said
    assert "make flag PERIOD=2026H1 FLAG=mutual_inflation-A1-B1 BY= VERDICT= REASON= EVIDENCE=" in said


def test_a_half_year_in_which_nothing_was_tested_says_what_is_missing(full: Path, open_page: Open) -> None:
    shown = open_page(full, "fairness", period="2025H1")
    assert not shown.metric
    assert not shown.exception


def test_flags_come_first_and_the_nearest_tests_after_them(build: duckdb.DuckDBPyConnection) -> None:
    found = _rows(build, "fairness_flag", nearest=1)
    assert [row["is_flagged"] for row in found] == [True, True, True, False]
    assert found[-1]["flag_id"] == "selective_invitation-A1"


def test_a_department_sees_flags_about_itself_and_no_others(build: duckdb.DuckDBPyConnection) -> None:
    own = {row["flag_id"] for row in _rows(build, "fairness_flag", Scope(("B1",)))}
    assert own == {"mutual_inflation-A1-B1", "mutual_inflation-B1-C"}
    assert _rows(build, "fairness_evidence", Scope(("B1",)), flag="deadline_closing-A21") == []
    assert _rows(build, "fairness_closing", Scope(("B1",)), department="A21") == []
    assert _rows(build, "fairness_pause", Scope(("B1",)), department="B2") == []
    assert [row["department_id"] for row in _rows(build, "fairness_share", Scope(("B2",)), sign="saved_by_pause")] == [
        "B2"
    ]


def test_decisions_about_others_and_about_what_is_gone_are_for_who_sees_all(build: duckdb.DuckDBPyConnection) -> None:
    assert [row["flag_id"] for row in _rows(build, "fairness_decision")] == [
        "gone-X", "deadline_closing-A21", "deadline_closing-A21",
    ]  # fmt: skip
    own = _rows(build, "fairness_decision", Scope(("A21",)))
    assert [(row["verdict"], row["is_latest"]) for row in own] == [("dismissed", True), ("watched", False)]
    assert _rows(build, "fairness_decision", Scope(("B1",))) == []


def test_how_lenient_raters_are_is_a_distribution_without_few_and_for_who_sees_all(
    build: duckdb.DuckDBPyConnection,
) -> None:
    found = {row["severity"]: row["rater_count"] for row in _rows(build, "fairness_severity")}
    assert found == {-0.25: 8, 0.5: 6, 1.0: None}, "two raters beyond a point are too few to be shown"
    assert _rows(build, "fairness_severity", Scope(("A1", "B1"))) == []
    assert _rows(build, "fairness_connection", Scope(("A1", "B1"))) == []


def test_the_two_directions_stand_beside_what_the_model_expects(build: duckdb.DuckDBPyConnection) -> None:
    found = _rows(build, "fairness_evidence", flag="mutual_inflation-A1-B1")
    assert [(row["step"], row["observed"], row["expected"], row["case_count"]) for row in found] == [
        ("there", 4.75, 3.5, 5), ("back", 4.5, 3.6, 6),
    ]  # fmt: skip
    assert _rows(build, "fairness_evidence", flag="mutual_inflation-B1-C") == []


def test_the_histogram_has_every_twentieth_and_what_came_late(build: duckdb.DuckDBPyConnection) -> None:
    found = _rows(build, "fairness_closing", department="A21")
    assert [row["twentieth"] for row in found] == list(range(1, 22))
    assert (found[19]["used_low_share"], found[19]["used_high_share"], found[19]["kept_count"]) == (0.95, 1, 9)
    assert found[20]["used_high_share"] is None


def test_charts_mark_the_last_moment_and_what_stands_out(build: duckdb.DuckDBPyConnection) -> None:
    kept, reopened = evidence.closings(_frame(build, "fairness_closing", department="A21"))["series"]
    assert [item["itemStyle"]["color"] for item in kept["data"][18:]] == [look.FIRST, look.BREACHED, look.NONE]
    assert {item["value"] for item in reopened["data"]} == {1}
    ranges, points = evidence.ranges(_frame(build, "fairness_share", sign="saved_by_pause"))["series"]
    assert [item["itemStyle"]["color"] for item in points["data"]] == [look.BREACHED, look.FIRST]
    assert ranges["data"][0]["value"] == [1, 1, 1, 20, 20]
    seen, expected = evidence.comparison(_frame(build, "fairness_evidence", flag="mutual_inflation-A1-B1"))["series"]
    assert [[item["value"] for item in one["data"]] for one in (seen, expected)] == [[4.75, 4.5], [3.5, 3.6]]
    few = evidence.severities(_frame(build, "fairness_severity"))["series"][0]["data"][-1]
    assert (few["name"], few["value"]) == ("≥ +1.00: few", 0)
