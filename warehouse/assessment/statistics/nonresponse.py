"""What those who did not answer may have meant."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

TRIM = Fraction(4)
LEAST_RATE = Fraction(30, 100)
WIDEST = Fraction(50, 100)


class Stratum(NamedTuple):
    """A customer department: people asked, people who answered, the sum of their scores."""

    asked: int
    answered: int
    score_sum: Fraction = Fraction(0)


class Bounds(NamedTuple):
    """The share of satisfied people if nobody, and if everybody, who did not answer were satisfied."""

    low: Fraction
    high: Fraction


def merged(strata: Mapping[str, Stratum]) -> dict[str, Stratum]:
    """Strata in which somebody answered; people of the others count with the one that has most answers, ties by id."""
    heard = {id_: strata[id_] for id_ in sorted(strata) if strata[id_].answered}
    if not heard:
        return {}
    largest = max(heard, key=lambda id_: heard[id_].answered)
    silent = sum(one.asked for one in strata.values() if not one.answered)
    return heard | {largest: heard[largest]._replace(asked=heard[largest].asked + silent)}


def response_weights(strata: Mapping[str, Stratum], trim: Fraction = TRIM) -> dict[str, Fraction]:
    """What one answer of each stratum counts, at most `trim`; strata are merged first."""
    heard = merged(strata)
    asked, answered = sum(one.asked for one in heard.values()), sum(one.answered for one in heard.values())
    if not asked:
        return dict.fromkeys(heard, Fraction(1))
    return {id_: min(trim, Fraction(one.asked * answered, one.answered * asked)) for id_, one in heard.items()}


def weighted_mean(strata: Mapping[str, Stratum], trim: Fraction = TRIM) -> Fraction | None:
    """The mean score as if all strata had answered alike; None where nobody did."""
    weights = response_weights(strata, trim)
    whole = sum((weight * strata[id_].answered for id_, weight in weights.items()), Fraction(0))
    total = sum((weight * strata[id_].score_sum for id_, weight in weights.items()), Fraction(0))
    return total / whole if whole else None


def effective_count(weights: Iterable[tuple[Fraction, int]]) -> Fraction:
    """Kish: as many equal answers as would be worth as much, from (weight, answers with it); 0 without any."""
    known = list(weights)
    squares = sum((weight**2 * count for weight, count in known), Fraction(0))
    return sum((weight * count for weight, count in known), Fraction(0)) ** 2 / squares if squares else Fraction(0)


def satisfied_bounds(satisfied: int, answered: int, asked: int) -> Bounds | None:
    """Manski's bounds, without any assumption; None where nobody was asked."""
    if asked == 0:
        return None
    return Bounds(Fraction(satisfied, asked), Fraction(satisfied + asked - answered, asked))


def finite_factor(answered: int, asked: int) -> float:
    """What a standard error is multiplied by because people are not drawn from infinitely many; 0 if all answered."""
    return max(0.0, 1 - answered / asked) ** 0.5 if asked else 1.0


def is_provisional(bounds: Bounds | None, answered: int, asked: int) -> bool:
    """Whether too few answered, or the bounds lie too far apart, for a final result."""
    return bounds is None or answered < LEAST_RATE * asked or bounds.high - bounds.low > WIDEST
