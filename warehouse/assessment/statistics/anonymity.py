"""Which counts may be shown, so that nobody's answer can be read or worked out."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

K_SCORE = 5
K_COMMENT = 10


def suppressed(counts: Mapping[str, int], k: int = K_SCORE) -> dict[str, int | None]:
    """The counts of one published margin, None where hidden: few answers, and who would give them away.

    Beside a hidden cell another is hidden, the smallest that has answers, ties by id, until the total
    less what is shown says nothing about fewer than `k` people. A total below `k` is itself not to be shown.
    """
    hidden = {id_ for id_, count in counts.items() if 0 < count < k}
    by_size = sorted((count, id_) for id_, count in counts.items() if count >= k)
    for _, id_ in by_size:
        if not hidden or sum(counts[one] for one in hidden) >= k:
            break
        hidden.add(id_)
    return {id_: None if id_ in hidden else count for id_, count in counts.items()}


def may_be_shown(people: AbstractSet[str], shown: Iterable[AbstractSet[str]], k: int = K_SCORE) -> bool:
    """Whether a slice may be shown after others: neither it nor what it differs by from a nested one is small.

    The slices are sets of raters: of one margin, of filters tried one after the other, of half-years.
    """
    if 0 < len(people) < k:
        return False
    nested = (other for other in shown if people <= other or other <= people)
    return not any(0 < len(people ^ other) < k for other in nested if other)
