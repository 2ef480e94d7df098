"""A chunk's course as rows of the ticket_events feed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.course import Course
from etl.demo.draw import Bools, Ints
from etl.demo.tickets import NOBODY, Tickets
from etl.demo.world import World
from warehouse.contract import EVENT_FIELDS, STATUSES

OPEN, PENDING, RESOLVED, CLOSED, CANCELLED = range(len(STATUSES))
PUBLIC, INTERNAL = 0, 1
ID_DIGITS = 8
_TICKET_SHIFT, _SECOND_SHIFT = 32, 5


@dataclass(frozen=True)
class Step:
    """One possible event of every ticket: when, what it changes, and who did it."""

    at: Ints
    field: str
    old: Ints | int
    new: Ints | int
    actor: Ints


def ticket_ids(numbers: Ints) -> pl.Series:
    """T00000001 and so on, counted from 1."""
    return pl.select("T" + pl.lit(pl.Series(numbers + 1)).cast(pl.String).str.zfill(ID_DIGITS)).to_series()


def _steps(tickets: Tickets, course: Course) -> Iterator[Step]:
    """All steps; those of one second take effect in this order."""
    nobody = np.full(len(tickets), NOBODY)
    first, second, third = course.assignees
    yield Step(course.auto_reply, "reply", NOBODY, PUBLIC, nobody)
    yield Step(course.assigned, "assignee_id", NOBODY, first, first)
    yield Step(course.priority_changed, "priority", course.old_priority, tickets.priority, first)
    yield Step(course.service_changed, "service_id", course.old_service, tickets.service, first)
    yield Step(course.reply, "reply", NOBODY, PUBLIC, first)
    for number, at in enumerate(course.handed):
        before, after = course.assignees[number : number + 2]
        yield Step(at, "provider_department_id", course.holders[number], course.holders[number + 1], before)
        yield Step(at, "assignee_id", before, after, before)
    yield Step(course.note, "reply", NOBODY, INTERNAL, second)
    yield Step(course.update, "reply", NOBODY, PUBLIC, second)
    yield Step(course.paused, "status", OPEN, PENDING, third)
    yield Step(course.answer, "reply", NOBODY, PUBLIC, tickets.requester)
    yield Step(course.resumed, "status", PENDING, OPEN, third)
    yield Step(course.done, "status", OPEN, np.where(course.is_cancelled, CANCELLED, RESOLVED), third)
    yield Step(course.closed, "status", RESOLVED, CLOSED, nobody)
    yield Step(
        course.reopened, "status", np.where(course.closed < course.reopened, CLOSED, RESOLVED), OPEN, tickets.requester
    )
    yield Step(course.redone, "status", OPEN, RESOLVED, third)
    yield Step(course.reclosed, "status", RESOLVED, CLOSED, nobody)


def event_frame(world: World, tickets: Tickets, course: Course, has_events: Bools) -> pl.DataFrame:
    """The events before as-of, by ticket and then in order; event ids count from 1 within a ticket."""
    keys, fields, changes = [], [], []
    for slot, step in enumerate(_steps(tickets, course)):
        rows = np.flatnonzero((step.at < world.as_of) & has_events)
        keys.append(rows << _TICKET_SHIFT | (step.at[rows] - tickets.created[rows]) << _SECOND_SHIFT | slot)
        fields.append(np.full(len(rows), EVENT_FIELDS.index(step.field)))
        codes = [world.code(step.field, value) for value in (step.old, step.new)]
        codes.append(world.code("assignee_id", step.actor))
        changes.append(np.stack([np.broadcast_to(code, len(tickets))[rows] for code in codes]).astype(np.int32))
    key = np.concatenate(keys)
    order = np.argsort(key, kind="stable")
    row = key[order] >> _TICKET_SHIFT
    second = (key[order] >> _SECOND_SHIFT) & ((1 << (_TICKET_SHIFT - _SECOND_SHIFT)) - 1)
    nth = np.arange(len(row)) - np.searchsorted(row, row, side="left") + 1
    old, new, actor = np.concatenate(changes, axis=1)[:, order]
    words, names = pl.Series(world.words), pl.Series(EVENT_FIELDS)
    return pl.DataFrame(
        {
            "ticket_id": ticket_ids(tickets.first_number + np.arange(len(tickets))).gather(row),
            "event_id": nth,
            "occurred_at": instants(tickets.created[row] + second),
            "field": names.gather(np.concatenate(fields)[order]),
            "old_value": words.gather(old),
            "new_value": words.gather(new),
            "actor_id": words.gather(actor),
        }
    )


def instants(seconds: Ints) -> pl.Series:
    """Seconds since 1970 as UTC instants."""
    return pl.Series(seconds * 1_000_000).cast(pl.Datetime("us", "UTC"))
