"""How lenient or severe each rater is: what explains ratings, never a list of people for a page."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import duckdb

from warehouse.assessment.statistics.rater import Rating, components, constant_raters, severities


def rater_rows(connection: duckdb.DuckDBPyConnection, period: str) -> Iterator[tuple[Any, ...]]:
    """Rows of marts.rater_severity: who rated too few, or cannot be compared, has no severity."""
    rows = connection.execute(
        "SELECT rater_id, provider_department_id, CAST(1 + 4 * score_share AS DECIMAL(18, 6))"
        " FROM core.fct_survey_answer WHERE kind = 'relationship' AND question = 'overall'"
        " AND NOT is_self_service AND score_share IS NOT NULL AND period_id = $1",
        [period],
    ).fetchall()
    ratings = [Rating(rater_id, ratee_id, Fraction(score)) for rater_id, ratee_id, score in rows]
    found, parts, constant = severities(ratings), components(ratings), constant_raters(ratings)
    ratees: dict[str, set[str]] = {rater_id: set() for rater_id in parts}
    for one in ratings:
        ratees[one.rater_id].add(one.ratee_id)
    for rater_id, part in parts.items():
        severity = found.by_rater.get(rater_id)
        about = (len(ratees[rater_id]), part, severity is not None, rater_id in constant)
        yield period, rater_id, severity, *about
