"""Service levels: the feed, and the same as arrays for the tickets."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from etl.demo.draw import Ints
from etl.demo.files import frame_of

PRIORITIES = ("P1", "P2", "P3", "P4")
Customers = dict[tuple[str, str | None, str | None], str]
BEGINNING = date(2024, 1, 1)


@dataclass
class Service:
    """A service as collected from the tables; customers are (department, provider's position, their position)."""

    provider: str
    name: str
    kind: str
    popularity: float
    description: str
    customers: Customers = field(default_factory=dict)


@dataclass(frozen=True)
class Levels:
    """Targets in seconds (0: none) and calendar numbers, by (version, service, priority, customer)."""

    feed: pl.DataFrame
    response: Ints
    resolution: Ints
    calendar: Ints


@dataclass(frozen=True)
class _Term:
    """What holds for one priority of a service: for everyone, or for one customer."""

    customer: str | None
    calendar: str
    earlier: list[int]
    minutes: list[int]


def make_levels(
    services: list[Service], ids: list[str], classes: dict[str, Any], index: dict[str, int], calendars: tuple[str, ...]
) -> Levels:
    shape = (2, len(services), len(PRIORITIES), len(index))
    response, resolution, calendar = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    rows: list[tuple[Any, ...]] = []
    for number, service in enumerate(services):
        calendar[:, number] = calendars.index(classes[service.kind]["calendar"])
        for rank, priority in enumerate(PRIORITIES):
            for term in _terms(service, priority, classes, number % classes["version"]["every"] == 0):
                where = slice(None) if term.customer is None else index[term.customer]
                for version, minutes in enumerate((term.earlier, term.minutes)):
                    response[version, number, rank, where] = minutes[0] * 60
                    resolution[version, number, rank, where] = minutes[1] * 60
                calendar[:, number, rank, where] = calendars.index(term.calendar)
                begin = None if number % 5 == 1 else BEGINNING
                row = (ids[number], priority, term.customer, term.calendar)
                if term.earlier != term.minutes:
                    rows.append((*row, *_given(term.earlier), begin, classes["version"]["starts_on"]))
                    begin = classes["version"]["starts_on"]
                rows.append((*row, *_given(term.minutes), begin, None))
    return Levels(frame_of("service_levels", rows), response, resolution, calendar)


def _terms(service: Service, priority: str, classes: dict[str, Any], is_versioned: bool) -> Iterator[_Term]:
    general = classes[service.kind]
    if priority not in general:
        return
    minutes = general[priority]
    earlier = _times(minutes, classes["version"]["earlier_factor"]) if is_versioned else minutes
    yield _Term(None, general["calendar"], earlier, minutes)
    for special in classes["for_customer"]:
        if special["class"] == service.kind and priority in special["priorities"]:
            tighter = _times(minutes, special["factor"])
            for customer in sorted({key[0] for key in service.customers} & set(special["customers"])):
                yield _Term(customer, special["calendar"], tighter, tighter)


def _times(minutes: list[int], factor: float) -> list[int]:
    """To five minutes."""
    return [round(value * factor / 5) * 5 for value in minutes]


def _given(minutes: list[int]) -> list[int | None]:
    return [value or None for value in minutes]
