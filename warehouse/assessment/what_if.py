"""What a published half-year would be under another policy or pool: computed in memory, written nowhere."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import polars as pl

from warehouse.assessment import bonus
from warehouse.assessment.benchmark import Benchmark, Past, benchmark_of
from warehouse.assessment.facts import NOBODY, Facts, Period
from warehouse.assessment.half_year import judge_half_year, shares
from warehouse.assessment.halves import Kept, before, read_kept
from warehouse.assessment.period.effects import Effects, effects, from_plain
from warehouse.assessment.period.frozen import Frozen
from warehouse.assessment.period.ledger import Ledger
from warehouse.assessment.period.present import Present, present
from warehouse.assessment.policy import Indicator, Policy
from warehouse.assessment.policy_file import read_policy
from warehouse.assessment.score import rounded
from warehouse.errors import UserError
from warehouse.store import Published
from warehouse.toml_file import nearest, place

FEN = 100
RATIO_DECIMALS = 6
GOOD = Fraction(100)
UNITS = {"proportion": Fraction(1, 100), "mean": Fraction(1), "rate": Fraction(1), "value": Fraction(1)}
REACHES = {"proportion": (15.0, 0.5), "mean": (1.0, 0.05), "rate": (15.0, 0.5), "value": (20.0, 1.0)}
AFTER = {
    "department_id": pl.String,
    "after_status": pl.String,
    "after_score": pl.Float64,
    "after_rank": pl.Int64,
    "after_grade": pl.String,
    "after_coefficient": pl.Float64,
    "after_amount_fen": pl.Int64,
}
MOVES = ("rank", "grade", "coefficient", "amount")


@dataclass(frozen=True)
class Changes:
    """What is asked. Weights in any unit, for they are renormalised; shifts of curves in the units of `levers`.

    What is not named stays as in the policy.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    shifts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Base:
    """One half-year with all that its result was made of. `stakes` are bases times days by department.

    `benchmark` is what it was judged with, `past` all that the half-year before leaves, also for other policies.
    """

    period: Period
    policy: Policy
    benchmark: Benchmark
    past: Past
    facts: Facts
    effects: Effects
    stakes: Mapping[str, Fraction]
    pool_fen: int | None


def read_base(warehouse: Path, period: str, build: Published | None = None) -> Base:
    """Of the published build; of a frozen half-year its own snapshot. Refusal when there is no such half-year."""
    kept = read_kept(warehouse)
    with present(warehouse, period, build) as here:
        if period in kept.frozen:
            return _of_snapshot(kept.frozen[period], here, kept)
        known = Kept(_known(here, kept.ledger), kept.frozen)
        past = before(here.policies, here.facts, known, here.period)
        ours = (here.policy, benchmark_of(here.policy, past), past)
        return _base(here.facts, here.period, *ours, effects(known.ledger, period))


def _known(here: Present, ledger: Ledger) -> Ledger:
    """The ledger as the build knew it, for that is what was published."""
    (count,) = here.connection.execute("SELECT count(*) FROM audit.ledger_entry").fetchall()[0]
    return replace(ledger, entries=ledger.entries[:count])


def _of_snapshot(frozen: Frozen, here: Present, kept: Kept) -> Base:
    facts = frozen.facts
    (period,) = (one for one in facts.periods if one.id == frozen.id)
    ours = (frozen.policy, frozen.benchmark, before(here.policies, here.facts, kept, here.period))
    facts = replace(facts, measured=here.facts.measured)
    return _base(facts, period, *ours, from_plain(frozen.manifest["effects"]))


def _base(facts: Facts, period: Period, policy: Policy, benchmark: Benchmark, past: Past, effects: Effects) -> Base:
    """Keeps the money by department and forgets the people."""
    people = facts.people
    pool = people.pools.get(period.id)
    pool_fen = None if pool is None else bonus.to_fen(period.id, pool)
    stakes = bonus.stakes(shares(period, people, effects))
    return Base(period, policy, benchmark, past, replace(facts, people=NOBODY), effects, stakes, pool_fen)


def read_other(file: Path, measured: Collection[str]) -> Policy:
    """A policy of somebody's own. UserError with file, line and reason for a bad one."""
    policy = read_policy(file)
    for number, indicator in enumerate(policy.indicators):
        if indicator.id not in measured:
            where, near = place(file, ("indicators", str(number), "id")), nearest(indicator.id, measured)
            raise UserError(f'{where}: nobody measures {indicator.id}; the nearest that is measured is "{near}".')
    return policy


def changed(policy: Policy, changes: Changes) -> Policy:
    """The policy with weights renormalised to 100 and curves moved along x. ValueError when no weight is left."""
    raw = {one.id: _exact(changes.weights.get(one.id, one.weight)) for one in policy.indicators}
    whole = sum(raw.values(), Fraction(0))
    if min(raw.values()) < 0 or not whole:
        raise ValueError("weights must be 0 or more, and one of them above 0")
    indicators = [
        one.model_copy(
            update={
                "weight": raw[one.id] * 100 / whole,
                "curve": _moved(one, _exact(changes.shifts.get(one.id, 0)) * UNITS[one.kind]),
            }
        )
        for one in policy.indicators
    ]
    return policy.model_copy(update={"indicators": indicators})


