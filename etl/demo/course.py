"""What happens to a chunk of tickets, as instants: replies, pauses, hand-overs, solutions, reopenings."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from etl.demo.draw import Bools, Ints, chance, generator, level, spread
from etl.demo.tickets import NOBODY, Tickets
from etl.demo.worktime import NEVER
from etl.demo.world import World

PAUSE, REST_BEFORE_CLOSING = spread(1.1) * 7 * 3600, spread(0.8) * 30 * 3600
CANCELLED, PAUSED, WITHOUT_REPLY, NEVER_CLOSED = 0.025, 0.22, 0.03, 0.06
HAND_OVERS = [0.04, 0.02, 0.015]
LONGEST_WAIT_TO_REOPEN_S = 6 * 86_400
Sometime = Callable[[float, float, float], Ints]


@dataclass(frozen=True)
class Course:
    """Instants in the order of a ticket's life (NEVER where a step does not happen), and what changes then."""

    assigned: Ints
    auto_reply: Ints
    reply: Ints
    update: Ints
    note: Ints
    answer: Ints
    priority_changed: Ints
    old_priority: Ints
    service_changed: Ints
    old_service: Ints
    handed: tuple[Ints, Ints]
    holders: tuple[Ints, Ints, Ints]
    assignees: tuple[Ints, Ints, Ints]
    paused: Ints
    resumed: Ints
    done: Ints
    closed: Ints
    reopened: Ints
    redone: Ints
    reclosed: Ints
    rework_s: Ints
    is_cancelled: Bools


def draw_course(world: World, tickets: Tickets, chunk: int) -> Course:
    rng = generator(world.seed, "course", chunk)
    clock, hours, count = world.clock, tickets.calendar, len(tickets)
    start = clock.worked(hours, tickets.created)
    is_paused = chance(rng, PAUSED, count)
    first_part = np.where(
        is_paused, (tickets.work_s * (0.1 + 0.8 * rng.random(count))).astype(np.int64), tickets.work_s
    )

    def sometime(share: float, low: float = 0.02, high: float = 0.98) -> Ints:
        """An instant of the first working part, for some of the tickets."""
        after = (first_part * (low + (high - low) * rng.random(count))).astype(np.int64)
        return np.where(chance(rng, share, count), clock.at(hours, start + np.maximum(after, 1)), NEVER)

    paused = np.where(is_paused, clock.at(hours, start + first_part), NEVER)
    resumed = _in_working_time(world, rng, hours, paused + PAUSE[level(rng, count)].astype(np.int64))
    begun = np.where(is_paused, clock.worked(hours, resumed), start)
    done = clock.at(hours, begun + tickets.work_s - np.where(is_paused, first_part, 0))
    done = np.where(is_paused & (paused == NEVER), NEVER, done)
    is_cancelled = chance(rng, CANCELLED, count)
    again = _reopening(world, rng, tickets, done, is_cancelled)
    handed, holders = _hand_overs(world, rng, tickets, sometime)
    reply = clock.at(hours, start + tickets.respond_after_s)
    reply = np.where((reply >= done) | chance(rng, WITHOUT_REPLY, count), NEVER, reply)
    answer = np.where(is_paused & chance(rng, 0.8, count), resumed, sometime(0.2))
    changed = np.where(tickets.is_planted, NEVER, sometime(0.05))
    recast = np.where(tickets.is_planted, NEVER, sometime(0.01, 0.02, 0.2))
    update = sometime(0.65)
    return Course(
        assigned=sometime(1.0, 0.01, 0.05),
        auto_reply=np.where(chance(rng, 0.15, count), tickets.created + 3, NEVER),
        reply=reply,
        update=np.where(update > reply, update, NEVER),
        note=sometime(0.6),
        answer=np.where(tickets.requester == NOBODY, NEVER, answer),
        priority_changed=changed,
        old_priority=_neighbour(rng, tickets.priority, changed < NEVER),
        service_changed=recast,
        old_service=np.where(recast < NEVER, world.catalogue.sibling[tickets.service], tickets.service),
        handed=handed,
        holders=holders,
        assignees=_assignees(world, rng, tickets, holders),
        paused=paused,
        resumed=resumed,
        done=done,
        is_cancelled=is_cancelled,
        **again,
    )


