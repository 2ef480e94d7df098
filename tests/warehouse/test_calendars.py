"""Working calendars: what counts as working time, and why."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from warehouse.calendar_file import Calendar
from warehouse.calendars import calendar_tables, expand, instant_s, pieces
from warehouse.errors import UserError
from warehouse.shifts import day_shifts, parse_shift
from warehouse.statutory import statutory

OFFICE = {day: ["09:00-12:00", "13:30-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def calendar(**given: object) -> Calendar:
    return Calendar.model_validate({"name": "c", "timezone": "Asia/Shanghai", "week": OFFICE} | given)


def worked(calendar: Calendar, first: str, last: str) -> int:
    """Working seconds of the local dates first to last."""
    dates = list(expand(calendar, date.fromisoformat(first), date.fromisoformat(last)))
    return sum(end - start for start, end in pieces(dates, ZoneInfo(calendar.timezone)))


def source_of(calendar: Calendar, on: str) -> str:
    return next(expand(calendar, date.fromisoformat(on), date.fromisoformat(on))).source


def test_a_working_day_is_the_sum_of_its_shifts() -> None:
    assert worked(calendar(), "2026-03-02", "2026-03-02") == (3 * 60 + 4 * 60 + 30) * 60


def test_a_night_shift_belongs_to_the_day_on_which_it_starts() -> None:
    night = calendar(week={"mon": ["22:00-06:00"]})
    assert worked(night, "2026-03-02", "2026-03-02") == 8 * 3600
    assert worked(night, "2026-03-03", "2026-03-03") == 0


def test_a_second_in_shifts_of_two_neighbouring_days_counts_once() -> None:
    overlapping = calendar(week={"mon": ["22:00-06:00"], "tue": ["05:00-07:00"]})
    assert worked(overlapping, "2026-03-02", "2026-03-03") == 9 * 3600


def test_the_companys_exception_wins_over_a_make_up_workday_over_a_holiday_over_the_week() -> None:
    cn = calendar(holidays="CN", days={"2026-10-02": ["09:00-10:00"]})
    assert source_of(cn, "2026-10-01") == "statutory_holiday"
    assert source_of(cn, "2026-10-02") == "exception"
    assert source_of(cn, "2026-09-20") == "make_up_workday"
    assert source_of(cn, "2026-09-21") == "week"


def test_a_make_up_sunday_takes_mondays_hours() -> None:
    assert worked(calendar(holidays="CN"), "2026-09-20", "2026-09-20") == 27_000


def test_a_year_that_is_not_published_is_provisional_unless_the_company_says_its_hours() -> None:
    cn = calendar(holidays="CN", days={"2027-03-01": []})
    days = {day.on: day.is_provisional for day in expand(cn, date(2026, 12, 31), date(2027, 3, 1))}
    assert [days[date(2026, 12, 31)], days[date(2027, 1, 4)], days[date(2027, 3, 1)]] == [False, True, False]


def test_a_country_whose_holidays_follow_rules_is_never_provisional() -> None:
    assert statutory("DE", range(2030, 2031)).is_published(2030)


def test_the_day_on_which_summer_time_begins_has_23_hours_and_the_day_on_which_it_ends_25() -> None:
    always = calendar(timezone="Europe/Berlin", week={"sun": ["00:00-24:00"]})
    assert worked(always, "2026-03-29", "2026-03-29") == 23 * 3600
    assert worked(always, "2026-10-25", "2026-10-25") == 25 * 3600


def test_a_wall_time_that_comes_twice_is_the_first_and_a_skipped_one_moves_forward() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert instant_s(date(2026, 10, 25), 9000, berlin) == 1792888200  # 00:30 UTC
    assert instant_s(date(2026, 3, 29), 9000, berlin) == 1774747800  # 01:30 UTC, 03:30 on the clock


@pytest.mark.parametrize("year", [2025, 2026])
def test_statutory_days_of_china_are_those_of_the_state_council(shared: Path, year: int) -> None:
    days = json.loads((shared / f"data/holiday_cn/{year}.json").read_text(encoding="utf-8"))["days"]
    listed = {date.fromisoformat(day["date"]): day["isOffDay"] for day in days}
    law = statutory("CN", range(year, year + 1))
    assert {day for day in law.days_off if day.year == year} == {day for day, is_off in listed.items() if is_off}
    assert law.make_up == {day for day, is_off in listed.items() if not is_off}


@pytest.mark.parametrize("text", ["9-12", "09:00", "25:00-26:00", "09:60-10:00", "13:30-12:00", "08:00-08:00"])
def test_a_shift_that_cannot_be_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(UserError, match=r"^calendars.toml line 4: "):
        parse_shift(text, "calendars.toml line 4")


def test_shifts_of_one_day_that_overlap_are_refused() -> None:
    with pytest.raises(UserError, match="overlap"):
        day_shifts(["09:00-12:00", "11:00-13:00"], "here")


def test_working_time_before_a_day_is_what_the_days_before_it_hold() -> None:
    tables = calendar_tables({"c": calendar()}, date(2026, 3, 2), date(2026, 3, 9))
    days = tables["calendar_day"]
    held = sum(days[f"end_{n}_s"] - days[f"start_{n}_s"] for n in range(1, 7))
    assert days["worked_before_s"].to_list() == [0, *held.cum_sum().to_list()[:-1]]
    assert days["worked_before_s"].to_list()[-1] == 5 * 27_000
