"""What the feeds of today would give for a frozen half-year against what is frozen: who moves, by how much, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from warehouse.assessment.facts import Facts
from warehouse.assessment.halves import Kept
from warehouse.assessment.marts import RATIO, SCORE
from warehouse.assessment.period.frozen import Frozen
from warehouse.assessment.period.result import Row, Tables, tables_of

RESTATEMENT = {
    "period_id": "VARCHAR",
    "department_id": "VARCHAR",
    "frozen_status": "VARCHAR",
    "present_status": "VARCHAR",
    "frozen_score": SCORE,
    "present_score": SCORE,
    "score_change": SCORE,
    "frozen_rank": "BIGINT",
    "present_rank": "BIGINT",
    "frozen_grade": "VARCHAR",
    "present_grade": "VARCHAR",
    "frozen_coefficient": RATIO,
    "present_coefficient": RATIO,
    "frozen_bonus_fen": "BIGINT",
    "present_bonus_fen": "BIGINT",
    "changed_indicators": "VARCHAR",
    "next_period_id": "VARCHAR",
    "proposed_points": SCORE,
}
CAUSE = {
    "period_id": "VARCHAR",
    "department_id": "VARCHAR",
    "indicator_id": "VARCHAR",
    **{
        f"{when}_{name}": type_name
        for name, type_name in (
            ("status", "VARCHAR"),
            ("numerator", "DECIMAL(18, 4)"),
            ("denominator", "DECIMAL(18, 4)"),
            ("score", SCORE),
        )
        for when in ("frozen", "present")
    },
}
COMPARED = ("status", "score", "rank", "grade", "coefficient")
INPUTS = ("status", "numerator", "denominator", "score")


def restatements(facts: Facts, kept: Kept) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of RESTATEMENT and of CAUSE. A half-year that the sources have forgotten cannot be restated."""
    moved: list[tuple[Any, ...]] = []
    causes: list[tuple[Any, ...]] = []
    for period in facts.periods:
        frozen = kept.frozen.get(period.id)
        if frozen and facts.seen.get(period.id):
            present = tables_of(frozen.judged(facts, period))
            why = list(_causes(frozen.tables, present))
            causes += why
            moved += _moved(frozen, present, why)
    return moved, causes


def _causes(frozen: Tables, present: Tables) -> Iterator[tuple[Any, ...]]:
    name = "marts.indicator_value"
    for key, was, now in _pairs(frozen[name], present[name], ("department_id", "indicator_id")):
        if was and [was.get(one) for one in INPUTS] != [now.get(one) for one in INPUTS]:
            yield was["period_id"], *key, *(side.get(one) for one in INPUTS for side in (was, now))


def _moved(frozen: Frozen, present: Tables, causes: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Departments whose result or bonus differs; one that was founded later and is not rated has not moved."""
    name = "marts.department_score"
    old_bonus, new_bonus = _bonus(frozen.tables), _bonus(present)
    changed: dict[str, list[str]] = defaultdict(list)
    for cause in causes:
        changed[cause[1]].append(cause[2])
    for (one,), was, now in _pairs(frozen.tables[name], present[name], ("department_id",)):
        bonus = (old_bonus.get(one), new_bonus.get(one))
        is_new = not was and now["status"] == "not_rated"
        is_same = [was.get(column) for column in COMPARED] == [now.get(column) for column in COMPARED]
        if is_new or (is_same and bonus[0] == bonus[1]):
            continue
        change = _change(was.get("score"), now.get("score"))
        sides: list[Any] = [side.get(column) for column in COMPARED for side in (was, now)]
        sides.insert(4, change)
        why = ", ".join(changed[one]) or None
        yield frozen.id, one, *sides, *bonus, why, frozen.manifest["next_period"], _proposed(frozen, change)


def _proposed(frozen: Frozen, change: Fraction | None) -> Fraction | None:
    """What a person may ask to add in the next half-year: the change within the bound of the frozen policy."""
    bound = frozen.policy.adjustments.max_abs_points
    return min(max(change, -bound), bound) if change else None


def _change(was: str | None, now: str | None) -> Fraction | None:
    return Fraction(Decimal(now) - Decimal(was)) if was is not None and now is not None else None


def _bonus(tables: Tables) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in tables["marts.bonus_line"]:
        sums[row["department_id"] or ""] += int(row["amount_fen"] or 0)
    return sums


def _pairs(
    was: Iterable[Row], now: Iterable[Row], names: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], Row, Row]]:
    """The rows of both with the same key; an empty one where there is none."""
    old, new = ({tuple(row[name] or "" for name in names): row for row in rows} for rows in (was, now))
    for key in sorted(old.keys() | new.keys()):
        yield key, old.get(key, {}), new.get(key, {})
