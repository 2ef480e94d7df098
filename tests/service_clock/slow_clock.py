"""The service clock the slow way: one ticket, stretch by stretch, written from the rule book alone.

A number in a comment is the rule's number there. The warehouse computes the same in SQL; tests compare the two.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, groupby
from operator import attrgetter
from typing import Any

from tests.service_clock.slow_world import Event, Level, Ticket, World

FIELDS = ("status", "priority", "service_id", "provider_department_id")
ALIVE = ("open", "pending")
DONE = ("resolved", "closed")


@dataclass(frozen=True)
class Stretch:
    """The time between two neighbouring events; `closed_by` is None for the one that ends at as-of."""

    starts: datetime
    ends: datetime
    values: dict[str, Any]
    closed_by: Event | None
    level: Level | None = None
    work_s: int = 0

    @property
    def status(self) -> str:
        return str(self.values["status"])

    @property
    def provider(self) -> str:
        return str(self.values["provider_department_id"])

    @property
    def is_alive(self) -> bool:
        return self.status in ALIVE

    @property
    def has_length(self) -> bool:
        return self.ends > self.starts


@dataclass(frozen=True)
class Reading:
    """What one clock says; `guilty` is the provider when the target was passed."""

    elapsed_s: int
    target_s: int | None
    is_breached: bool
    guilty: str | None
    due_at: datetime | None


def events_of(ticket: Ticket, events: Sequence[Event]) -> list[Event]:
    """3 and 5: the ticket's events in order, made from its own instants when it has none."""
    if events:
        return sorted(events, key=lambda e: (e.occurred_at, e.event_id))
    own = (("public", ticket.first_response_at), ("resolved", ticket.resolved_at), ("closed", ticket.closed_at))
    made, status = [], "open"
    for at, number, word in sorted((at, n, word) for n, (word, at) in enumerate(own) if at and at >= ticket.created_at):
        if word == "public":
            made.append(Event(ticket.ticket_id, number, at, "reply", None, word, "somebody"))
        else:
            made.append(Event(ticket.ticket_id, number, at, "status", status, word))
            status = word
    return made


def stretches_of(ticket: Ticket, history: list[Event], customer: str | None, world: World) -> list[Stretch]:
    """2: the values between the events up to as-of; 19: who is not alive keeps the level with which that began."""
    values = {name: getattr(ticket, name) for name in FIELDS}
    for change in reversed(history):
        if change.field in FIELDS:
            values[change.field] = change.old_value
    stretches: list[Stretch] = []
    starts = ticket.created_at
    happened: list[Event | None] = [e for e in history if e.occurred_at <= world.as_of]
    for event in [*happened, None]:
        stretch = Stretch(starts, event.occurred_at if event else world.as_of, dict(values), event)
        if stretch.is_alive:
            level = world.level_of(ticket, customer, values)
        else:
            level = stretches[-1].level if stretches else None
        work_s = world.slow_calendars[level.calendar].working_seconds(starts, stretch.ends) if level else 0
        stretches.append(replace(stretch, level=level, work_s=work_s))
        if event:
            starts = event.occurred_at
            if event.field in FIELDS:
                values[event.field] = event.new_value
    return stretches


def is_change(stretch: Stretch, before: Sequence[str] | None, after: Sequence[str]) -> bool:
    """Whether the event at the stretch's end changes the status from one of `before` to one of `after`."""
    event = stretch.closed_by
    if event is None or event.field != "status" or event.new_value == stretch.status:
        return False
    return event.new_value in after and (before is None or stretch.status in before)


def is_broken(stretch: Stretch) -> bool:
    """2: the event at the stretch's end says that something else stood before it."""
    event = stretch.closed_by
    return event is not None and event.field in FIELDS and event.old_value != stretch.values[event.field]


def is_first_answer(stretch: Stretch, ticket: Ticket, customer: str | None, world: World) -> bool:
    """13: a public reply by somebody who is not on the customer's side, or the end of the work."""
    event = stretch.closed_by
    if event and event.field == "reply" and event.new_value == "public" and event.actor_id:
        department = world.department_of(event.actor_id, event.occurred_at)
        is_colleague = customer is not None and department == customer and customer != stretch.provider
        return event.actor_id != ticket.requester_id and not is_colleague
    return is_change(stretch, None, DONE)


