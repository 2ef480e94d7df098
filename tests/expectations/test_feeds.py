"""The contracts of the feeds as checks, on a staging file like the one that the pipeline makes."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from expectations import CheckerFault, Result, check_feeds
from warehouse.contract import DUCKDB_TYPE, FEEDS, rules

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def _shaped(staging: Path, name: str, broken: list[list[str]], extra: str = "") -> None:
    """One shaped feed with as many rows as `broken` has entries; keys are the row numbers."""
    feed = FEEDS[name]
    file = "source_file" if "source" in feed.column_names else "source"
    columns = ", ".join(f"{column.name} {DUCKDB_TYPE[column.type]}" for column in feed.columns)
    with duckdb.connect(str(staging)) as connection:
        connection.execute("CREATE SCHEMA IF NOT EXISTS shaped")
        connection.execute(
            f"CREATE TABLE shaped.{name} ({columns}, {file} VARCHAR, row_number BIGINT, broken VARCHAR[],"
            ' "#position" BIGINT)'
        )
        for number, ids in enumerate(broken, start=1):
            connection.execute(
                f'INSERT INTO shaped.{name} ({feed.key[0]}, {file}, row_number, broken, "#position")'
                " VALUES (?, 'a.csv', ?, ?, ?)",
                [str(number), number, ids, number],
            )
        if extra:
            connection.execute(extra)


def _check(staging: Path, name: str, share: float = 0.05) -> dict[str, Result]:
    return {result.rule: result for result in check_feeds(staging, [name], {name: share})}


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    return tmp_path / "staging.duckdb"


def test_every_rule_of_the_contract_is_counted_and_no_other(staging: Path) -> None:
    for name in FEEDS:
        _shaped(staging, name, [[]])
    results = check_feeds(staging, list(FEEDS), dict.fromkeys(FEEDS, 0.05))
    declared = {f"feed.{name}.{rule.id}" for name, feed in FEEDS.items() for rule in rules(feed)}
    of_the_feed = {f"feed.{name}.{rule}" for name in FEEDS for rule in ("columns", "known_rules", "refused")}
    assert {result.expectation for result in results} == declared | of_the_feed
    assert [result.detail for result in results if not result.is_met] == []
    assert {result.stage for result in results} == {"feeds"}


@pytest.mark.parametrize(("bad", "is_met"), [(1, True), (2, False)])
def test_a_rule_is_met_up_to_the_share_that_may_be_refused(staging: Path, bad: int, is_met: bool) -> None:
    _shaped(staging, "tickets", [["bad_time:created_at"]] * bad + [[]] * (20 - bad))
    found = _check(staging, "tickets")
    for rule in ("bad_time:created_at", "refused"):
        assert (found[rule].is_met, found[rule].unexpected_count, found[rule].element_count) == (is_met, bad, 20)
    assert found["bad_type:cost"].unexpected_count == 0


def test_small_shares_of_several_rules_add_up_to_a_refused_feed(staging: Path) -> None:
    _shaped(staging, "tickets", [["bad_time:created_at"], ["unknown_word:status"], *[[]] * 18])
    unmet = {rule for rule, result in _check(staging, "tickets").items() if not result.is_met}
    assert unmet == {"refused"}


def test_the_sample_names_up_to_20_rows_and_shows_nothing_else(staging: Path) -> None:
    _shaped(staging, "survey_responses", [["bad_type:score"]] * 25)
    sample = _check(staging, "survey_responses")["bad_type:score"].sample
    assert len(sample) == 20
    assert sample[0] == {"source": "a.csv", "row_number": 1, "response_id": "1", "question": None}


def test_a_feed_with_a_column_source_names_its_file_otherwise(staging: Path) -> None:
    _shaped(staging, "evaluations", [["bad_type:score"], []])
    (row,) = _check(staging, "evaluations")["bad_type:score"].sample
    assert (row["source_file"], row["source"], row["row_number"]) == ("a.csv", None, 1)


def test_an_empty_feed_breaks_no_rule(staging: Path) -> None:
    _shaped(staging, "projects", [])
    assert [result.rule for result in _check(staging, "projects").values() if not result.is_met] == []


def test_a_column_of_another_type_is_found(staging: Path) -> None:
    _shaped(staging, "bonus_pools", [[]], "ALTER TABLE shaped.bonus_pools ALTER amount TYPE DOUBLE")
    found = _check(staging, "bonus_pools")["columns"]
    assert not found.is_met
    assert found.sample == ({"column_name": "amount", "should_be": "DECIMAL(18,4)", "is_type": "DOUBLE"},)


def test_a_rule_that_the_contract_does_not_know_is_found(staging: Path) -> None:
    _shaped(staging, "tickets", [["too_ugly:subject"], [], []])
    found = _check(staging, "tickets", share=0.5)
    assert {rule for rule, result in found.items() if not result.is_met} == {"known_rules"}
    assert found["known_rules"].sample == ({"rule": "too_ugly:subject", "row_count": 1},)


def test_a_missing_table_is_a_fault_of_the_checker_and_not_bad_data(staging: Path) -> None:
    _shaped(staging, "tickets", [[]])
    with pytest.raises(CheckerFault, match=r"shaped\.services"):
        check_feeds(staging, ["services"], {"services": 0.05})


def test_checks_leave_the_file_as_it_was(staging: Path) -> None:
    _shaped(staging, "tickets", [[]])
    before = staging.read_bytes()
    _check(staging, "tickets")
    assert staging.read_bytes() == before
    with duckdb.connect(str(staging)) as connection:
        connection.execute("DROP TABLE shaped.tickets")
