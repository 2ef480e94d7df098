"""What is agreed, written down, met about, audited, suggested and learnt: the small optional feeds of governance."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from etl.demo.draw import generator
from etl.demo.files import frame_of
from etl.demo.people import FIRST_DAY
from etl.demo.world import PERIOD_STARTS, World

LAST_DAY = PERIOD_STARTS[-1] - timedelta(days=1)
DAYS = (LAST_DAY - FIRST_DAY).days
MEETING_KINDS = ("internal", "cross_department", "review", "exchange", "visit", "briefing")
DIMENSIONS = ("accuracy", "timeliness", "completeness", "professionalism")
COURSES = (("service", "C01", 4), ("communication", "C02", 3), ("professional", "C03", 8))
CRITICALITY = ("low", "normal", "high", "critical")
CATEGORIES = ("process", "system", "environment", "cost")
Rows = list[tuple[Any, ...]]


class Practice:
    """Draws all of it from one stream, department by department."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._rng = generator(world.seed, "practice")
        self._ids = world.people.department_ids
        volumes = world.people.departments["volume"]
        self._providers = [number for number, volume in enumerate(volumes) if volume is not None]

    def frames(self) -> dict[str, pl.DataFrame]:
        """The feeds by name, each a typed frame."""
        made = {
            "service_terms": self._service_terms(),
            "documents": self._documents(),
            "meetings": self._meetings(),
            "audits": self._audits(),
            "findings": self._findings(),
            "quality_checks": self._quality_checks(),
            "suggestions": self._suggestions(),
            "trainings": self._trainings(),
            "problems": self._problems(),
            "recognitions": self._recognitions(),
        }
        return {feed: frame_of(feed, rows) for feed, rows in made.items()}

    def _chance(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=int(self._rng.integers(0, DAYS)))

    def _later(self, on: date, least: int, most: int, share: float = 1.0) -> date | None:
        """A day after `on`, or None when it did not happen or lies beyond the last day."""
        later = on + timedelta(days=int(self._rng.integers(least, most)))
        return later if self._chance(share) and later <= LAST_DAY else None

    def _skill(self, number: int) -> float:
        return float(self._world.quality.practice[number])

    def _pick(self, words: tuple[str, ...]) -> str:
        return words[int(self._rng.integers(0, len(words)))]

    def _other(self, number: int) -> str:
        others = [one for one in self._providers if one != number]
        return self._ids[others[int(self._rng.integers(0, len(others)))]]

    def _service_terms(self) -> Rows:
        services = self._world.catalogue.services["service_id"].to_list()
        providers = np.asarray(self._world.catalogue.provider)
        return [
            (
                service, None, "验收单签字" if self._chance(self._skill(number)) else None,
                "差错率不超过 1%" if self._chance(0.6) else None, "服务台" if self._chance(0.8) else None,
                self._pick(CRITICALITY) if self._chance(0.7) else None,
                self._later(FIRST_DAY, 0, 300, self._skill(number)),
            )
            for service, number in zip(services, providers.tolist(), strict=True)
        ]  # fmt: skip

    def _documents(self) -> Rows:
        rows: Rows = []
        for number in self._providers:
            for kind in ("policy", "standard", "standard", "procedure", "channel", "profile", "service_team"):
                if not self._chance(0.35 + 0.6 * self._skill(number)):
                    continue
                asked = int(self._rng.integers(20, 60)) if kind == "policy" else None
                read = int(asked * self._skill(number)) if asked else None
                title = f"{self._ids[number]} {kind}"
                reviewed = self._later(FIRST_DAY, 0, DAYS, 0.9)
                complete = self._chance(self._skill(number)) if kind == "procedure" else None
                row = (f"DOC{len(rows) + 1:04d}", kind, self._ids[number], title, FIRST_DAY, None, FIRST_DAY, reviewed)
                rows.append((*row, asked, read, complete))
        return rows

    def _meetings(self) -> Rows:
        rows: Rows = []
        for number in self._providers:
            for turn in range(30):
                kind, planned = MEETING_KINDS[turn % len(MEETING_KINDS)], self._day()
                held = self._later(planned, 0, 3, 0.6 + 0.4 * self._skill(number))
                name = f"MT{number:02d}-{turn:02d}"
                rows.append((name, self._ids[number], kind, planned, held))
                if kind not in ("internal", "review"):
                    rows.append((name, self._other(number), kind, planned, held))
            planned = self._day()
            rows.append((f"TF{number:02d}", self._ids[number], "task_force", planned, self._later(planned, 1, 9)))
        return rows

    def _audits(self) -> Rows:
        rows: Rows = []
        for number in self._providers:
            for kind in ("audit", "branch_check", *["manager_check"] * 8):
                planned = self._day()
                done = self._later(planned, 0, 20, 0.5 + 0.5 * self._skill(number))
                rows.append((f"AU{len(rows) + 1:04d}", kind, self._ids[number], planned, done))
        return rows

    def _findings(self) -> Rows:
        rows: Rows = []
        for number in self._providers:
            for kind, share in (("audit", 0.9), ("check", 0.9), ("report", 0.6), ("privacy", 0.1), ("leak", 0.05)):
                if self._chance(share):
                    found = self._day()
                    due, closed = found + timedelta(days=30), self._later(found, 5, 60)
                    row = (f"FD{len(rows) + 1:04d}", kind, self._ids[number], found, due, closed)
                    rows.append((*row, self._chance(0.6) if closed else None))
        return rows

    def _quality_checks(self) -> Rows:
        return [
            (f"QC{number:02d}-{turn:02d}", dimension, "call" if turn % 3 == 0 else "ticket", self._ids[number], on,
             self._chance(0.5 + 0.5 * self._skill(number)))
            for number in self._providers
            for turn in range(9)
            for on in (self._day(),)
            for dimension in DIMENSIONS
        ]  # fmt: skip

    def _suggestions(self) -> Rows:
        rows: Rows = []
        for number in self._providers * 6:
            on = self._day()
            reviewed = self._later(on, 2, 25, 0.9)
            decision = self._pick(("adopted", "adopted", "deferred", "rejected")) if reviewed else None
            done = self._later(reviewed, 10, 60) if reviewed and decision == "adopted" else None
            ends = self._other(number), self._ids[number]
            rows.append((f"SG{len(rows) + 1:04d}", *ends, self._pick(CATEGORIES), on, reviewed, decision, done))
        return rows

    def _trainings(self) -> Rows:
        rows: Rows = []
        for employee in self._world.people.employee_ids:
            for category, course, hours in COURSES:
                if self._chance(0.5):
                    on = self._day()
                    valid_to = on + timedelta(days=730)
                    rows.append((employee, course, on, category, float(hours), self._chance(0.93), valid_to))
        return rows

    def _problems(self) -> Rows:
        rows: Rows = []
        for turn in range(60):
            number = self._providers[turn % len(self._providers)]
            on = self._day()
            closed = self._later(on, 10, 120, 0.5 + 0.5 * self._skill(number))
            told = (
                on,
                "接口标准不一致" if closed or self._chance(0.5) else None,
                "统一接口单" if closed else None,
                closed,
            )
            rows += [
                (f"PB{turn + 1:03d}", department, *told) for department in (self._ids[number], self._other(number))
            ]
        return rows

    def _recognitions(self) -> Rows:
        people = self._world.people
        rows: Rows = []
        for number in self._providers * 3:
            staff = people.staff(DAYS, number)
            name = people.employee_ids[int(staff[int(self._rng.integers(0, len(staff)))])]
            rows.append((f"RC{len(rows) + 1:04d}", self._other(number), self._ids[number], name, self._day()))
        return rows
