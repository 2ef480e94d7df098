"""How many answers or requests it takes to see a difference: numbers to put beside each minimum."""

from fractions import Fraction
from math import ceil

POWER = 0.80
LEVEL = 0.05


def for_means(difference: float, deviation: float, power: float = POWER, level: float = LEVEL) -> float:
    """Answers per department that tell two means apart by `difference`; round up."""
    from statsmodels.stats.power import NormalIndPower

    return float(NormalIndPower().solve_power(difference / deviation, power=power, alpha=level))


def for_shares(one: float, other: float, power: float = POWER, level: float = LEVEL) -> float:
    """Requests per department that tell two shares apart; round up."""
    from statsmodels.stats.power import NormalIndPower
    from statsmodels.stats.proportion import proportion_effectsize

    effect = abs(float(proportion_effectsize(one, other)))
    return float(NormalIndPower().solve_power(effect, power=power, alpha=level))


def detectable(count: int, deviation: float, power: float = POWER, level: float = LEVEL) -> float:
    """The smallest difference of means that so many answers per department show."""
    from statsmodels.stats.power import NormalIndPower

    return deviation * float(NormalIndPower().solve_power(nobs1=count, power=power, alpha=level))


def raters(reliability: Fraction, of_one: Fraction) -> int:
    """Raters needed for a reliability if one of them has `of_one` (Spearman and Brown), both between 0 and 1."""
    return ceil(reliability * (1 - of_one) / (of_one * (1 - reliability)))
