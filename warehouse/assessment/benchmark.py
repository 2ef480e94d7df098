"""What a half-year is compared with: priors, strata, raters and spreads of the half-year before it, and of no other."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NamedTuple

from warehouse.assessment.detail import MICRO, NO_DETAIL, Detail, Given, Stratum
from warehouse.assessment.observe import observed
from warehouse.assessment.policy import Indicator, Policy
from warehouse.assessment.score import Observation
from warehouse.assessment.statistics.case_mix import Benchmark as Mark
from warehouse.assessment.statistics.case_mix import Cell, benchmarks
from warehouse.assessment.statistics.rater import Rating, severities
from warehouse.assessment.statistics.reliability import Unit, pooled_variance, spread

DECIMALS = 12
Seen = Mapping[tuple[str, str], Observation]
Priors = Mapping[str, Fraction | None]


class Spread(NamedTuple):
    """Variance between the true means of departments, and of raters within one."""

    between: Fraction
    within: Fraction


@dataclass(frozen=True)
class Past:
    """What one half-year leaves for the next one: sums, cells, severities and spreads of all departments together.

    Strata are (priority, tier); sums are (numerator, denominator).
    """

    sums: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[Stratum, Cell]] = field(default_factory=dict)
    severities: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As canonical JSON takes it."""
        cells = {id_: [[*stratum, *cell] for stratum, cell in sorted(of.items())] for id_, of in self.cells.items()}
        return {"sums": self.sums, "cells": cells, "severities": self.severities, "spreads": self.spreads}

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> "Past":
        """Also of an older one, which had sums alone."""
        if "sums" not in plain:
            plain = {"sums": plain, "cells": {}, "severities": {}, "spreads": {}}
        return Past(
            {id_: (Fraction(n), Fraction(d)) for id_, (n, d) in plain["sums"].items()},
            {id_: {(p, t): Cell(met, n) for p, t, met, n in of} for id_, of in plain["cells"].items()},
            {id_: {one: Fraction(text) for one, text in of.items()} for id_, of in plain["severities"].items()},
            {id_: Spread(*map(Fraction, pair)) for id_, pair in plain["spreads"].items()},
        )


@dataclass(frozen=True)
class Benchmark:
    """What one half-year is judged with. Strata are named by the policy's words, such as P1/simple."""

    priors: Priors
    strata: Mapping[str, Mapping[str, Mark]] = field(default_factory=dict)
    severities: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("priors", "strata", "severities", "spreads")}

    @staticmethod
    def from_plain(plain: Mapping[str, Any]) -> "Benchmark":
        return Benchmark(
            {id_: None if text is None else Fraction(text) for id_, text in plain["priors"].items()},
            {id_: {s: Mark(*map(Fraction, of)) for s, of in marks.items()} for id_, marks in plain["strata"].items()},
            {id_: {one: Fraction(text) for one, text in of.items()} for id_, of in plain["severities"].items()},
            {id_: Spread(*map(Fraction, pair)) for id_, pair in plain["spreads"].items()},
        )


def past_of(policy: Policy, seen: Seen, detail: Detail = NO_DETAIL) -> Past:
    """What a half-year leaves, by the rules for raters of its policy. No score of it is corrected for severity here."""
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    known = {indicator.id: indicator for indicator in policy.indicators}
    for (department, id_), one in sorted(seen.items(), key=lambda item: item[0]):
        if one.rater_count is not None and one.rater_count < policy.privacy.k_score:
            continue  # values show the prior, and a prior less what is shown would show the rest
        of = observed(policy, known[id_], department, one, detail, {}) if id_ in known else one
        numerator, denominator = sums.get(id_, (Fraction(0), Fraction(0)))
        total = of.total if of.adjusted is None else _short(of.total)
        sums[id_] = (numerator + total, denominator + of.denominator)
    means = {one.id: _by_department(detail, one.id) for one in policy.indicators if one.kind == "mean"}
    sums_of = {id_: _sums(given) for id_, given in means.items() if given}
    return Past(
        sums,
        _cells(detail),
        {id_: _severities(policy, of_raters) for id_, of_raters in sums_of.items()},
        {id_: found for id_, of_raters in sums_of.items() if (found := _spread(of_raters))},
    )


