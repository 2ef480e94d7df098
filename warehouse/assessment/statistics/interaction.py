"""Who asks whom how often. Frequency has no good direction: it is compared with the catalogue, not rewarded."""

from collections.abc import Iterable
from fractions import Fraction


def reciprocity(there: int, back: int) -> Fraction | None:
    """The smaller of both frequencies over the larger, from 0 (one way) to 1; None where there is neither."""
    return Fraction(min(there, back), max(there, back)) if there or back else None


def concentration(volumes: Iterable[int]) -> Fraction | None:
    """Herfindahl's index of the volumes, 1 where one has all; None without any."""
    known = list(volumes)
    whole = sum(known)
    return sum((Fraction(volume, whole) ** 2 for volume in known), Fraction(0)) if whole else None
