"""Statutory holidays and make-up workdays of countries, and the years for which they are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

DAY = timedelta(days=1)
SATURDAY = 5


@dataclass(frozen=True)
class Statutory:
    """Days off and make-up workdays of a country, and the years that it has published."""

    days_off: frozenset[date]
    make_up: frozenset[date]
    published: frozenset[int] | None

    def is_published(self, year: int) -> bool:
        return self.published is None or year in self.published


def statutory(country: str | None, years: range) -> Statutory:
    """Source: the `holidays` library. Where a country moves workdays, a year counts as published once it lists them."""
    if country is None:
        return Statutory(frozenset(), frozenset(), None)
    table = holidays.country_holidays(country, years=years)
    make_up = frozenset(day for day in table.weekend_workdays if day.year in years)
    published = _published_years(country)
    days_off = frozenset(table) if published is None else frozenset(_with_weekends(set(table) - make_up, make_up))
    return Statutory(days_off, make_up, published)


def _with_weekends(days_off: set[date], make_up: frozenset[date]) -> Iterator[date]:
    """Days off and the weekend days that touch them: a notice lists both, the library only the days that it moves."""
    for day in days_off:
        yield day
        for step in (DAY, -DAY):
            beside = day + step
            while beside.weekday() >= SATURDAY and beside not in make_up:
                yield beside
                beside += step


def _published_years(country: str) -> frozenset[int] | None:
    """The years that a country has decreed; None where holidays follow rules and no workday is ever moved."""
    decreed = frozenset(getattr(holidays.country_holidays(country), "special_public_holidays", {}))
    moves_workdays = decreed and holidays.country_holidays(country, years=decreed).weekend_workdays
    return decreed if moves_workdays else None
