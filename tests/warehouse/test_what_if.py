"""What a half-year would be under other rules: computed from what is published, and nothing is written."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from dashboard.what_if import main
from tests.warehouse import period_company
from tests.warehouse.period_desk import PERIOD, Desk
from warehouse import reads
from warehouse.assessment import bonus
from warehouse.assessment.half_year import judge_half_year, shares
from warehouse.assessment.policy_file import DEFAULT, read_policy
from warehouse.assessment.what_if import Base, Changes, changed, compared, levers, outcome, read_base, totals
from warehouse.reads import Scope
from warehouse.store import connect, published

DEFAULT_POLICY = read_policy(DEFAULT)
SAME = ("rank", "grade", "coefficient", "amount_fen")


def _official(desk: Desk, *departments: str) -> pl.DataFrame:
    build = published(desk.warehouse)
    assert build
    with connect(build.path) as connection:
        scope = Scope(departments) if departments else reads.everyone(connection)
        return reads.read(scope, connection, "official", period=PERIOD)


def _moves(desk: Desk, changes: Changes, pool_fen: int | None = None) -> dict[str, dict[str, object]]:
    base = read_base(desk.warehouse, PERIOD)
    after = outcome(base, changed(base.policy, changes), pool_fen)
    return {row["department_id"]: row for row in compared(_official(desk), after).rows(named=True)}


def _bytes(folder: Path) -> dict[str, str]:
    files = [file for file in sorted(folder.rglob("*")) if file.is_file()]
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _asks(desk: Desk, *options: str) -> int:
    return main(["--warehouse", str(desk.warehouse), "--period", PERIOD, "--lang", "en", *options])


@pytest.fixture(scope="session")
def base(assessed_desk: Desk) -> Base:
    return read_base(assessed_desk.warehouse, PERIOD)


def test_without_a_change_it_is_what_was_published_also_where_the_ledger_says_more_by_now(
    assessed_desk: Desk,
) -> None:
    moves = _moves(assessed_desk, Changes())
    assert {row[f"official_{name}"] == row[f"after_{name}"] for row in moves.values() for name in SAME} == {True}
    assert [row["official_score"] for row in moves.values()] == [row["after_score"] for row in moves.values()]
    assert not any(row["is_moved"] for row in moves.values())


def test_a_frozen_half_year_is_asked_of_its_snapshot_and_not_of_the_feeds(desk: Desk) -> None:
    before = read_base(desk.warehouse, PERIOD)
    period_company.write(desk.company, {"IT": 20})
    desk.build()
    after = read_base(desk.warehouse, PERIOD)
    assert after.facts.seen == before.facts.seen
    assert after.effects.points.keys() == {"IT"}
    assert not any(row["is_moved"] for row in _moves(desk, Changes()).values())


def test_asking_changes_no_byte_of_the_warehouse(
    frozen_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _bytes(frozen_desk.warehouse)
    policy = tmp_path / "other.toml"
    text = (frozen_desk.company / "assessment.toml").read_text(encoding="utf-8")
    policy.write_text(text.replace("curve = [[0, 0], [0.5, 60]", "curve = [[0, 0], [0.8, 60]"), encoding="utf-8")
    assert _asks(frozen_desk, "--policy", str(policy), "--pool", "2000") == 0
    said = capsys.readouterr().out
    assert "Nothing of this is official" in said
    assert re.search(r"Computers +\S+ +[\d.]+ → [\d.]+ .*492.36 → [\d,.]+", said)
    assert _bytes(frozen_desk.warehouse) == before


def test_the_parts_of_the_departments_are_the_sums_of_their_people(base: Base, assessed_desk: Desk) -> None:
    after = outcome(base, base.policy, 123457)
    parts = {one: fen for one, fen in after.select("department_id", "after_amount_fen").rows() if fen}
    facts = assessed_desk.facts
    given = shares(base.period, facts.people)
    coefficients = judge_half_year(base.policy, base.period, base.benchmark, facts, base.effects).coefficients
    sums = Counter[str]()
    for line in bonus.closed(123457, given, coefficients).lines:
        sums[line.department_id or ""] += line.amount_fen
    assert parts == dict(sums)
    assert sum(parts.values()) == 123457


def test_a_target_that_moves_up_costs_points_and_one_that_moves_down_brings_some(assessed_desk: Desk) -> None:
    harder, easier = (_moves(assessed_desk, Changes(shifts={"response_on_time": by})) for by in (5, -5))
    for one in ("HR", "IT"):
        assert harder[one]["score_change"] == pytest.approx(-6)
        assert easier[one]["score_change"] == pytest.approx(6)


def test_weights_are_renormalised_and_their_unit_says_nothing() -> None:
    policy = DEFAULT_POLICY
    twice = changed(policy, Changes({one.id: float(one.weight) * 2 for one in policy.indicators}))
    assert twice == policy
    heavier = changed(policy, Changes({"csat_relationship": 120}))
    assert sum(one.weight for one in heavier.indicators) == 100
    assert levers(policy, heavier)["after_weight"].to_list()[0] == 60


def test_a_draft_that_nobody_has_decided_on_yet_can_be_asked_for_and_gives_money_out(base: Base) -> None:
    draft = base.policy.model_copy(update={"governance": DEFAULT_POLICY.governance})
    assert draft.governance.missing
    assert outcome(base, draft).equals(outcome(base, base.policy))


def test_no_weight_at_all_is_refused() -> None:
    policy = DEFAULT_POLICY
    with pytest.raises(ValueError, match="above 0"):
        changed(policy, Changes({one.id: 0 for one in policy.indicators}))


def test_targets_are_told_where_the_curve_reaches_100() -> None:
    policy = DEFAULT_POLICY
    moved = changed(policy, Changes(shifts={"csat_relationship": 0.1, "response_on_time": 1, "complaint_rate": -2}))
    told = {row["indicator_id"]: row for row in levers(policy, moved).rows(named=True)}
    found = {name: (row["before_target"], row["after_target"]) for name, row in told.items()}
    assert found["csat_relationship"] == pytest.approx((4.4, 4.5))
    assert found["response_on_time"] == pytest.approx((95, 96))
    assert found["complaint_rate"] == pytest.approx((5, 3))


def test_only_departments_of_the_scope_are_told_and_they_are_ranked_among_all(base: Base, assessed_desk: Desk) -> None:
    moves = compared(_official(assessed_desk, "IT"), outcome(base, base.policy))
    assert moves.select("department_id", "after_rank").rows() == [("IT", 2)]
    assert totals(moves)["department"] == 1


def test_a_bad_policy_is_refused_with_line_and_reason(
    assessed_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "other.toml"
    text = (assessed_desk.company / "assessment.toml").read_text(encoding="utf-8")
    line = text[: text.index('id = "response_on_time"')].count("\n") + 1
    policy.write_text(text.replace('id = "response_on_time"', 'id = "response_in_time"'), encoding="utf-8")
    assert _asks(assessed_desk, "--policy", str(policy)) == 1
    assert f"other.toml line {line}: nobody measures response_in_time" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ([], "POLICY=file.toml, POOL=amount"),
        (["--pool", "a lot"], "a lot is no amount"),
        (["--pool", "1.001"], "1.001 is no amount"),
        (["--pool", "1", "--period", "2031H1"], "2031H1"),
        (["--policy", "none.toml"], "none.toml cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    assessed_desk: Desk, options: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _asks(assessed_desk, *options) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert reason in captured.err
    assert len(captured.err.splitlines()) == 1
