"""A chunk's tickets as they stand at as-of: rows of the tickets feed."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.course import Course
from etl.demo.draw import Bools, Ints, chance, generator, pick
from etl.demo.events import CANCELLED, CLOSED, OPEN, PENDING, RESOLVED, instants, ticket_ids
from etl.demo.files import read_words
from etl.demo.tickets import KINDS, NOBODY, Tickets
from etl.demo.worktime import NEVER
from etl.demo.world import DAY_S, TIERS, World

CHANNELS = ("portal", "email", "phone", "chat", "counter")
CHANNEL_SHARES = [0.52, 0.18, 0.16, 0.1, 0.04]
LEVELS = ("high", "medium", "low")
WITHOUT_EVENTS, LEGACY_CHANNEL = 0.012, "legacy"
UPHELD = 0.65


@dataclass(frozen=True)
class State:
    """What holds at as-of."""

    status: Ints
    provider: Ints
    priority: Ints
    service: Ints
    assignee: Ints
    responded: Ints
    resolved: Ints
    closed: Ints
    is_first_done: Bools
    has_events: Bools


def state_at(world: World, tickets: Tickets, course: Course, chunk: int) -> State:
    rng = generator(world.seed, "state", chunk)
    now = world.as_of
    status = np.full(len(tickets), OPEN)
    done = np.where(course.is_cancelled, CANCELLED, RESOLVED)
    steps = ((course.paused, PENDING), (course.resumed, OPEN), (course.done, done), (course.closed, CLOSED))
    again = ((course.reopened, OPEN), (course.redone, RESOLVED), (course.reclosed, CLOSED))
    for at, word in steps + again:
        status = np.where(at < now, word, status)
    provider, assignee = course.holders[0], np.where(course.assigned < now, course.assignees[0], NOBODY)
    for number, at in enumerate(course.handed):
        provider = np.where(at < now, course.holders[number + 1], provider)
        assignee = np.where(at < now, course.assignees[number + 1], assignee)
    is_solved = (status == RESOLVED) | (status == CLOSED)
    resolved = np.where(course.redone < now, course.redone, course.done)
    closed = np.where(course.reclosed < now, course.reclosed, course.closed)
    is_first_done = (course.done < now) & ~course.is_cancelled
    is_old = (tickets.period == 0) & is_solved & ~tickets.is_planted
    return State(
        status=status,
        provider=provider,
        priority=np.where(course.priority_changed < now, tickets.priority, course.old_priority),
        service=np.where(course.service_changed < now, tickets.service, course.old_service),
        assignee=assignee,
        responded=np.minimum(course.reply, np.where(course.is_cancelled, NEVER, course.done)),
        resolved=np.where(is_solved, resolved, NEVER),
        closed=np.where(status == CLOSED, closed, NEVER),
        is_first_done=is_first_done,
        has_events=~(is_old & chance(rng, WITHOUT_EVENTS, len(tickets))),
    )


def ticket_frame(world: World, tickets: Tickets, state: State, chunk: int) -> pl.DataFrame:
    rng = generator(world.seed, "columns", chunk)
    words, count = pl.Series(world.words), len(tickets)

    def named(kind: str, number: Ints) -> pl.Series:
        return words.gather(world.code(kind, number))

    is_met = pl.Series(tickets.work_s <= tickets.resolution_s)
    has_met = state.is_first_done & (tickets.resolution_s > 0)
    channel = np.where(state.has_events, pick(rng, CHANNEL_SHARES, count), len(CHANNELS))
    return pl.DataFrame(
        {
            "ticket_id": ticket_ids(tickets.first_number + np.arange(count)),
            "kind": pl.Series(KINDS).gather(tickets.kind),
            "service_id": named("service_id", state.service),
            "priority": named("priority", state.priority),
            "status": named("status", state.status),
            "requester_id": named("assignee_id", tickets.requester),
            "customer_department_id": named(
                "provider_department_id", np.where(tickets.names_customer, tickets.customer, NOBODY)
            ),
            "provider_department_id": named("provider_department_id", state.provider),
            "assignee_id": named("assignee_id", state.assignee),
            "created_at": instants(tickets.created),
            "subject": _subjects(world, rng, tickets),
            "channel": pl.Series([*CHANNELS, LEGACY_CHANNEL]).gather(channel),
            "complexity_tier": pl.Series(TIERS).gather(tickets.tier),
            "first_response_at": _known(world, state.responded),
            "resolved_at": _known(world, state.resolved),
            "closed_at": _known(world, state.closed),
            "source_sla_met": _where(has_met, is_met),
            **_need_columns(world, rng, tickets, state),
            **_complaint_columns(rng, tickets, state),
        }
    )


def _where(is_given: Bools, values: pl.Series) -> pl.Series:
    """The values where they are given, else null."""
    return pl.select(pl.when(pl.lit(pl.Series(is_given))).then(pl.lit(values))).to_series()


def _known(world: World, at: Ints) -> pl.Series:
    return _where(at < world.as_of, instants(at))


def _subjects(world: World, rng: np.random.Generator, tickets: Tickets) -> pl.Series:
    """Service and occasion, as one of a few dozen thousand ready texts."""
    occasions = [read_words()["subjects"][kind] for kind in KINDS]
    most = max(map(len, occasions))
    names = world.catalogue.services["service_name"].to_list()
    texts = [f"{name}:{kind[n % len(kind)]}" for name in names for kind in occasions for n in range(most)]
    number = (tickets.service * len(KINDS) + tickets.kind) * most + rng.integers(0, most, len(tickets))
    return pl.Series(texts).gather(number)


def _need_columns(world: World, rng: np.random.Generator, tickets: Tickets, state: State) -> dict[str, pl.Series]:
    """Columns of needs: what they cost and bring in yuan, and what was promised once they were accepted."""
    count = len(tickets)
    is_need = tickets.kind == KINDS.index("need")
    impact, urgency = (pick(rng, [0.25, 0.5, 0.25], count) for _ in range(2))
    cost = rng.integers(2, 160, count) * 500
    benefit = cost * rng.integers(30, 400, count) // 100
    is_decided = is_need & (state.responded < world.as_of)
    decision = np.where(state.status == CANCELLED, 1, pick(rng, [0.82, 0.0, 0.18], count))
    promised = tickets.created + np.maximum(tickets.resolution_s, 8 * 3600) * 3 + rng.integers(0, 5 * DAY_S, count)
    return {
        "impact": _where(is_need, pl.Series(LEVELS).gather(impact)),
        "urgency": _where(is_need, pl.Series(LEVELS).gather(urgency)),
        "cost": _where(is_need, pl.Series(cost)),
        "benefit": _where(is_need, pl.Series(benefit)),
        "decision": _where(is_decided, pl.Series(["accepted", "rejected", "deferred"]).gather(decision)),
        "promised_at": _where(is_decided & (decision == 0), instants(promised)),
    }


def _complaint_columns(rng: np.random.Generator, tickets: Tickets, state: State) -> dict[str, pl.Series]:
    """Columns of complaints, known once they are solved; an action is named for those that were upheld."""
    count, words = len(tickets), read_words()["complaints"]
    is_solved = (tickets.kind == KINDS.index("complaint")) & (state.resolved < NEVER)
    is_upheld = chance(rng, UPHELD, count)
    cause = rng.integers(0, len(words["root_causes"]), count)
    return {
        "root_cause": _where(is_solved, pl.Series(words["root_causes"]).gather(cause)),
        "corrective_action": _where(is_solved & is_upheld, pl.Series(words["corrective_actions"]).gather(cause)),
        "upheld": _where(is_solved, pl.Series(is_upheld)),
    }
