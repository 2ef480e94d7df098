"""Fairness evidence, never a verdict: signs of gaming and collusion with their data, and what a person decided.

Nothing here changes a score, and no score is read.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import duckdb
import polars as pl

from warehouse.assessment.fairness.closings import closing_signs
from warehouse.assessment.fairness.pairs import pair_signs
from warehouse.assessment.fairness.raters import rater_rows
from warehouse.assessment.fairness.shares import invitation_signs, share_signs
from warehouse.assessment.fairness.sign import as_frame, judged
from warehouse.assessment.marts import RATIO, write, write_frame
from warehouse.assessment.period.ledger import Ledger

FLAG = {
    "period_id": "VARCHAR",
    "flag_id": "VARCHAR",
    "kind": "VARCHAR",
    "department_id": "VARCHAR",
    "other_department_id": "VARCHAR",
    "observed": "DOUBLE",
    "expected": "DOUBLE",
    "statistic": "DOUBLE",
    "found_count": "BIGINT",
    "case_count": "BIGINT",
    "p_raw": "DOUBLE",
    "p_holm": "DOUBLE",
    "unit_count": "BIGINT",
    "kind_count": "BIGINT",
    "is_flagged": "BOOLEAN",
    "evidence": "JSON",
}
RATER = {
    "period_id": "VARCHAR",
    "rater_id": "VARCHAR",
    "severity": RATIO,
    "ratee_count": "BIGINT",
    "component": "BIGINT",
    "is_comparable": "BOOLEAN",
    "is_constant": "BOOLEAN",
}
DECISION = {
    "period_id": "VARCHAR",
    "flag_id": "VARCHAR",
    "seq": "BIGINT",
    "verdict": "VARCHAR",
    "decided_at": "TIMESTAMPTZ",
    "actor_id": "VARCHAR",
    "note": "VARCHAR",
    "evidence_sha256": "VARCHAR",
    "is_latest": "BOOLEAN",
}


def write_fairness(connection: duckdb.DuckDBPyConnection, ledger: Ledger, periods: Iterable[str]) -> None:
    """Makes marts.fairness_flag, rater_severity and fairness_decision of these half-years."""
    known = list(periods)
    flags = [_flags(connection, period).with_columns(period_id=pl.lit(period)) for period in known]
    none = pl.DataFrame(schema=dict.fromkeys(FLAG, pl.String))
    write_frame(connection, "marts.fairness_flag", pl.concat(flags) if flags else none, FLAG)
    raters = chain.from_iterable(rater_rows(connection, period) for period in known)
    write(connection, "marts.rater_severity", raters, RATER)
    write(connection, "marts.fairness_decision", _decisions(ledger), DECISION)


def _flags(connection: duckdb.DuckDBPyConnection, period: str) -> pl.DataFrame:
    k_score = int(connection.execute("SELECT k_score FROM settings.privacy").fetchall()[0][0])
    others = chain(
        closing_signs(connection, period),
        share_signs(connection, period, k_score),
        invitation_signs(connection, period),
    )
    return judged(pl.concat([pair_signs(connection, period, k_score), as_frame(others)]))


def _decisions(ledger: Ledger) -> Iterator[tuple[Any, ...]]:
    """Every decision ever written; of each flag the last one holds."""
    entries = [entry for entry in ledger.entries if entry.kind == "flag"]
    latest = {(entry.period, entry.data["flag"]): entry.seq for entry in entries}
    for one in entries:
        data, is_latest = one.data, latest[one.period, one.data["flag"]] == one.seq
        said = (data["verdict"], one.at, one.by, data["note"], data["evidence_sha256"])
        yield one.period, data["flag"], one.seq, *said, is_latest


__all__ = ["write_fairness"]
