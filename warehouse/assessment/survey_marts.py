"""What surveys say of each unit of the department tree, made of published cells only: marts.survey_unit."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

import duckdb

from warehouse.assessment.marts import COUNT, SCORE, write
from warehouse.assessment.statistics import nonresponse
from warehouse.assessment.statistics.nonresponse import Stratum
from warehouse.assessment.statistics.survey import consistency, promoters, servqual

DIMENSIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")
OVERALL, LOYALTY = "overall", "loyalty"
LOWEST, STEPS = 1, 4
COLUMNS = {
    "period_id": "VARCHAR",
    "level": "BIGINT",
    "unit_id": "VARCHAR",
    "kind": "VARCHAR",
    "answer_count": "BIGINT",
    "rater_count": "BIGINT",
    "mean_score": SCORE,
    "servperf_score": SCORE,
    "weighted_gap": SCORE,
    "alpha": "DOUBLE",
    "form_count": "BIGINT",
    "is_indicative": "BOOLEAN",
    "nps_score": "DOUBLE",
    "nps_low": "DOUBLE",
    "nps_high": "DOUBLE",
    "asked_count": "BIGINT",
    "answered_count": "BIGINT",
    "satisfied_low_share": SCORE,
    "satisfied_high_share": SCORE,
    "is_provisional": "BOOLEAN",
    "known_score": SCORE,
    "weighted_score": SCORE,
    "effective_count": COUNT,
}
# Level 0 is the company; below it a department that ends early stands for itself, as on the pages.
UNITS = """
CREATE OR REPLACE TEMP TABLE survey_scope AS
SELECT level, department_id, CASE level WHEN 1 THEN level1_id WHEN 2 THEN coalesce(level2_id, level1_id)
    WHEN 3 THEN coalesce(level3_id, level2_id, level1_id) END AS unit_id
FROM core.dim_department CROSS JOIN (VALUES (0), (1), (2), (3)) AS levels (level)
"""
SUMS = """
SELECT period_id, level, unit_id, unnest([kind, 'all']) AS kind, question, side, answer_count, mark_sum,
    satisfied_count, promoter_count, detractor_count
FROM marts.survey_cell JOIN survey_scope ON department_id = provider_department_id WHERE state = 'shown'
"""
RATERS = """
SELECT period_id, level, unit_id, kind, count(DISTINCT rater_id) FROM (
    SELECT period_id, level, unit_id, unnest([kind, 'all']) AS kind, rater_id
    FROM core.fct_survey_mark
    JOIN marts.survey_cell USING (period_id, provider_department_id, kind, question, side)
    JOIN survey_scope ON department_id = provider_department_id
    WHERE state = 'shown' AND question = 'overall' AND side = 'perceived'
) GROUP BY ALL
"""
FORMS = """
SELECT period_id, level, unit_id, unnest([kind, 'all']) AS kind, list(score_share::DOUBLE ORDER BY question)
FROM core.fct_survey_answer AS answer
JOIN marts.survey_cell USING (period_id, provider_department_id, kind, question)
JOIN survey_scope ON department_id = provider_department_id
WHERE state = 'shown' AND side = 'perceived' AND NOT is_self_service AND score_share IS NOT NULL
    AND question IN {dimensions}
GROUP BY period_id, level, unit_id, kind, response_id HAVING count(*) = {count}
"""
ASKED = """
SELECT period_id, level, unit_id, kind, count(*), count(*) FILTER (is_answered), count(DISTINCT rater_id),
    bool_or(is_invited), count(*) FILTER (NOT is_answered AND state = 'shown')
FROM (
    SELECT asked.* EXCLUDE (kind), unnest([kind, 'all']) AS kind, cell.state, level, unit_id
    FROM core.fct_survey_invitation AS asked
    LEFT JOIN (FROM marts.survey_cell WHERE question = 'overall' AND side = 'perceived') AS cell
        USING (period_id, provider_department_id, kind)
    JOIN survey_scope ON department_id = asked.provider_department_id
)
GROUP BY ALL
"""
STRATA = """
SELECT period_id, level, unit_id, customer_department_id, sum(asked), sum(answer_count), sum(mark_sum) FROM (
    SELECT period_id, provider_department_id, coalesce(customer_department_id, '') AS customer_department_id,
        1 AS asked, 0 AS answer_count, 0 AS mark_sum
    FROM core.fct_survey_invitation
    UNION ALL
    SELECT period_id, provider_department_id, customer_department_id, 0, answer_count, mark_sum
    FROM marts.survey_edge
    WHERE state = 'shown' AND question = 'overall' AND side = 'perceived'
        AND customer_department_id <> provider_department_id
) JOIN survey_scope ON department_id = provider_department_id
GROUP BY period_id, level, unit_id, customer_department_id
"""


class Unit(NamedTuple):
    """Level 0 is the company, without a unit; kind `all` is every kind of survey together."""

    period_id: str
    level: int
    unit_id: str | None
    kind: str


@dataclass
class Sums:
    """What the published cells of one unit add up to, for one question and side."""

    answers: int = 0
    marks: Fraction = Fraction(0)
    satisfied: int = 0
    promoting: int = 0
    detracting: int = 0

    @property
    def mean(self) -> Fraction:
        """On a scale of 1 to 5."""
        return LOWEST + STEPS * self.marks / self.answers


@dataclass
class Asked:
    """Who was asked; `silent` are those without an answer whose department's answers are shown."""

    asked: int
    answered: int
    people: int
    is_known: bool
    silent: int


