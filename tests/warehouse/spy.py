"""Somebody who adds and subtracts published numbers until the answers of a few people are left."""

from collections.abc import Collection, Sequence
from itertools import combinations

import numpy as np


def isolated(numbers: Collection[Sequence[int]], raters: Sequence[str], k: int) -> set[str] | None:
    """Fewer than `k` raters whose answers some sum of the numbers lays bare, or None.

    A number is a row with 1 for each answer that is in it; `raters` says whose answer a column is. Numbers that a sum
    brings down to some columns exist exactly when the rank falls without those columns, so no sum is overlooked.
    """
    people = sorted(set(raters))
    table = np.array(sorted({tuple(row) for row in numbers}), dtype=float)
    whole = _rank(table)
    for few in combinations(people, min(k - 1, len(people))) if whole else ():
        others = [place for place, rater in enumerate(raters) if rater not in few]
        if _rank(table[:, others]) < whole:
            return set(few)
    return None


def _rank(table: np.ndarray) -> int:
    return int(np.linalg.matrix_rank(table)) if table.size else 0
