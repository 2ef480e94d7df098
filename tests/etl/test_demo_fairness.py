"""What is planted in the demo company is found by the tests of fairness in every half-year, and nothing else is."""

from collections.abc import Iterator
from datetime import datetime

import duckdb
import polars as pl
import pytest

from etl.demo.files import read_settings
from tests.conftest import ROOT
from tests.etl.demo_company import Demo, frame, seconds
from tests.warehouse import fairness_facts
from warehouse.assessment.fairness import write_fairness
from warehouse.assessment.period.ledger import Ledger

FACTS = read_settings(ROOT / "etl/demo/planted.toml")
PERIODS = ["2025H1", "2025H2", "2026H1"]
PLANTED = {f"deadline_closing-{FACTS['deadline_closing']['department']}",
           "-".join(["mutual_inflation", *FACTS["mutual_inflation"]["departments"]])}  # fmt: skip
BREACHED = pl.col("total_s") > pl.col("target_s")
LAST_SETTLED = datetime.fromisoformat("2026-06-20T00:00:00+08:00")  # who was served later may still be asked


def _period(moment: pl.Expr) -> pl.Expr:
    day = moment.cast(pl.Int64) + 8 * 3600
    at = pl.from_epoch(day, time_unit="s")
    return pl.concat_str(at.dt.year(), pl.lit("H"), pl.when(at.dt.month() <= 6).then(1).otherwise(2))


def _closings(demo: Demo) -> pl.DataFrame:
    """Solved tickets, by the half-year of their creation, which differs from that of their due instant at the edges."""
    solved = demo.clocked.filter(pl.col("status").is_in(["resolved", "closed"]), pl.col("target_s") > 0)
    own = pl.col("provider_department_id") != pl.col("customer")
    return solved.filter(own).with_columns(period_id=_period(pl.col("created")))


def _cells(demo: Demo) -> pl.DataFrame:
    used = pl.min_horizontal((pl.col("first_s") * 20 / pl.col("target_s")).ceil().clip(1), 21).cast(pl.Int64)
    cells = _closings(demo).with_columns(used_twentieth=used)
    keys = ("period_id", "provider_department_id", "used_twentieth")
    return cells.group_by(keys).agg(pl.len(), pl.col("is_reopened").sum())


def _invited(demo: Demo) -> pl.DataFrame:
    asked = frame(demo.good["survey_invitations"])["ticket_id"].drop_nulls()
    tickets = _closings(demo).with_columns(is_invited=pl.col("ticket_id").is_in(asked.implode()), is_late=BREACHED)
    sides = [(pl.col("is_late").sum(), (pl.col("is_late") & pl.col("is_invited")).sum()),
             ((~pl.col("is_late")).sum(), (~pl.col("is_late") & pl.col("is_invited")).sum())]  # fmt: skip
    counts = [count.alias(f"n{place}") for place, count in enumerate([one for side in sides for one in side])]
    return (
        tickets.filter(pl.col("created") < LAST_SETTLED.timestamp())
        .group_by("period_id", "provider_department_id")
        .agg(counts)
    )


def _forms(demo: Demo) -> pl.DataFrame:
    answers = frame(demo.good["survey_responses"]).with_columns(
        pl.col("score").cast(pl.Float64), period_id=_period(seconds("submitted_at"))
    )
    keys = ("period_id", "kind", "response_id", "respondent_id", "customer_department_id", "provider_department_id")
    return answers.group_by(keys).agg(
        mean=pl.col("score").mean(), items=pl.len(), is_straight=pl.col("score").n_unique() == 1
    )


@pytest.fixture(scope="module")
def build(demo: Demo) -> Iterator[duckdb.DuckDBPyConnection]:
    """The facts of the demo company, counted without the warehouse's models."""
    forms = _forms(demo)
    pairs = forms.filter(kind="relationship").group_by("period_id", "customer_department_id", "provider_department_id")
    long = forms.filter(pl.col("items") >= 5).with_columns(kind=pl.lit("straight_lining"))
    straight = long.group_by("kind", "period_id", "customer_department_id").agg(
        pl.col("is_straight").sum(), pl.len(), pl.col("respondent_id").n_unique()
    )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        fairness_facts.make(connection)
        for table, rows in {
            "pair_rating": pairs.agg(pl.len(), pl.col("mean").mean()),
            "closing_cell": _cells(demo),
            "compared_share": straight,
            "selective_invitation": _invited(demo),
        }.items():
            connection.register("rows", rows.to_arrow())
            connection.execute(f"INSERT INTO fairness.{table} FROM rows")
        write_fairness(connection, Ledger(), PERIODS)
        yield connection


@pytest.mark.parametrize("period", PERIODS)
def test_the_planted_cases_are_flagged_in_every_half_year_and_nobody_else(
    build: duckdb.DuckDBPyConnection, period: str
) -> None:
    flags = "SELECT flag_id FROM marts.fairness_flag WHERE period_id = $1 AND is_flagged"
    assert {row[0] for row in build.execute(flags, [period]).fetchall()} == PLANTED
    tested = "SELECT kind, count(*) FROM marts.fairness_flag WHERE period_id = $1 GROUP BY kind"
    counts = dict(build.execute(tested, [period]).fetchall())
    assert set(counts) == {"deadline_closing", "mutual_inflation", "selective_invitation", "straight_lining"}
    assert min(counts.values()) >= 20


def test_the_planted_cases_are_far_from_the_limit_and_the_others_are_not_near(build: duckdb.DuckDBPyConnection) -> None:
    rows = build.execute("SELECT flag_id, p_holm FROM marts.fairness_flag").fetchall()
    assert max(p for flag_id, p in rows if flag_id in PLANTED) < 0.01
    assert min(p for flag_id, p in rows if flag_id not in PLANTED) > 0.05
