"""Times to closing, in which open tickets count for as long as they have been seen."""

from collections.abc import Sequence
from dataclasses import dataclass

HALF = 0.5
NOISE = 1e-9


@dataclass(frozen=True)
class Survival:
    """The share still open after each time at which something closed; `median` None where half stay open."""

    times: list[float]
    still_open: list[float]
    median: float | None


def kaplan_meier(durations: Sequence[float], is_closed: Sequence[bool]) -> Survival:
    """Kaplan and Meier's estimate; a ticket that is not closed is censored at its duration."""
    from statsmodels.duration.survfunc import SurvfuncRight

    if not any(is_closed):
        return Survival([], [], None)
    found = SurvfuncRight(list(durations), [int(one) for one in is_closed])
    times, still_open = [float(one) for one in found.surv_times], [float(one) for one in found.surv_prob]
    reached = (time for time, share in zip(times, still_open, strict=True) if share <= HALF + NOISE)
    return Survival(times, still_open, next(reached, None))
