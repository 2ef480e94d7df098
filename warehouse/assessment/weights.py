"""Whether ranks and grades hang on the weights: how often each holds when the weights are a little different."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from warehouse.assessment.half_year import HalfYear
from warehouse.assessment.marts import RATIO, named
from warehouse.assessment.period.frozen import Frozen
from warehouse.assessment.statistics.sensitivity import Held, by_draws, by_steps

SEED = 20250630
DRAWS = 4000
SURE = 0.90
SENSITIVITY = {
    "period_id": "VARCHAR",
    "department_id": "VARCHAR",
    "rank_held_share": RATIO,
    "grade_held_share": RATIO,
    "step_rank_held_share": RATIO,
    "step_grade_held_share": RATIO,
    "is_rank_sensitive": "BOOLEAN",
    "draw_count": "BIGINT",
    "seed": "BIGINT",
}


def sensitivity(half_years: Iterable[HalfYear | Frozen]) -> Iterator[tuple[Any, ...]]:
    """Rows of SENSITIVITY, one for every department with a score, also of frozen half-years.

    Shares of DRAWS sets of weights drawn around the policy's with SEED, and of single weights changed by a fifth.
    A rank is sensitive when fewer than SURE of the draws keep it. Grades are those by threshold, before caps.
    """
    for one in half_years:
        period = one.id if isinstance(one, Frozen) else one.period.id
        drawn, stepped = _shares(one)
        for department, held in drawn.items():
            step = stepped[department]
            shares = [Fraction(share) for share in (*held, *step)]
            yield period, department, *shares, held.rank < SURE, DRAWS, SEED


def _shares(half_year: HalfYear | Frozen) -> tuple[dict[str, Held], dict[str, Held]]:
    rows = {table: list(named(half_year, table)) for table in ("marts.department_score", "marts.indicator_value")}
    rated = {row["department_id"]: row for row in rows["marts.department_score"] if row["score"] is not None}
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    weights = {row["indicator_id"]: float(row["weight"]) for row in rows["marts.indicator_value"]}
    for row in rows["marts.indicator_value"]:
        if row["department_id"] in rated and row["score"] is not None:
            scores[row["department_id"]][row["indicator_id"]] = float(row["score"])
    points = {one: float(row["score"]) - float(row["unadjusted_score"] or row["score"]) for one, row in rated.items()}
    thresholds = [float(grade.min_score) for grade in half_year.policy.grades]
    drawn = by_draws(scores, weights, SEED, thresholds, points, DRAWS)
    return drawn, by_steps(scores, weights, thresholds, points)