def _exact(number: float | Fraction) -> Fraction:
    return number if isinstance(number, Fraction) else Fraction(str(number))


def _moved(indicator: Indicator, by: Fraction) -> list[tuple[Fraction, Fraction]]:
    return [(x + by, score) for x, score in indicator.curve]


def levers(official: Policy, changed: Policy) -> pl.DataFrame:
    """One row per indicator: its weight before and after, and the value that scores 100 before and after.

    Targets of a proportion are in percent; a rate is per thousand. `limit` and `step` say how far a target is to move.
    """
    rows = []
    for one, now in zip(official.indicators, changed.indicators, strict=True):
        limit, step = REACHES[one.kind]
        weights = (float(one.weight), float(now.weight))
        rows.append((one.id, one.kind, one.direction, *weights, _target(one), _target(now), limit, step))
    columns = ["indicator_id", "kind", "direction", "before_weight", "after_weight"]
    columns += ["before_target", "after_target", "limit", "step"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _target(indicator: Indicator) -> float | None:
    """The easiest x that scores 100, in the unit of `levers`; None where the curve never gets there."""
    curve = indicator.curve if indicator.direction == "higher" else [*reversed(indicator.curve)]
    for (x0, y0), (x1, y1) in pairwise(curve):
        if y0 <= GOOD <= y1 and y0 < y1:
            return float((x0 + (x1 - x0) * (GOOD - y0) / (y1 - y0)) / UNITS[indicator.kind])
    return None


def outcome(base: Base, policy: Policy, pool_fen: int | None = None) -> pl.DataFrame:
    """One row per department with the columns of AFTER: the half-year judged under a policy, its pool given out.

    Whether somebody has decided on the policy is not asked: the question is what its numbers would do.
    Without a pool, and in a trial run, no department has an amount.
    """
    asked = policy.model_copy(update={"governance": base.policy.governance})
    judged = judge_half_year(asked, base.period, _benchmark(base, policy), base.facts, base.effects)
    pool = base.pool_fen if pool_fen is None else pool_fen
    pools: Mapping[str, int] = {}
    if pool is not None and judged.trial is None:
        pools = bonus.department_pools(pool, base.stakes, judged.coefficients)
    rows = [
        (
            one, score.status, None if score.score is None else float(score.score), judged.ranks.get(one),
            judged.grades.get(one), float(rounded(judged.coefficients[one], RATIO_DECIMALS)), pools.get(one),
        )
        for one, score in judged.scores.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=AFTER, orient="row")


def _benchmark(base: Base, policy: Policy) -> Benchmark:
    """What the half-year was judged with, and for what another policy asks besides, what the one before leaves."""
    made, was = benchmark_of(policy, base.past), base.benchmark
    mixes = {one.id: one.case_mix for one in base.policy.indicators}
    same = {one.id for one in policy.indicators if one.case_mix and one.case_mix == mixes.get(one.id)}
    known = {one: prior for one, prior in was.priors.items() if prior is not None}
    strata = {**made.strata, **{one: marks for one, marks in was.strata.items() if one in same}}
    return replace(was, priors={**made.priors, **known}, strata=strata)


def compared(official: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The rows of reads/official with what they would be, the best first; only departments that it has.

    `<what>_change` is after minus before; of ranks it counts places gained. `is_moved` says whether rank, grade,
    coefficient or money differ. Amounts beside those in fen are in the currency's unit.
    """
    both = official.join(after, on="department_id", how="left").with_columns(
        pl.when("is_amount_seen").then("after_amount_fen").alias("after_amount_fen")
    )
    moved = [
        pl.col(f"official_{one}").ne_missing(pl.col(f"after_{one}"))
        for one in ("rank", "grade", "coefficient", "amount_fen")
    ]
    return (
        both.with_columns(
            (pl.col("after_score") - pl.col("official_score")).round(4).alias("score_change"),
            (pl.col("official_rank") - pl.col("after_rank")).alias("rank_change"),
            (pl.col("after_amount_fen") - pl.col("official_amount_fen")).alias("amount_change_fen"),
            *(one.alias(f"is_{name}_moved") for name, one in zip(MOVES, moved, strict=True)),
            pl.any_horizontal(moved).alias("is_moved"),
            pl.min_horizontal("official_score", "after_score").alias("low_score"),
            *((pl.col(f"{when}_amount_fen") / FEN).alias(f"{when}_amount") for when in ("official", "after")),
        )
        .with_columns(
            (pl.col("amount_change_fen") / FEN).alias("amount_change"),
            pl.col("score_change").abs().alias("moved_score"),
        )
        .sort("after_rank", "official_rank", "department_id", nulls_last=True)
    )


def totals(moves: pl.DataFrame) -> dict[str, int]:
    """How many departments there are, and how many move in each of MOVES."""
    return {"department": moves.height, **{name: int(moves[f"is_{name}_moved"].sum()) for name in MOVES}}


def pool_amount(base: Base) -> float | None:
    """The published pool in the currency's unit, for people to change."""
    return None if base.pool_fen is None else base.pool_fen / FEN


def in_fen(amount: float) -> int:
    """An amount of the currency in fen, to the nearest one."""
    return round(Fraction(str(amount)) * FEN)
