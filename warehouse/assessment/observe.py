"""From what people gave to what one department's indicator says: severity, then the balance of customers. All exact."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from warehouse.assessment.detail import MICRO, Asked, Detail, Given
from warehouse.assessment.policy import Indicator, Policy, Rater
from warehouse.assessment.score import Observation
from warehouse.assessment.statistics.customer_balance import customer_weights
from warehouse.assessment.statistics.nonresponse import is_provisional, satisfied_bounds

PICO = 10**12  # severities have twelve decimals

Corrections = Mapping[str, int]


def observed(
    policy: Policy, indicator: Indicator, department: str, seen: Observation, detail: Detail, corrections: Corrections
) -> Observation:
    """The observation with its adjusted mean or share, and with the effective number of answers behind it."""
    if given := detail.given.get((department, indicator.id)):
        volumes = detail.volumes.get(department, {})
        group_of = groups(given, volumes, policy.privacy.k_score)
        counts, sums = _summed(indicator, given, group_of, corrections)
        weights = _weights(group_of, volumes, policy.rater.customer_weight_cap)
        mean = sum((weight * sums[one] / counts[one] for one, weight in weights.items()), Fraction(0))
        spread = sum((weight**2 / counts[one] for one, weight in weights.items()), Fraction(0))
        return replace(seen, adjusted=mean, effective=1 / spread)
    if seen.good_weight is not None and seen.weight:
        return replace(seen, adjusted=seen.good_weight / seen.weight)
    return seen


def corrections_of(severities: Mapping[str, Fraction], rater: Rater) -> dict[str, int]:
    """By rater what is taken off each answer, in units of 10⁻¹², at most the policy's limit either way."""
    limit = int(rater.max_correction * PICO)
    return {one: min(max(int(severity * PICO), -limit), limit) for one, severity in severities.items()}


def groups(given: Iterable[Given], volumes: Mapping[str, int], k: int) -> dict[str, str]:
    """By customer the group in which it is balanced: a customer of k raters or more alone, smaller ones together.

    Every group has k raters, or there is one group: the plain and the balanced mean of two groups, both published,
    give away the mean of each. Smaller customers join in the order of their volume.
    """
    raters: dict[str, set[str]] = defaultdict(set)
    for one in given:
        raters[one.customer_id].add(one.rater_id)
    group_of = {one: one for one in raters if len(raters[one]) >= k}
    waiting: list[str] = []
    for customer in sorted(raters.keys() - group_of.keys(), key=lambda id_: (-volumes.get(id_, 0), id_)):
        waiting.append(customer)
        if len(set().union(*(raters[name] for name in waiting))) >= k:
            group_of |= dict.fromkeys(waiting, waiting[0])
            waiting = []
    return dict(sorted((group_of | _left_over(waiting, group_of, raters)).items()))


def _left_over(waiting: list[str], group_of: Mapping[str, str], raters: Mapping[str, set[str]]) -> dict[str, str]:
    """Those who make no group: with the smallest of the others, or all together."""
    if not waiting:
        return {}
    sizes: dict[str, set[str]] = defaultdict(set)
    for one, group in group_of.items():
        sizes[group] |= raters[one]
    return dict.fromkeys(waiting, min(sizes, key=lambda group: (len(sizes[group]), group), default=waiting[0]))


def _weights(group_of: Mapping[str, str], volumes: Mapping[str, int], cap: Fraction) -> dict[str, Fraction]:
    """Of every group, by what its customers asked for; who answered has dealt with the department once."""
    sums: dict[str, int] = defaultdict(int)
    for one, group in group_of.items():
        sums[group] += max(volumes.get(one, 0), 1)
    return customer_weights({group: sums[group] for group in sorted(sums)}, cap)


def _summed(
    indicator: Indicator, given: Iterable[Given], group_of: Mapping[str, str], corrections: Corrections
) -> tuple[dict[str, int], dict[str, Fraction]]:
    """Answers and their sum by group: scores less the severity of who gave them, or satisfied answers."""
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    for one in given:
        group = group_of[one.customer_id]
        counts[group] += one.answers
        if indicator.kind == "mean":
            sums[group] += one.micro * (PICO // MICRO) - corrections.get(one.rater_id, 0) * one.answers
        else:
            sums[group] += one.satisfied
    unit = PICO if indicator.kind == "mean" else 1
    return counts, {group: Fraction(total, unit) for group, total in sums.items()}


def is_thinly_answered(asked: Asked | None) -> bool:
    """Whether too few of those asked answered for a final result; False where nobody knows who was asked."""
    if asked is None or asked.asked == 0:
        return False
    return is_provisional(satisfied_bounds(0, asked.answered, asked.asked), asked.answered, asked.asked)
