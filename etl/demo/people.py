"""Departments, 900 people with their moves, and who stood in which department on which day."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.random import Generator

from etl.demo.draw import Ints, generator
from etl.demo.files import read_table, read_words

FIRST_DAY = date(2025, 1, 1)
POSITIONS = {
    "D111": ["行政主管"],
    "D112": ["主管", "培训主管", "绩效主管"],
    "D113": ["法律顾问"],
    "D201": ["主管"],
    "D211": ["主管"],
}
TECHNICAL = {"D122", "D123", "D143", "D144", "D151", "D152", "D153"}
PLANT = {"D132", "D133", "D141", "D142", "D202", "D212"}


@dataclass(frozen=True)
class Stay:
    """A person's time in one department: days counted from FIRST_DAY, the end not included."""

    department: int
    position: str
    first_day: int
    end_day: int
    since: date | None


@dataclass(frozen=True)
class People:
    """Everyone, and for each day the people of each department as a slice of `order`."""

    departments: pl.DataFrame
    employee_ids: list[str]
    stays: list[list[Stay]]
    heads: Ints
    order: Ints
    starts: Ints
    counts: Ints
    dates: list[tuple[date, date | None]]

    @property
    def department_ids(self) -> list[str]:
        return self.departments["department_id"].to_list()

    def index(self, department_id: str) -> int:
        return self.department_ids.index(department_id)

    def staff(self, day: int, department: int) -> Ints:
        """Employees of a department on a day, as their numbers."""
        start = self.starts[day, department]
        return self.order[day, start : start + self.counts[day, department]]

    def anyone(self, rng: Generator, day: Ints, department: Ints) -> Ints:
        """A random employee of the department on that day, for whole arrays."""
        nth = (rng.random(len(day)) * self.counts[day, department]).astype(np.int64)
        return self.order[day, self.starts[day, department] + nth]


def make_people(seed: int, last_day: date) -> People:
    rng = generator(seed, "people")
    departments = read_table("departments.csv")
    days = (last_day - FIRST_DAY).days + 1
    homes = np.repeat(np.arange(len(departments)), departments["people"].to_numpy())
    heads = np.searchsorted(homes, np.arange(len(departments)))
    ranks = (np.arange(len(homes)) - heads[homes]).tolist()
    dates = [_dates(rng, rank == 0, days) for rank in ranks]
    stays = [
        _stays(rng, departments, home, rank, *hired_and_left, days)
        for home, rank, hired_and_left in zip(homes.tolist(), ranks, dates, strict=True)
    ]
    places = np.full((len(homes), days), len(departments), dtype=np.int64)
    for number, of_one in enumerate(stays):
        for stay in of_one:
            places[number, stay.first_day : stay.end_day] = stay.department
    order = np.argsort(places, axis=0, kind="stable").T.copy()
    counts = np.stack([np.bincount(places[:, day], minlength=len(departments) + 1) for day in range(days)])
    ids = [f"E{number + 1:04d}" for number in range(len(homes))]
    return People(departments, ids, stays, heads, order, np.cumsum(counts, axis=1) - counts, counts, dates)


def _dates(rng: Generator, is_head: bool, days: int) -> tuple[date, date | None]:
    """When a person was hired and when he or she left; one in nine joined within the three half-years."""
    chances = rng.random(2)
    hired = FIRST_DAY - timedelta(days=int(rng.integers(30, 6000)))
    if not is_head and chances[0] < 0.11:
        hired = FIRST_DAY + timedelta(days=int(rng.integers(5, days - 20)))
    since = max((hired - FIRST_DAY).days, 0)
    if is_head or chances[1] >= 0.08 or since + 60 >= days - 5:
        return hired, None
    return hired, FIRST_DAY + timedelta(days=int(rng.integers(since + 60, days - 5)))


def _stays(
    rng: Generator, departments: pl.DataFrame, home: int, rank: int, hired: date, left: date | None, days: int
) -> list[Stay]:
    """Where a person stood, in order; the head of a department (rank 0) stays."""
    start = max((hired - FIRST_DAY).days, 0)
    end = days if left is None else (left - FIRST_DAY).days + 1
    may_move = rank > 0 and end - start >= 120
    moves = int(np.searchsorted([0.92, 0.985], rng.random(), side="right")) if may_move else 0
    cuts = sorted({int(day) for day in rng.integers(start + 40, end - 40, moves)})
    since = None if hired.year < 2012 else hired
    leaves = np.flatnonzero(departments["volume"].is_not_null().to_numpy())
    result, department = [], home
    for first, last in pairwise([start, *cuts, end]):
        if first in cuts:
            department = int(rng.choice(leaves[leaves != department]))
            since = FIRST_DAY + timedelta(days=first)
        result.append(Stay(department, _position(rng, departments, department, rank), first, last, since))
    return result


def _position(rng: Generator, departments: pl.DataFrame, department: int, rank: int) -> str:
    """The head's title, then the positions that the service catalogue names, then what is usual there."""
    department_id = departments["department_id"][department]
    named = [departments["head_position"][department], *POSITIONS.get(department_id, [])]
    if rank < len(named):
        return named[rank]
    kind = "technical" if department_id in TECHNICAL else "plant" if department_id in PLANT else "office"
    return str(rng.choice(read_words()[f"positions_{kind}"]))
