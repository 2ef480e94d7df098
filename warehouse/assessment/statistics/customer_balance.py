"""A mean in which each customer department counts by what it asks for, and none for too much."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

CAP = Fraction(40, 100)


def customer_weights(volumes: Mapping[str, int | Fraction], cap: Fraction = CAP) -> dict[str, Fraction]:
    """Shares of the volume that add up to 1, none above the cap; what is cut off goes to the others in proportion.

    With too few customers for the cap, or without any volume, all count the same.
    """
    count, whole = len(volumes), sum(volumes.values(), Fraction(0))
    if not whole or cap * count < 1:
        return {customer: Fraction(1, count) for customer in volumes}
    capped: set[str] = set()
    while True:
        free = {customer: volume for customer, volume in volumes.items() if customer not in capped}
        weights = dict.fromkeys(capped, cap) | _shares(free, 1 - cap * len(capped))
        above = {customer for customer, weight in weights.items() if weight > cap}
        if not above:
            return {customer: weights[customer] for customer in volumes}
        capped |= above


def _shares(volumes: Mapping[str, int | Fraction], room: Fraction) -> dict[str, Fraction]:
    """The room in proportion to volumes; in equal parts where there is none."""
    whole = sum(volumes.values(), Fraction(0))
    if not whole:
        return {customer: room / len(volumes) for customer in volumes}
    return {customer: room * volume / whole for customer, volume in volumes.items()}


def customer_balanced(
    scores: Mapping[str, Sequence[int | Fraction]],
    volumes: Mapping[str, int | Fraction] | None = None,
    cap: Fraction = CAP,
) -> Fraction | None:
    """The mean of the customers' means, weighted by their volumes; without volumes all count the same.

    Only customers who answered take part. None where nobody did.
    """
    means = {customer: Fraction(sum(given, Fraction(0)), len(given)) for customer, given in scores.items() if given}
    if not means:
        return None
    weights = customer_weights({customer: (volumes or {}).get(customer, 0) for customer in means}, cap)
    return sum((weights[customer] * mean for customer, mean in means.items()), Fraction(0))
