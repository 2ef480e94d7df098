"""The tables of a build that tell of the life of half-years: states, ledger, policies as they are, restatements."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from warehouse.assessment.facts import Facts
from warehouse.assessment.half_year import HalfYear
from warehouse.assessment.halves import Kept
from warehouse.assessment.marts import write
from warehouse.assessment.period.canon import canonical, sha256
from warehouse.assessment.period.frozen import Frozen
from warehouse.assessment.period.ledger import Ledger
from warehouse.assessment.period.life import Life, life_of
from warehouse.assessment.period.result import result_sha256
from warehouse.assessment.policy_file import policy_files
from warehouse.assessment.restate import CAUSE, RESTATEMENT, restatements

PERIOD_STATE = {
    "period_id": "VARCHAR",
    "state": "VARCHAR",
    "publicity_ends_at": "TIMESTAMPTZ",
    "appeals_end_at": "TIMESTAMPTZ",
    "pending_count": "BIGINT",
    "open_appeal_count": "BIGINT",
    "result_sha256": "VARCHAR",
    "frozen_at": "TIMESTAMPTZ",
}
LEDGER_ENTRY = {
    "seq": "BIGINT",
    "written_at": "TIMESTAMPTZ",
    "actor_id": "VARCHAR",
    "kind": "VARCHAR",
    "period_id": "VARCHAR",
    "content": "JSON",
    "hash": "VARCHAR",
}
POLICY = {"first_day": "DATE", "file": "VARCHAR", "body": "VARCHAR", "sha256": "VARCHAR"}


def write_life(
    connection: duckdb.DuckDBPyConnection,
    company: Path,
    facts: Facts,
    kept: Kept,
    half_years: Iterable[HalfYear | Frozen],
) -> None:
    """Makes marts.period_state, restatement and restatement_cause, audit.ledger_entry, settings.policy."""
    moved, causes = restatements(facts, kept)
    write(connection, "marts.restatement", moved, RESTATEMENT)
    write(connection, "marts.restatement_cause", causes, CAUSE)
    write(connection, "marts.period_state", _states(kept.ledger, half_years), PERIOD_STATE)
    write(connection, "audit.ledger_entry", _entries(kept.ledger), LEDGER_ENTRY)
    write(connection, "settings.policy", _policies(company), POLICY)


def _states(ledger: Ledger, half_years: Iterable[HalfYear | Frozen]) -> Iterator[tuple[Any, ...]]:
    for one in half_years:
        id_ = one.id if isinstance(one, Frozen) else one.period.id
        life = life_of(ledger.entries, id_)
        counts = (len(life.pending()), len(life.open_appeals()))
        frozen_at = life.frozen.at if life.frozen else None
        yield id_, life.state, life.publicity_ends_at, life.appeals_end_at, *counts, _digits(life, one), frozen_at


def _digits(life: Life, half_year: HalfYear | Frozen) -> str | None:
    """The hash of the result as it stands in this build; nobody asks for it while the half-year is open."""
    if isinstance(half_year, Frozen):
        return str(half_year.manifest["result_sha256"])
    return result_sha256(half_year) if life.state != "open" else None


def _entries(ledger: Ledger) -> Iterator[tuple[Any, ...]]:
    for one in ledger.entries:
        yield one.seq, one.at, one.by, one.kind, one.period, canonical(dict(one.data)), one.hash


def _policies(company: Path) -> Iterator[tuple[Any, ...]]:
    for file, first_day in policy_files(company):
        body = file.read_text(encoding="utf-8-sig")
        yield first_day, file.name, body, sha256(body)
