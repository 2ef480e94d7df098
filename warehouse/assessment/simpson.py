"""Simpson's paradox (辛普森悖论): who is ahead by plain counts and behind on the same mix of cases."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from warehouse.assessment.benchmark import Benchmark
from warehouse.assessment.policy import Policy
from warehouse.assessment.score import Value
from warehouse.assessment.statistics.case_mix import Standing, reversals


class Warning(NamedTuple):
    """`ahead_department_id` is ahead by `crude_gap` of plain counts, the other by `adjusted_gap` on the same mix."""

    indicator_id: str
    ahead_department_id: str
    behind_department_id: str
    crude_gap: Fraction
    adjusted_gap: Fraction


def warnings(policy: Policy, values: Mapping[str, Mapping[str, Value]], benchmark: Benchmark) -> Iterator[Warning]:
    """Every pair of departments with enough cases whose order the mix of their cases turns round."""
    for indicator in policy.indicators:
        if indicator.id in benchmark.strata:
            standings = _standings({one: of[indicator.id] for one, of in values.items()})
            for pair in reversals(standings, 1):
                ahead, behind = sorted(pair, key=lambda one: standings[one].crude, reverse=True)
                crude = standings[ahead].crude - standings[behind].crude
                adjusted = standings[behind].direct - standings[ahead].direct
                yield Warning(indicator.id, ahead, behind, crude, adjusted)


def _standings(values: Mapping[str, Value]) -> dict[str, Standing]:
    """Those with a value: they have at least the policy's `min_n` cases."""
    return {
        one: Standing(value.raw, value.adjusted, int(value.denominator or 0))
        for one, value in values.items()
        if value.raw is not None and value.adjusted is not None
    }
