"""A chunk of tickets: who asks whom for what, how urgent it is, and how much working time it will take."""

from dataclasses import dataclass

import numpy as np

from etl.demo.arrivals import Arrivals
from etl.demo.draw import Bools, Ints, chance, factors, generator, level, pick, pick_by_row, spread
from etl.demo.world import World, epoch

DAY_S = 86_400
KINDS = ("request", "need", "incident", "complaint")
RESOLUTION_SPREAD, RESPONSE_SPREAD = 0.75, 0.9
WORK = spread(RESOLUTION_SPREAD)
RESPONSE = spread(RESPONSE_SPREAD)
USUAL_RESPONSE_S = 5_400
SHORTEST_S, ENDLESS_S = 180, 1 << 33
FORGOTTEN, LOGGED_BY_PROVIDER, WITHOUT_REQUESTER, WITHOUT_CUSTOMER = 0.002, 0.02, 0.01, 0.25
NOBODY = -1


@dataclass(frozen=True)
class Tickets:
    """Arrays of one chunk; departments, services and people by number, targets and work in seconds (0: no target)."""

    first_number: int
    created: Ints
    day: Ints
    period: Ints
    customer: Ints
    service: Ints
    provider: Ints
    priority: Ints
    tier: Ints
    kind: Ints
    requester: Ints
    names_customer: Bools
    calendar: Ints
    resolution_s: Ints
    respond_after_s: Ints
    work_s: Ints
    is_late_closing: Bools
    is_planted: Bools

    def __len__(self) -> int:
        return len(self.created)


def draw_tickets(world: World, arrivals: Arrivals) -> Tickets:
    rng = generator(world.seed, "tickets", arrivals.number)
    catalogue, quality, created = world.catalogue, world.quality, arrivals.created
    count = len(created)
    office, plant = (pick(rng, weights, count) for weights in catalogue.pair_weights)
    pair = np.where(arrivals.is_plant, plant, office)
    service, customer = catalogue.pair_service[pair], catalogue.pair_customer[pair]
    provider = catalogue.provider[service]
    priority = pick_by_row(rng, catalogue.priority_shares, service)
    tier = pick_by_row(rng, quality.tier_shares, provider * quality.on_time.shape[2] + priority)
    kind = pick_by_row(rng, catalogue.kind_shares, service)
    is_complaint = chance(rng, quality.complaint_share[provider], count)
    day, period = (created - world.start) // DAY_S, world.period_of(created)
    version = (created >= epoch(catalogue.version_starts_on)).astype(np.int64)
    cell = (version, service, priority, customer)
    response_s, resolution_s = catalogue.response[cell], catalogue.resolution[cell]
    usual_s = np.where(resolution_s > 0, resolution_s, catalogue.usual_work[service])
    slowness = factors(quality.on_time, RESOLUTION_SPREAD)[provider, period, priority, tier]
    work = usual_s * WORK[level(rng, count)] * slowness
    usual_s = np.where(response_s > 0, response_s, USUAL_RESPONSE_S)
    respond = usual_s * RESPONSE[level(rng, count)] * factors(quality.response, RESPONSE_SPREAD)[provider, period]
    is_late_closing = _late_closing(world, rng, provider, resolution_s)
    late = resolution_s * (0.956 + 0.043 * rng.random(count))
    is_planted = world.is_planted[provider]
    work = np.where(is_late_closing, late, np.maximum(work, SHORTEST_S))
    is_forgotten = chance(rng, FORGOTTEN, count) & ~is_planted
    requester, names_customer = _requesters(world, rng, day, customer, provider)
    return Tickets(
        first_number=arrivals.first_ticket,
        created=created,
        day=day,
        period=period,
        customer=customer,
        service=service,
        provider=provider,
        priority=priority,
        tier=tier,
        kind=np.where(is_complaint, KINDS.index("complaint"), kind),
        requester=requester,
        names_customer=names_customer,
        calendar=catalogue.calendar[cell],
        resolution_s=resolution_s,
        respond_after_s=np.maximum(respond, 20).astype(np.int64),
        work_s=np.where(is_forgotten, ENDLESS_S, work.astype(np.int64)),
        is_late_closing=is_late_closing,
        is_planted=is_planted,
    )


def _requesters(
    world: World, rng: np.random.Generator, day: Ints, customer: Ints, provider: Ints
) -> tuple[Ints, Bools]:
    """Who asks, and whether the ticket names the customer itself; it must where the requester does not tell."""
    count = len(day)
    is_logged_for = chance(rng, LOGGED_BY_PROVIDER, count)
    requester = world.people.anyone(rng, day, np.where(is_logged_for, provider, customer))
    is_unknown = chance(rng, WITHOUT_REQUESTER, count)
    names_customer = is_logged_for | is_unknown | ~chance(rng, WITHOUT_CUSTOMER, count)
    return np.where(is_unknown, NOBODY, requester), names_customer


def _late_closing(world: World, rng: np.random.Generator, provider: Ints, resolution_s: Ints) -> Bools:
    fact = world.facts["deadline_closing"]
    closer = world.people.index(fact["department"])
    return (provider == closer) & chance(rng, fact["share"], len(provider)) & (resolution_s > 0)
