"""Quality along the chains of services: marts.chain_yield and marts.chain_step, of the counts that the models made."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import duckdb

from warehouse.assessment.marts import RATIO, write
from warehouse.assessment.statistics.chain import Chain, Step, chain, step_target
from warehouse.assessment.statistics.interval import wilson

TARGET = 0.95
CHAIN = {
    "period_id": "VARCHAR",
    "process_id": "VARCHAR",
    "state": "VARCHAR",
    "step_count": "BIGINT",
    "rolled_share": RATIO,
    "rolled_low_share": "DOUBLE",
    "rolled_high_share": "DOUBLE",
    "target_share": "DOUBLE",
    "step_target_share": "DOUBLE",
    "chain_count": "BIGINT",
    "clean_count": "BIGINT",
    "clean_share": "DOUBLE",
    "clean_low_share": "DOUBLE",
    "clean_high_share": "DOUBLE",
}
STEP = {
    "period_id": "VARCHAR",
    "process_id": "VARCHAR",
    "step_no": "BIGINT",
    "provider_department_id": "VARCHAR",
    "customer_department_id": "VARCHAR",
    "handoff_count": "BIGINT",
    "accepted_count": "BIGINT",
    "accepted_share": "DOUBLE",
    "loss_share": "DOUBLE",
    "step_target_share": "DOUBLE",
}
STEPS = """
SELECT period_id, process_id, step_no, provider_department_id, customer_department_id, handoff_count, accepted_count
FROM marts.handoff_step ORDER BY ALL
"""
ENDED = "SELECT period_id, process_id, chain_count, clean_count FROM marts.handoff_chain"


class Counted(NamedTuple):
    """One step of a process in a half-year."""

    step_no: int
    provider: str | None
    customer: str | None
    cases: int
    passed: int


def write_chains(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes marts.chain_yield and marts.chain_step."""
    found: dict[tuple[str, str], list[Counted]] = defaultdict(list)
    for period_id, process_id, *counted in connection.execute(STEPS).fetchall():
        found[period_id, process_id].append(Counted(*counted))
    ended = {(row[0], row[1]): row[2:] for row in connection.execute(ENDED).fetchall()}
    chains = {key: chain([Step(one.passed, one.cases) for one in steps]) for key, steps in found.items()}
    write(
        connection,
        "marts.chain_yield",
        ((*key, *_yield(found[key], whole), *_ended(*ended.get(key, (0, 0)))) for key, whole in chains.items()),
        CHAIN,
    )
    write(connection, "marts.chain_step", (row for key in chains for row in _steps(key, found[key], chains[key])), STEP)


def _yield(steps: Sequence[Counted], whole: Chain | None) -> tuple[Any, ...]:
    """Whether the chain can be computed, its yield and interval, and what chain and step should reach."""
    state = "step_without_cases" if whole is None else "computed" if whole.rolled_yield else "nothing_passes"
    ends = whole.interval if whole and whole.interval else (None, None)
    rolled = whole.rolled_yield if whole else None
    return state, len(steps), rolled, *ends, TARGET, step_target(TARGET, len(steps))


def _ended(chains: int, clean: int) -> tuple[Any, ...]:
    """What was seen from end to end, which assumes nothing about steps."""
    return chains, clean, clean / chains if chains else None, *(wilson(clean, chains) or (None, None))


def _steps(key: tuple[str, str], steps: Sequence[Counted], whole: Chain | None) -> Iterator[tuple[Any, ...]]:
    losses: Sequence[float | None] = (whole.loss_shares if whole else None) or [None] * len(steps)
    needed = step_target(TARGET, len(steps))
    for one, loss in zip(steps, losses, strict=True):
        share = one.passed / one.cases if one.cases else None
        yield *key, one.step_no, one.provider, one.customer, one.cases, one.passed, share, loss, needed