def read(
    stretches: list[Stretch], runs_in: Sequence[str], minutes_of: Callable[[Level], int | None], world: World
) -> Reading:
    """17 to 19 for one clock; `stretches` end with the one that its stop closes, or with as-of."""
    work = [s.work_s if s.status in runs_in else 0 for s in stretches]
    elapsed = list(accumulate(work))
    minutes = [minutes_of(s.level) if s.level else None for s in stretches]
    target = [None if m is None else m * 60 for m in minutes]
    is_over = [t is not None and e > t for e, t in zip(elapsed, target, strict=True)]
    over = [i for i, s in enumerate(stretches) if s.is_alive and s.has_length and is_over[i]]
    alive = [i for i, s in enumerate(stretches) if s.is_alive]
    is_stopped = stretches[-1].closed_by is not None
    is_breached = bool(over) or (is_stopped and is_over[-1])
    at = over[0] if over else alive[-1] if alive else 0
    guilty = stretches[at].provider if is_breached else None
    goal = target[at]
    if goal is None:
        return Reading(elapsed[-1], target[-1], is_breached, guilty, None)
    start, left_s = stretches[at].ends, goal - elapsed[at]
    if over or left_s == 0:
        while at and target[at - 1] == elapsed[at - 1] == goal:
            at -= 1
        start, left_s = stretches[at].starts, goal - (elapsed[at] - work[at])
    level = stretches[at].level
    due_at = world.slow_calendars[level.calendar].instant_after(start, left_s) if level else None
    return Reading(elapsed[-1], target[-1], is_breached, guilty, due_at)


def state_of(reading: Reading, is_cancelled: bool, is_stopped: bool) -> str:
    """16 to 18."""
    if is_cancelled:
        return "excluded"
    if reading.is_breached:
        return "breached"
    if reading.target_s is None:
        return "none"
    return "met" if is_stopped else "open"


def holds_of(ticket: Ticket, stretches: list[Stretch]) -> list[dict[str, Any]]:
    """21: the runs of one provider."""
    runs = groupby((s for s in stretches if s.is_alive and s.has_length), key=lambda s: s.provider)
    return [
        {
            "ticket_id": ticket.ticket_id,
            "seq": seq,
            "provider_department_id": provider,
            "held_s": sum(s.work_s for s in run if s.status == "open"),
        }
        for seq, (provider, run) in enumerate(runs, 1)
    ]


def judge(ticket: Ticket, events: Sequence[Event], world: World) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """The ticket's row of ticket_sla and its rows of ticket_hold; None when it was created after as-of."""
    if ticket.created_at > world.as_of:
        return None
    customer = ticket.customer_department_id or world.department_of(ticket.requester_id, ticket.created_at)
    stretches = stretches_of(ticket, events_of(ticket, events), customer, world)
    now = stretches[-1]
    answers = [i for i, s in enumerate(stretches) if is_first_answer(s, ticket, customer, world)]
    ends = [i for i, s in enumerate(stretches) if is_change(s, (*ALIVE, "cancelled"), DONE)]
    stops = ends if now.status in DONE else []
    response = read(stretches[: answers[0] + 1] if answers else stretches, ALIVE, attrgetter("response_minutes"), world)
    resolution = read(
        stretches[: stops[-1] + 1] if stops else stretches, ("open",), attrgetter("resolution_minutes"), world
    )
    is_cancelled = now.status == "cancelled"
    resolution_state = state_of(resolution, is_cancelled, bool(stops))
    owners = [s.provider for s in stretches if s.is_alive] or [now.provider]
    row = {
        "ticket_id": ticket.ticket_id,
        "service_id": now.values["service_id"],
        "priority": now.values["priority"],
        "customer_department_id": customer,
        "provider_department_id": now.provider,
        "accountable_department_id": resolution.guilty if resolution_state == "breached" else owners[-1],
        "created_at": ticket.created_at,
        "first_response_at": stretches[answers[0]].ends if answers else None,
        "first_resolved_at": stretches[ends[0]].ends if ends else None,
        "resolved_at": stretches[stops[-1]].ends if stops else None,
        "reopen_count": sum(is_change(s, DONE, ALIVE) for s in stretches),
        "response_target_s": response.target_s,
        "response_elapsed_s": response.elapsed_s,
        "response_state": state_of(response, is_cancelled, bool(answers)),
        "resolution_target_s": resolution.target_s,
        "resolution_elapsed_s": resolution.elapsed_s,
        "resolution_state": resolution_state,
        "resolution_due_at": resolution.due_at,
        "period_id": world.period_of(resolution.due_at or ticket.created_at),
        "response_due_at": response.due_at,
        "response_period_id": world.period_of(response.due_at or ticket.created_at),
        "is_history_broken": any(is_broken(s) for s in stretches),
        "is_stop_missing": now.status in DONE and not ends,
    }
    return row, holds_of(ticket, stretches)
