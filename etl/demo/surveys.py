"""Who is asked about whom: departments about departments, people about their ticket, staff about their centre."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from etl.demo.course import Course
from etl.demo.draw import Bools, Floats, Ints, chance, generator, normal
from etl.demo.events import ticket_ids
from etl.demo.people import FIRST_DAY
from etl.demo.state import State
from etl.demo.tickets import KINDS, NOBODY, Tickets
from etl.demo.world import DAY_S, PERIODS, World, epoch

WAVES = (date(2025, 6, 9), date(2025, 12, 8), date(2026, 6, 8))
WAVE_S = 10 * 27_000
MOST_TICKET_SURVEYS = 24_000
ASKED_SHARE = 0.35
TICKETS_WITH_ALL_COMPLAINTS = 60_000


@dataclass(frozen=True)
class Asked:
    """Invitations, one per element: who is asked about whom; `expected` is the mean score to be given."""

    kind: str
    survey: pl.Series
    respondent: Ints
    customer: Ints
    provider: Ints
    invited: Ints
    submitted: Ints
    answers: Bools
    expected: Floats
    ticket: pl.Series | None = None


def sample_tickets(world: World, tickets: Tickets, course: Course, state: State, chunk: int, total: int) -> list[Asked]:
    """Requesters of solved tickets who are asked about them; every solved complaint is asked about, within the cap."""
    rng = generator(world.seed, "ticket surveys", chunk)
    count = len(tickets)
    solved = (state.resolved < world.as_of - 3 * DAY_S) & (tickets.requester != NOBODY)
    wait = rng.integers(1800, 3 * DAY_S, count)
    is_late = (tickets.work_s > tickets.resolution_s) & (tickets.resolution_s > 0)
    is_again = course.redone < world.as_of
    rating = world.quality.rating[state.provider, tickets.period]
    expected = 0.5 * rating + 2.3 - 0.55 * is_late - 0.7 * is_again + 0.35 * normal(rng, count)
    complaint = tickets.kind == KINDS.index("complaint")
    ids = ticket_ids(tickets.first_number + np.arange(count))
    asked = []
    for kind, prefix, is_one, most, replies, harsher in (
        ("transaction", "TX-", ~complaint, min(ASKED_SHARE, MOST_TICKET_SURVEYS / total), 0.42, 0.0),
        ("complaint", "CP-", complaint, min(1.0, TICKETS_WITH_ALL_COMPLAINTS / total), 0.72, 0.45),
    ):
        rows = np.flatnonzero(solved & is_one & chance(rng, most, count))
        asked.append(
            Asked(
                kind=kind,
                survey=prefix + ids.gather(rows),
                respondent=tickets.requester[rows],
                customer=tickets.customer[rows],
                provider=state.provider[rows],
                invited=state.resolved[rows],
                submitted=state.resolved[rows] + wait[rows],
                answers=chance(rng, replies, len(rows)),
                expected=expected[rows] - harsher,
                ticket=ids.gather(rows),
            )
        )
    return asked


def relationship(world: World, wave: int) -> Asked:
    """Each department with customers is judged by three to seven people of each of them."""
    rng = generator(world.seed, "relationship", wave)
    giver = normal(generator(world.seed, "givers"), len(world.people.department_ids)) * 0.12
    leniency = normal(generator(world.seed, "leniency"), len(world.people.employee_ids)) * 0.3
    day = (WAVES[wave] - FIRST_DAY).days
    catalogue = world.catalogue
    pairs = sorted(
        set(zip(catalogue.provider[catalogue.pair_service].tolist(), catalogue.pair_customer.tolist(), strict=True))
    )
    people: list[Ints] = []
    for provider, customer in pairs:
        staff = world.people.staff(day, customer)
        asked = 0 if provider == customer else min(len(staff), 3 + len(staff) // 12, 7)
        people.append(rng.permutation(staff)[:asked])
    sizes = [len(some) for some in people]
    provider, customer = (np.repeat(np.array(side), sizes) for side in zip(*pairs, strict=True))
    respondent = np.concatenate(people)
    fact = world.facts["mutual_inflation"]
    two = [world.people.index(name) for name in fact["departments"]]
    is_mutual = np.isin(provider, two) & np.isin(customer, two)
    expected = world.quality.rating[provider, wave] + giver[customer] + leniency[respondent] + fact["boost"] * is_mutual
    rate = 0.55 + 0.3 * rng.random(len(world.people.department_ids))
    answers = _leave_few(world, wave, provider, is_mutual | chance(rng, rate[customer], len(provider)))
    survey = f"REL-{PERIODS[wave]}"
    return _wave(world, rng, "relationship", survey, wave, respondent, customer, provider, answers, expected)


def _leave_few(world: World, wave: int, provider: Ints, answers: Bools) -> Bools:
    """The planted department keeps its first few answers of that half-year; the others do not reply."""
    fact = world.facts["few_answers"]
    if PERIODS[wave] != fact["period"]:
        return answers
    mine = np.flatnonzero(answers & (provider == world.people.index(fact["department"])))
    kept = mine[:: max(len(mine) // fact["respondents"], 1)][: fact["respondents"]]
    return answers & ~np.isin(np.arange(len(provider)), np.setdiff1d(mine, kept))


def upward(world: World, wave: int) -> Asked:
    """Staff of a department about the centre that leads it."""
    rng = generator(world.seed, "upward", wave)
    day = (WAVES[wave] - FIRST_DAY).days
    parents = world.people.departments["parent_department_id"].to_list()
    ids = world.people.department_ids
    own = [n for n, parent in enumerate(parents) if parent and world.people.departments["volume"][n] is not None]
    people = [rng.permutation(world.people.staff(day, n))[:14] for n in own]
    customer = np.repeat(np.array(own), [len(some) for some in people])
    provider = np.array([ids.index(parents[n]) for n in customer])
    mood = normal(generator(world.seed, "centres"), len(ids)) * 0.25 + 4.0
    answers = chance(rng, 0.7, len(customer))
    survey = f"UP-{PERIODS[wave]}"
    return _wave(
        world, rng, "upward", survey, wave, np.concatenate(people), customer, provider, answers, mood[provider]
    )


def _wave(
    world: World,
    rng: np.random.Generator,
    kind: str,
    survey: str,
    wave: int,
    respondent: Ints,
    customer: Ints,
    provider: Ints,
    answers: Bools,
    expected: Floats,
) -> Asked:
    """A survey that opens at nine on the wave's first day and closes ten working days later."""
    count = len(provider)
    office = np.full(count, world.clock.names.index("cn-office"))
    opened = np.full(count, epoch(WAVES[wave]) + 9 * 3600)
    submitted = world.clock.at(office, world.clock.worked(office, opened) + rng.integers(600, WAVE_S, count))
    surveys = pl.Series([survey]).gather(np.zeros(count, dtype=np.int64))
    return Asked(kind, surveys, respondent, customer, provider, opened, submitted, answers, expected)
