"""What all parts of the demo share: the company, its clock, its people, its services and how well they are done."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from etl.demo.catalogue import Catalogue, make_catalogue
from etl.demo.draw import Floats, Ints, z_of
from etl.demo.files import read_settings
from etl.demo.levels import PRIORITIES
from etl.demo.people import FIRST_DAY, People, make_people
from etl.demo.worktime import WorkClock
from warehouse.contract import STATUSES
from warehouse.errors import UserError
from warehouse.settings import load_company

DAY_S = 86_400
OFFSET_S = 8 * 3600
PERIODS = ("2025H1", "2025H2", "2026H1")
PERIOD_STARTS = (date(2025, 1, 1), date(2025, 7, 1), date(2026, 1, 1), date(2026, 7, 1))
TIERS = ("simple", "standard", "complex")
TIER_SHARES = [[0.20, 0.45, 0.35], [0.30, 0.45, 0.25], [0.45, 0.40, 0.15], [0.60, 0.32, 0.08]]
PRIORITY_EASE = [-0.15, -0.05, 0.05, 0.10]
TIER_EASE = [0.22, 0.0, -0.35]
NEEDED_CALENDARS = ("always", "cn-office", "factory-two-shift")


def epoch(on: date) -> int:
    """Seconds since 1970 of midnight in Shanghai."""
    return (on - date(1970, 1, 1)).days * DAY_S - OFFSET_S


@dataclass(frozen=True)
class Quality:
    """How good each department is: z values of being on time, and plain shares; by department, then half-year."""

    on_time: Floats
    response: Floats
    rating: Floats
    practice: Floats
    complaint_share: Floats
    reopen_share: Floats
    tier_shares: Floats


@dataclass(frozen=True)
class World:
    seed: int
    start: int
    as_of: int
    clock: WorkClock
    people: People
    catalogue: Catalogue
    quality: Quality
    facts: dict[str, Any]
    words: list[str | None]
    word_starts: dict[str, int]
    partner: Ints
    is_planted: np.ndarray

    def code(self, kind: str, number: Ints | int) -> Ints:
        """Numbers of `words` for statuses, priorities, departments, services or employees; -1 is no word."""
        numbers = np.asarray(number, dtype=np.int64)
        return np.where(numbers < 0, 0, numbers + self.word_starts[kind])

    def period_of(self, instant: Ints) -> Ints:
        return np.searchsorted([epoch(on) for on in PERIOD_STARTS[1:-1]], instant, side="right")


def make_world(company: Path, seed: int) -> World:
    settings = load_company(company)
    if settings.as_of is None or any(name not in settings.calendars for name in NEEDED_CALENDARS):
        raise UserError(f"{company} needs as_of in company.toml and the calendars {', '.join(NEEDED_CALENDARS)}.")
    as_of = int(settings.as_of.timestamp())
    if as_of != epoch(PERIOD_STARTS[-1]):
        raise UserError(f"{company / 'company.toml'}: as_of must be 2026-06-30T16:00:00Z, where the demo's feeds end.")
    clock = WorkClock(settings.calendars, FIRST_DAY - timedelta(days=40), date(2027, 3, 31))
    facts = read_settings(Path(__file__).parent / "planted.toml")
    people = make_people(seed, PERIOD_STARTS[-1] - timedelta(days=1))
    catalogue = make_catalogue(people.departments, clock.names)
    planted = [facts["deadline_closing"]["department"], facts["simpson"]["better"], facts["simpson"]["worse"]]
    is_planted = people.departments["department_id"].is_in(planted).to_numpy()
    _set_simpson_priorities(catalogue, facts["simpson"], people)
    words, word_starts = _words(people, catalogue)
    quality = _quality(people.departments, facts["simpson"])
    partner = _partners(people.departments, is_planted)
    start = epoch(FIRST_DAY)
    return World(seed, start, as_of, clock, people, catalogue, quality, facts, words, word_starts, partner, is_planted)


def _words(people: People, catalogue: Catalogue) -> tuple[list[str | None], dict[str, int]]:
    kinds = {
        "status": list(STATUSES),
        "reply": ["public", "internal"],
        "priority": list(PRIORITIES),
        "provider_department_id": people.department_ids,
        "service_id": catalogue.services["service_id"].to_list(),
        "assignee_id": people.employee_ids,
    }
    words: list[str | None] = [None]
    starts = {}
    for kind, members in kinds.items():
        starts[kind] = len(words)
        words += members
    return words, starts


def _set_simpson_priorities(catalogue: Catalogue, simpson: dict[str, Any], people: People) -> None:
    for department_id in (simpson["better"], simpson["worse"]):
        own = catalogue.provider == people.index(department_id)
        catalogue.priority_shares[own] = [priority in simpson["priorities"] for priority in PRIORITIES]


def _quality(departments: pl.DataFrame, simpson: dict[str, Any]) -> Quality:
    """The shares of departments.csv as arrays; the Simpson pair has its own for each tier."""
    table = departments.with_columns(pl.col("on_time", "response", "rating", "practice", "trend").fill_null(0.8))
    steps = np.array([-1.0, 0.0, 1.0])
    trend = table["trend"].to_numpy()[:, None] * steps[None, :]
    on_time = np.array([z_of(share) for share in table["on_time"]])[:, None] + trend
    ease = np.array(PRIORITY_EASE)[:, None] + np.array(TIER_EASE)[None, :]
    z = on_time[:, :, None, None] + ease[None, None, :, :]
    tiers = np.tile(np.array(TIER_SHARES), (len(table), 1, 1))
    for role in ("better", "worse"):
        number = table["department_id"].to_list().index(simpson[role])
        z[number] = [z_of(share) for share in simpson[f"{role}_on_time"]]
        tiers[number] = simpson[f"{role}_mix"]
    response = np.array([z_of(share) for share in table["response"]])[:, None] + trend
    practice = table["practice"].to_numpy()
    rating = table["rating"].to_numpy()[:, None] + 0.6 * trend
    flat = tiers.reshape(-1, len(TIERS))
    return Quality(z, response, rating, practice, 0.004 + 0.03 * (1 - practice), 0.015 + 0.06 * (1 - practice), flat)


def _partners(departments: pl.DataFrame, is_planted: np.ndarray) -> Ints:
    """To whom a ticket is handed, or from whom it comes: a neighbour, never one of the planted departments."""
    ids = departments["department_id"].to_list()
    result = np.full(len(ids), ids.index("D111"))
    for _, family in departments.with_row_index().group_by("parent_department_id", maintain_order=True):
        members = [n for n in family["index"].to_list() if departments["volume"][n] is not None and not is_planted[n]]
        for place, number in enumerate(members):
            result[number] = members[(place + 1) % len(members)]
    return result