def _in_working_time(world: World, rng: np.random.Generator, hours: Ints, instant: Ints) -> Ints:
    """Up to half a working hour after the instant; NEVER stays NEVER."""
    worked = world.clock.worked(hours, instant) + rng.integers(30, 1800, len(instant))
    return np.where(instant >= NEVER, NEVER, world.clock.at(hours, worked))


def _reopening(
    world: World, rng: np.random.Generator, tickets: Tickets, done: Ints, is_cancelled: Bools
) -> dict[str, Ints]:
    count, fact = len(tickets), world.facts["deadline_closing"]
    share = np.where(tickets.is_late_closing, fact["reopen_share"], world.quality.reopen_share[tickets.provider])
    is_reopened = chance(rng, share, count) & ~is_cancelled & (done < NEVER)
    wait = rng.integers(3600, LONGEST_WAIT_TO_REOPEN_S, count)
    reopened = _in_working_time(world, rng, tickets.calendar, np.where(is_reopened, done + wait, NEVER))
    rework_s = np.minimum(tickets.work_s // 4 + rng.integers(600, 5400, count), 40 * 3600)
    redone = world.clock.at(tickets.calendar, world.clock.worked(tickets.calendar, reopened) + rework_s)
    rest = np.maximum(REST_BEFORE_CLOSING[level(rng, count)].astype(np.int64), 600)
    is_closed = ~is_cancelled & ~chance(rng, NEVER_CLOSED, count)
    was_closed = is_reopened & chance(rng, 0.3, count)
    closed = np.where(
        is_reopened, np.where(was_closed, done + wait // 2, NEVER), np.where(is_closed, done + rest, NEVER)
    )
    redone = np.where(is_reopened, redone, NEVER)
    reclosed = np.where(is_reopened & is_closed, redone + rest, NEVER)
    return {"closed": closed, "reopened": reopened, "redone": redone, "reclosed": reclosed, "rework_s": rework_s}


def _hand_overs(
    world: World, rng: np.random.Generator, tickets: Tickets, sometime: Sometime
) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints, Ints]]:
    """Misrouted (partner, provider), there and back (provider, partner, provider), passed on (provider, partner)."""
    count, provider, partner = len(tickets), tickets.provider, world.partner[tickets.provider]
    form = np.searchsorted(np.cumsum(HAND_OVERS), rng.random(count), side="right")
    form = np.where(tickets.is_planted | (partner == provider), len(HAND_OVERS), form)
    misrouted, there_and_back, passed_on = (form == number for number in range(len(HAND_OVERS)))
    first = np.where(form < len(HAND_OVERS), sometime(1.0, 0.05, 0.4), NEVER)
    second = np.where(there_and_back, sometime(1.0, 0.45, 0.9), NEVER)
    holders = (
        np.where(misrouted, partner, provider),
        np.where(there_and_back | passed_on, partner, provider),
        np.where(passed_on, partner, provider),
    )
    return (first, second), holders


def _neighbour(rng: np.random.Generator, priority: Ints, is_changed: Bools) -> Ints:
    """The priority next to it, half of them above and half below."""
    step = np.where(chance(rng, 0.5, len(priority)), 1, -1)
    other = np.where((priority + step < 0) | (priority + step > 3), priority - step, priority + step)
    return np.where(is_changed, other, priority)


def _assignees(
    world: World, rng: np.random.Generator, tickets: Tickets, holders: tuple[Ints, Ints, Ints]
) -> tuple[Ints, Ints, Ints]:
    first, second = (world.people.anyone(rng, tickets.day, holder) for holder in holders[:2])
    second = np.where(holders[1] == holders[0], first, second)
    return first, second, np.where(holders[2] == holders[1], second, first)
