"""When tickets come in: hour by hour, by the working day, the weekday, the month and a little chance."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from etl.demo.draw import Floats, Ints, generator
from etl.demo.people import FIRST_DAY
from etl.demo.worktime import WorkClock

DAY_S = 86_400
CHUNK = 120_000
PLANT_SHARE = 0.16
GROWTH_PER_HALF = 1.04
OFFICE_HOURS = [0.1] * 7 + [0.5, 2, 10, 12, 9, 3, 6, 11, 11, 9, 6, 2, 1, 0.6, 0.4, 0.2, 0.1]
PLANT_HOURS = [2.5] * 4 + [0.6] * 4 + [4.5] * 9 + [1, 1, 1] + [3] * 4
WEEKDAYS = [1.15, 1.06, 1.0, 0.97, 0.92, 0.85, 0.8]
MONTHS = [1.0, 0.94, 1.1, 1.02, 0.98, 1.06, 0.94, 0.92, 1.02, 1.0, 1.05, 1.12]
IDLE = 0.04


@dataclass(frozen=True)
class Arrivals:
    """A chunk of tickets in the order of their creation; `is_plant` tells the two streams apart."""

    number: int
    first_ticket: int
    created: Ints
    is_plant: np.ndarray


def _day_weights(clock: WorkClock, calendar: str, full_day_s: int, start: int, days: int) -> Floats:
    midnights = start + np.arange(days + 1) * DAY_S
    hours = np.diff(clock.worked(np.full(days + 1, clock.names.index(calendar)), midnights)) / full_day_s
    on = [FIRST_DAY + timedelta(days=day) for day in range(days)]
    season = [WEEKDAYS[d.weekday()] * MONTHS[d.month - 1] * GROWTH_PER_HALF ** (n // 182) for n, d in enumerate(on)]
    return np.maximum(hours, IDLE) * np.array(season)


def make_arrivals(seed: int, tickets: int, clock: WorkClock, start: int, as_of: int) -> Iterator[Arrivals]:
    """Chunks of about 120,000 tickets, each sorted by creation, together exactly as many as asked for."""
    days = (as_of - start) // DAY_S
    rng = generator(seed, "arrivals")
    weights = []
    for calendar, full_day_s, hours, share in (
        ("cn-office", 27_000, OFFICE_HOURS, 1 - PLANT_SHARE),
        ("factory-two-shift", 57_600, PLANT_HOURS, PLANT_SHARE),
    ):
        of_days = _day_weights(clock, calendar, full_day_s, start, days) * rng.gamma(80, 1 / 80, days)
        of_hours = (of_days[:, None] * np.array(hours)[None, :]).ravel()
        weights.append(of_hours / of_hours.sum() * share)
    counts = rng.multinomial(tickets, np.stack(weights, axis=1).ravel()).reshape(-1, 2)
    ends = np.cumsum(counts.sum(axis=1))
    cuts = np.searchsorted(ends, np.arange(CHUNK, tickets + CHUNK, CHUNK)) + 1
    first_slot = 0
    for number, end_slot in enumerate(np.minimum(cuts, len(counts)).tolist()):
        here = counts[first_slot:end_slot]
        if here.sum() > 0:
            first_ticket = int(ends[end_slot - 1] - here.sum())
            yield _spread_out(seed, number, first_ticket, first_slot, here, start)
        first_slot = end_slot


def _spread_out(seed: int, number: int, first_ticket: int, first_slot: int, counts: Ints, start: int) -> Arrivals:
    rng = generator(seed, "arrivals", number + 1)
    slots = np.repeat(np.arange(counts.size), counts.ravel())
    created = start + (first_slot + slots // 2) * 3600 + rng.integers(0, 3600, len(slots))
    order = np.argsort(created, kind="stable")
    return Arrivals(number, first_ticket, created[order], (slots % 2 == 1)[order])
