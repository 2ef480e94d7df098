"""Closings that attend to the clock and not to the work: just before a deadline, or in the last days of a half-year.

Neither alone proves anything, for people work to deadlines; it has to come back more often, too.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import duckdb

from warehouse.assessment.fairness.sign import Sign
from warehouse.assessment.statistics.gaming import FLAT, Association, Excess, excess, reopened_more

FEWEST_TICKETS = 20
FIRST_OF_WINDOW, LAST_TWENTIETH, BEYOND = 18, 20, 21
Counts = tuple[int, int]


def closing_signs(connection: duckdb.DuckDBPyConnection, period: str) -> Iterator[Sign]:
    yield from _deadline(connection, period)
    yield from _period_end(connection, period)


def _deadline(connection: duckdb.DuckDBPyConnection, period: str) -> Iterator[Sign]:
    """Of closings in the last 15% of the target, those in the last 5%: a third where nobody looks at the clock."""
    rows = connection.execute(
        "SELECT department_id, used_twentieth, closed_count, reopened_count FROM fairness.closing_cell"
        " WHERE period_id = $1 ORDER BY department_id",
        [period],
    ).fetchall()
    cells: dict[str, dict[int, Counts]] = defaultdict(dict)
    for department_id, twentieth, closed, reopened in rows:
        cells[department_id][twentieth] = closed, reopened
    for department_id, by_twentieth in cells.items():
        last = by_twentieth.get(LAST_TWENTIETH, (0, 0))
        others = _sum(
            [counts for twentieth, counts in by_twentieth.items() if twentieth not in (LAST_TWENTIETH, BEYOND)]
        )
        window = sum(closed for twentieth, (closed, _) in by_twentieth.items() if FIRST_OF_WINDOW <= twentieth < BEYOND)
        if last[0] + others[0] >= FEWEST_TICKETS:
            yield _sign(
                "deadline_closing", department_id, excess(last[0], window, float(FLAT)), float(FLAT), last, others
            )


def _period_end(connection: duckdb.DuckDBPyConnection, period: str) -> Iterator[Sign]:
    """Closings on the last three workdays against the mean of all days."""
    rows = connection.execute(
        "SELECT department_id, last_count, last_reopened_count, closed_count, reopened_count,"
        " expected_count / closed_count FROM fairness.period_end"
        " WHERE period_id = $1 AND closed_count >= $2 ORDER BY department_id",
        [period, FEWEST_TICKETS],
    ).fetchall()
    for department_id, last, last_reopened, closed, reopened, expected in rows:
        others = closed - last, reopened - last_reopened
        tested = excess(last, closed, expected)
        yield _sign("period_end_burst", department_id, tested, expected, (last, last_reopened), others)


def _sign(kind: str, department_id: str, tested: Excess, expected: float, last: Counts, others: Counts) -> Sign:
    """Both tests have to be passed, so the larger p is that of both."""
    came_back = reopened_more(*((reopened, closed - reopened) for closed, reopened in (last, others)))
    observed = tested.found / tested.cases if tested.cases else None
    counts = (tested.found, tested.cases)
    p = max(tested.p, came_back.p)
    return Sign(
        kind,
        department_id,
        p,
        observed,
        expected,
        tested.ratio,
        *counts,
        evidence=_evidence(tested, came_back, last, others),
    )


def _evidence(tested: Excess, came_back: Association, last: Counts, others: Counts) -> dict[str, float | None]:
    return {
        "last_closed_count": last[0],
        "last_reopened_count": last[1],
        "other_closed_count": others[0],
        "other_reopened_count": others[1],
        "odds_ratio": came_back.odds_ratio,
        "excess_p": tested.p,
        "reopened_p": came_back.p,
    }


def _sum(cells: Sequence[Counts]) -> Counts:
    return sum(closed for closed, _ in cells), sum(reopened for _, reopened in cells)