@dataclass
class Found:
    """Everything that is known of one unit."""

    sums: dict[tuple[str, str], Sums] = field(default_factory=lambda: defaultdict(Sums))
    raters: int = 0
    forms: list[list[float]] = field(default_factory=list)
    asked: Asked | None = None
    strata: dict[str, Stratum] = field(default_factory=dict)


def write_survey(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes marts.survey_unit of what marts.survey_cell and survey_edge publish."""
    connection.execute(UNITS)
    row = connection.execute("SELECT k_score FROM settings.privacy").fetchone()
    smallest = row[0] if row else 1
    found = _found(connection)
    rows = (_row(unit, one, smallest) for unit, one in sorted(found.items(), key=lambda item: _order(item[0])))
    write(connection, "marts.survey_unit", rows, COLUMNS)
    connection.execute("DROP TABLE survey_scope")


def _order(unit: Unit) -> tuple[Any, ...]:
    return unit.period_id, unit.level, unit.unit_id or "", unit.kind


def _found(connection: duckdb.DuckDBPyConnection) -> Mapping[Unit, Found]:
    found: dict[Unit, Found] = defaultdict(Found)
    for *unit, question, side, answers, marks, satisfied, promoting, detracting in _rows(connection, SUMS):
        sums = found[Unit(*unit)].sums[question, side]
        sums.answers += answers
        sums.marks += Fraction(marks)
        sums.satisfied += satisfied
        sums.promoting += promoting
        sums.detracting += detracting
    for *unit, raters in _rows(connection, RATERS):
        found[Unit(*unit)].raters = raters
    for *unit, marks in _rows(connection, FORMS.format(dimensions=DIMENSIONS, count=len(DIMENSIONS))):
        found[Unit(*unit)].forms.append(marks)
    for *unit, asked, answered, people, is_known, silent in _rows(connection, ASKED):
        found[Unit(*unit)].asked = Asked(asked, answered, people, is_known, silent)
    for *unit, customer, asked, answered, marks in _rows(connection, STRATA):
        stratum = Stratum(max(int(asked), int(answered)), int(answered), Fraction(marks))
        found[Unit._make((*unit, "all"))].strata[customer] = stratum
    return found


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterable[tuple[Any, ...]]:
    return connection.execute(sql).fetchall()


def _row(unit: Unit, found: Found, smallest: int) -> tuple[Any, ...]:
    overall = found.sums.get((OVERALL, "perceived"))
    head = (overall.answers, found.raters, overall.mean) if overall else (None, None, None)
    return (
        *unit, *head, *_servqual(found), *_consistency(found, smallest), *_promoters(found),
        *_response(found, overall, smallest), *_weighted(found),
    )  # fmt: skip


def _servqual(found: Found) -> Iterator[Fraction | None]:
    """SERVPERF and the weighted gap; all dimensions weigh the same. None where one of them is not shown."""
    got, wanted = ([found.sums.get((one, side)) for one in DIMENSIONS] for side in ("perceived", "expected"))
    if any(one is None for one in got):
        return iter((None, None))
    means = [one.mean for one in got if one]
    expected = [one.mean for one in wanted if one]
    quality = servqual(means, expected if len(expected) == len(means) else means, [Fraction(1)] * len(means))
    return iter((quality.perceived_score, quality.weighted_gap if len(expected) == len(means) else None))


def _consistency(found: Found, smallest: int) -> tuple[Any, ...]:
    if len(found.forms) < smallest:
        return None, None, None
    quality = consistency(found.forms)
    return quality.alpha, len(found.forms), quality.is_indicative


def _promoters(found: Found) -> tuple[Any, ...]:
    loyalty = found.sums.get((LOYALTY, "perceived"))
    if not loyalty:
        return None, None, None
    passive = loyalty.answers - loyalty.promoting - loyalty.detracting
    net = promoters(loyalty.promoting, passive, loyalty.detracting)
    return (net.score, *net.interval) if net else (None, None, None)


def _response(found: Found, overall: Sums | None, smallest: int) -> tuple[Any, ...]:
    """Asked, answered, bounds of the satisfied share, and whether that is too little to be final."""
    asked = found.asked
    if not asked or not asked.is_known or asked.people < smallest:
        return None, None, None, None, None
    if not overall:
        return asked.asked, asked.answered, None, None, True
    whole = overall.answers + asked.silent
    bounds = nonresponse.satisfied_bounds(overall.satisfied, overall.answers, whole)
    is_provisional = nonresponse.is_provisional(bounds, asked.answered, asked.asked)
    return asked.asked, asked.answered, *(bounds or (None, None)), is_provisional


def _weighted(found: Found) -> tuple[Any, ...]:
    """The mean of customers that are shown, the same as if all had answered alike, and what that is worth."""
    mean = nonresponse.weighted_mean(found.strata)
    if mean is None:
        return None, None, None
    answered = sum(one.answered for one in found.strata.values())
    known = sum((one.score_sum for one in found.strata.values()), Fraction(0)) / answered
    weights = nonresponse.response_weights(found.strata)
    worth = nonresponse.effective_count((weight, found.strata[id_].answered) for id_, weight in weights.items())
    return LOWEST + STEPS * known, LOWEST + STEPS * mean, worth