def benchmark_of(policy: Policy, past: Past) -> Benchmark:
    """Priors are pooled rates or means, or None; never made from targets. Strata are those of the policy."""
    priors: dict[str, Fraction | None] = {}
    for indicator in policy.indicators:
        numerator, denominator = past.sums.get(indicator.id, (Fraction(0), Fraction(0)))
        priors[indicator.id] = numerator / denominator if denominator and indicator.is_shrunk else None
    mixed = [one for one in policy.indicators if one.case_mix and past.cells.get(one.id)]
    strata = {one.id: benchmarks({"": grouped(one, past.cells[one.id])}) for one in mixed}
    return Benchmark(priors, strata, past.severities, past.spreads)


def grouped(indicator: Indicator, cells: Mapping[Stratum, Cell]) -> dict[str, Cell]:
    """Cells by the strata that the policy asks for; a word that a ticket lacks is an empty one."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for (priority, tier), cell in cells.items():
        words = {"priority": priority, "complexity_tier": tier}
        of = sums["/".join(words[name] for name in indicator.case_mix)]
        of[0] += cell.met
        of[1] += cell.cases
    return {name: Cell(*sums[name]) for name in sorted(sums)}


def _cells(detail: Detail) -> dict[str, dict[Stratum, Cell]]:
    sums: dict[str, dict[Stratum, Cell]] = defaultdict(dict)
    for (_, id_), cells in detail.cells.items():
        for stratum, cell in cells.items():
            before = sums[id_].get(stratum, Cell(0, 0))
            sums[id_][stratum] = Cell(before.met + cell.met, before.cases + cell.cases)
    return sums


def _by_department(detail: Detail, id_: str) -> dict[str, list[Given]]:
    return {department: given for (department, of), given in detail.given.items() if of == id_}


def _sums(given: Mapping[str, list[Given]]) -> dict[tuple[str, str], tuple[int, int]]:
    """By rater and department the sum of answers in millionths, and how many."""
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for department, answers in given.items():
        for one in answers:
            micro, count = sums.get((one.rater_id, department), (0, 0))
            sums[one.rater_id, department] = (micro + one.micro, count + one.answers)
    return sums


def _severities(policy: Policy, sums: Mapping[tuple[str, str], tuple[int, int]]) -> dict[str, Fraction]:
    """From one rating per rater and department, the mean of the answers."""
    rule = policy.rater
    if rule.severity_correction == "none":
        return {}
    means = {of: Fraction(of[0], of[1] * MICRO) for of in set(sums.values())}
    ratings = [Rating(*pair, means[of]) for pair, of in sums.items()]
    return severities(ratings, rule.ridge, rule.min_ratees_per_rater, rule.min_raters_per_ratee).by_rater


def _spread(sums: Mapping[tuple[str, str], tuple[int, int]]) -> Spread | None:
    """None where one department alone was rated: nothing tells departments apart then."""
    scores: dict[str, list[float]] = defaultdict(list)
    for rater, department in sorted(sums):
        micro, count = sums[rater, department]
        scores[department].append(micro / (count * MICRO))
    units = {id_: _unit(of) for id_, of in scores.items()}
    found = spread(units)
    if found is None or len(units) < 2:
        return None
    return Spread(_short(found.variance), _short(pooled_variance(units)))


def _short(number: Fraction | float) -> Fraction:
    """To twelve decimals: a sum of many customers' shares would have thousands of digits."""
    return Fraction(round(number * 10**DECIMALS), 10**DECIMALS)


def _unit(scores: list[float]) -> Unit:
    mean = sum(scores) / len(scores)
    variance = sum((one - mean) ** 2 for one in scores) / (len(scores) - 1) if len(scores) > 1 else None
    return Unit(mean, variance, len(scores))
