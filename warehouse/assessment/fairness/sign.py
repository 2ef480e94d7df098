"""Signs that may be a matter of fairness: what was tested of whom, and what of all signs of a half-year stands out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite

import polars as pl

from warehouse.assessment.statistics.multiplicity import holm

LEVEL = 0.05  # of naming anybody in a half-year in which nobody did anything
SCHEMA = pl.Schema(
    {
        "kind": pl.String(),
        "department_id": pl.String(),
        "other_department_id": pl.String(),
        "observed": pl.Float64(),
        "expected": pl.Float64(),
        "statistic": pl.Float64(),
        "found_count": pl.Int64(),
        "case_count": pl.Int64(),
        "p_raw": pl.Float64(),
        "is_large": pl.Boolean(),
        "evidence": pl.String(),
    }
)


@dataclass(frozen=True)
class Sign:
    """What was tested of one department in one half-year.

    `observed` stands beside `expected`, as shares; `found_count` of `case_count` made it. `p` is one-sided and not
    adjusted. `is_large` is False where there is too little of it to matter. `evidence` holds the other counts.
    """

    kind: str
    department_id: str
    p: float
    observed: float | None
    expected: float | None
    statistic: float | None
    found_count: int
    case_count: int
    is_large: bool = True
    evidence: Mapping[str, float | None] = field(default_factory=dict)


def as_frame(signs: Iterable[Sign]) -> pl.DataFrame:
    """Rows of SCHEMA. Odds against nothing are infinite, for which JSON has no word: they become null."""
    rows = [
        (one.kind, one.department_id, None, one.observed, one.expected, _finite(one.statistic),
         one.found_count, one.case_count, one.p, one.is_large, _json(one.evidence))
        for one in signs
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def judged(signs: pl.DataFrame) -> pl.DataFrame:
    """The signs of a half-year with `flag_id`, `p_holm`, `unit_count` (tested of its kind), `kind_count`, `is_flagged`.

    Holm within each kind, times the number of kinds: each kind may err equally often, however many units it tests, and
    the chance of any wrong flag in a half-year is LEVEL. What is certain but too small to matter is no flag.
    """
    parts = signs.partition_by("kind", maintain_order=True)
    adjusted = [
        part.with_columns(p_holm=pl.Series(holm(part["p_raw"].to_numpy()) * len(parts)).clip(0, 1), unit_count=pl.len())
        for part in parts
    ]
    whole = pl.concat(adjusted) if adjusted else signs.with_columns(p_holm=pl.lit(0.0), unit_count=pl.len())
    return whole.with_columns(
        flag_id=pl.concat_str("kind", "department_id", "other_department_id", separator="-", ignore_nulls=True),
        kind_count=pl.lit(len(parts)),
        is_flagged=(pl.col("p_holm") < LEVEL) & pl.col("is_large"),
    )


def _json(evidence: Mapping[str, float | None]) -> str:
    return json.dumps({name: _finite(value) for name, value in evidence.items()})


def _finite(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
