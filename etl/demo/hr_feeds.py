"""The feeds of HR: departments, employees with their moves, absences."""

from datetime import date, timedelta
from typing import Any

import polars as pl

from etl.demo.draw import generator
from etl.demo.files import frame_of, read_words
from etl.demo.people import FIRST_DAY, People

ABSENCES = ["annual", "annual", "annual", "sick", "sick", "personal", "parental", "unpaid"]
REORGANISED_ON = date(2025, 7, 1)


def departments(people: People) -> pl.DataFrame:
    """The tree; 数据应用部 had another name and another parent before it was reorganised."""
    rows: list[tuple[Any, ...]] = []
    for number, one in enumerate(people.departments.iter_rows(named=True)):
        head = people.employee_ids[people.heads[number]]
        row = (one["department_id"], one["department_name"], one["parent_department_id"], head)
        begin = None if number % 2 else date(2020, 1, 1)
        if one["department_id"] == "D123":
            rows.append(("D123", "流程与数据室", "D110", head, begin, REORGANISED_ON))
            begin = REORGANISED_ON
        rows.append((*row, begin, None))
    return frame_of("departments", rows)


def employees(people: People, seed: int) -> pl.DataFrame:
    """One row per person and department; the head of a department answers to the head of the one above."""
    words = read_words()
    surnames, given = words["surnames"], words["given"]
    names = generator(seed, "names").permutation(len(surnames) * len(given))
    parents = people.departments["parent_department_id"].to_list()
    rows: list[tuple[Any, ...]] = []
    for number, stays in enumerate(people.stays):
        one = people.employee_ids[number]
        name = surnames[names[number] % len(surnames)] + given[names[number] // len(surnames)]
        for stay in stays:
            above = parents[stay.department] if number == people.heads[stay.department] else None
            boss = people.heads[people.index(above) if above else stay.department]
            boss_id = None if boss == number else people.employee_ids[boss]
            department_id = people.department_ids[stay.department]
            mail = f"{one.lower()}@example.com"
            rows.append((one, name, department_id, stay.position, boss_id, mail, *people.dates[number], stay.since))
    return frame_of("employees", rows)


def absences(people: People, seed: int) -> pl.DataFrame:
    """Up to three per person, within the time of employment."""
    rng, rows = generator(seed, "absences"), {}
    for number, stays in enumerate(people.stays):
        first, end = stays[0].first_day, stays[-1].end_day
        for _ in range(int(rng.integers(0, 4))):
            kind = ABSENCES[int(rng.integers(0, len(ABSENCES)))]
            length = int(rng.integers(60, 140)) if kind == "parental" else int(rng.integers(1, 9))
            start = int(rng.integers(first, max(end - length, first + 1)))
            days = [FIRST_DAY + timedelta(days=day) for day in (start, min(start + length, end) - 1)]
            rows[number, start] = (people.employee_ids[number], *days, kind)
    return frame_of("absences", list(rows.values()))
