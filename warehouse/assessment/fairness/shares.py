"""Signs that are a share of cases, compared with the same share of all other departments; and who is asked."""

from collections import defaultdict
from collections.abc import Iterator

import duckdb

from warehouse.assessment.fairness.closings import FEWEST_TICKETS
from warehouse.assessment.fairness.sign import Sign
from warehouse.assessment.statistics.dispersion import unusual_shares
from warehouse.assessment.statistics.gaming import invited_less

FEWEST_FOUND = 5


def share_signs(connection: duckdb.DuckDBPyConnection, period: str, k_score: int) -> Iterator[Sign]:
    """Kinds of fairness.compared_share, among departments with cases enough, and raters enough where people rate."""
    rows = connection.execute(
        "SELECT kind, department_id, found_count, case_count FROM fairness.compared_share WHERE period_id = $1"
        " AND CASE WHEN rater_count IS NULL THEN case_count >= $2 ELSE rater_count >= $3 END",
        [period, FEWEST_TICKETS, k_score],
    ).fetchall()
    kinds: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for kind, department_id, *counts in rows:
        kinds[kind][department_id] = counts[0], counts[1]
    for kind, units in sorted(kinds.items()):
        for department_id, one in unusual_shares(units).items():
            limits = {"low": one.low, "high": one.high}
            numbers = (one.share, one.expected, one.z, *units[department_id])
            yield Sign(kind, department_id, one.p, *numbers, units[department_id][0] >= FEWEST_FOUND, evidence=limits)


def invitation_signs(connection: duckdb.DuckDBPyConnection, period: str) -> Iterator[Sign]:
    """Whether fewer of those who were served late are asked for their opinion."""
    rows = connection.execute(
        "SELECT department_id, late_invited_count, late_count, met_invited_count, met_count"
        " FROM fairness.selective_invitation"
        " WHERE period_id = $1 AND late_count > 0 AND met_count > 0 AND late_count + met_count >= $2"
        " ORDER BY department_id",
        [period, FEWEST_TICKETS],
    ).fetchall()
    for department_id, late_invited, late, met_invited, met in rows:
        found = invited_less((late_invited, late - late_invited), (met_invited, met - met_invited))
        shares = (late_invited / late, met_invited / met)
        evidence = {"met_invited_count": met_invited, "met_count": met}
        yield Sign(
            "selective_invitation",
            department_id,
            found.p,
            *shares,
            found.odds_ratio,
            late_invited,
            late,
            evidence=evidence,
        )
