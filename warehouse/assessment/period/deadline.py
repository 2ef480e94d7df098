"""Deadlines in workdays: when publicity ends and until when appeals are taken."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from warehouse.assessment.policy import Timeline

DAY = timedelta(days=1)


def after(day: date, count: int, days_off: Collection[date]) -> date:
    """The `count`-th workday after a day; 0 is the day itself."""
    while count:
        day += DAY
        count -= day not in days_off
    return day


def end_of(day: date, zone: str) -> datetime:
    """The end of a day on the company's clock, in UTC."""
    return datetime.combine(day + DAY, time(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def deadlines(
    timeline: Timeline, last_day: date, now: datetime, zone: str, days_off: Collection[date]
) -> tuple[datetime, datetime]:
    """The ends of publicity and of appeals, in UTC.

    They lie where the policy counts them from the period's end. Published late, nobody has less time for it:
    publicity and appeals last as many workdays as they would have.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    publicity, appeals = timeline.publicity_end - timeline.draft, timeline.appeal_deadline - timeline.publicity_end
    public = max(after(last_day, timeline.publicity_end, days_off), after(today, publicity, days_off))
    return end_of(public, zone), end_of(after(public, appeals, days_off), zone)
