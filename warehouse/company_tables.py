"""Schema settings: the company folder as tables (company, half-years, calendars, privacy), and what is required."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from warehouse.assessment.policy_file import load_policies, policy_for
from warehouse.calendar_file import Calendar
from warehouse.calendars import calendar_tables, instant_s
from warehouse.dictionary import metrics
from warehouse.requirements import requirement_tables
from warehouse.settings import Company
from warehouse.shifts import day_shifts

HORIZON = timedelta(days=3 * 366)
FARTHEST = timedelta(days=9 * 366)
OLDEST = timedelta(days=20 * 366)
MARGIN = timedelta(days=2)
INSTANT = pl.Datetime("us", "UTC")
DAY_S = 86_400
EPOCH_DAY = date(1970, 1, 1).toordinal() - 1


def period_table(company: Company, first: date, last: date, as_of: datetime) -> pl.DataFrame:
    """One row per half-year that touches [first, last], half-open on the company's clock."""
    zone = ZoneInfo(company.timezone)
    starts = sorted(
        (date(year, *map(int, month_day.split("-"))), f"{year}{label}")
        for year in range(max(first.year - 1, 1), last.year + 2)
        for label, month_day in company.half_years.items()
    )
    rows = []
    for (starts_on, period_id), (ends_before_on, _) in pairwise(starts):
        if ends_before_on > first and starts_on <= last:
            starts_at, ends_at = (
                datetime.fromtimestamp(instant_s(on, 0, zone), UTC) for on in (starts_on, ends_before_on)
            )
            rows.append((period_id, starts_at, ends_at, starts_on, ends_before_on, starts_at < as_of, ends_at <= as_of))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={
            "period_id": pl.String,
            "starts_at": INSTANT,
            "ends_at": INSTANT,
            "starts_on": pl.Date,
            "ends_before_on": pl.Date,
            "is_begun": pl.Boolean,
            "is_complete": pl.Boolean,
        },
    )


def period_day_table(periods: pl.DataFrame) -> pl.DataFrame:
    """One row per UTC day that a half-year touches: which one holds before `turn_s`, and which from then on.

    `day_number` counts days since 0001-01-01; `turn_s` is in seconds since 1970 and may lie beyond the day.
    """
    touching: dict[int, list[tuple[int, int, str]]] = {}
    for period_id, starts_at, ends_at in periods.select("period_id", "starts_at", "ends_at").iter_rows():
        starts_s, ends_s = int(starts_at.timestamp()), int(ends_at.timestamp())
        for day in range(starts_s // DAY_S, (ends_s - 1) // DAY_S + 1):
            touching.setdefault(day, []).append((starts_s, ends_s, period_id))
    rows = []
    for day, (first, *later) in sorted(touching.items()):
        starts_s, ends_s, period_id = first
        turn = (
            (starts_s, None, period_id)
            if starts_s > day * DAY_S
            else (ends_s, period_id, later[0][2] if later else None)
        )
        rows.append((day + EPOCH_DAY, *turn))
    return pl.DataFrame(
        rows,
        orient="row",
        schema={"day_number": pl.Int64, "turn_s": pl.Int64, "period_before": pl.String, "period_after": pl.String},
    )


def _horizon(connection: duckdb.DuckDBPyConnection, calendars: dict[str, Calendar]) -> timedelta:
    """How far beyond as-of calendars reach: three years, and longer where a target takes its calendar longer."""
    horizon = HORIZON
    targets = connection.execute(
        "select calendar, 60 * max(greatest(response_minutes, resolution_minutes)) from feed.service_levels group by 1"
    ).fetchall()
    for name, target_s in targets:
        week = calendars[name].versions[-1].week if name in calendars else {}
        shifts = [shift for texts in week.values() for shift in day_shifts(texts, name)]
        if shifts and target_s:
            weeks = target_s / sum(end - start for start, end in shifts)
            horizon = max(horizon, min(timedelta(weeks=1.5 * weeks) + HORIZON, FARTHEST))
    return horizon


def write_settings(connection: duckdb.DuckDBPyConnection, company: Company, as_of: datetime) -> None:
    """Writes the tables of schema settings; calendars and half-years span the tickets and some years beyond as-of."""
    row = connection.execute(
        "select least(min(created_at), $1::timestamptz) from (select created_at from feed.tickets"
        " union all select submitted_at from feed.survey_responses)",
        [as_of],
    ).fetchone()
    oldest = (row[0] if row else as_of).astimezone(ZoneInfo(company.timezone)).date()
    calendars = {name: calendar.known_at(as_of) for name, calendar in company.calendars.items()}
    last = (as_of + _horizon(connection, calendars)).date()
    tables = calendar_tables(calendars, max(oldest, (as_of - OLDEST).date()) - MARGIN, last)
    tables["period"] = period_table(company, oldest, last, as_of)
    tables["period_day"] = period_day_table(tables["period"])
    tables["company"] = pl.DataFrame(
        [(company.name, company.language, company.timezone, company.currency, as_of)],
        orient="row",
        schema={
            "name": pl.String,
            "language": pl.String,
            "timezone": pl.String,
            "currency": pl.String,
            "as_of": INSTANT,
        },
    )
    policies = load_policies(company.folder)
    privacy = (policy_for(policies, as_of.date()) or policies[-1]).privacy
    tables["privacy"] = pl.DataFrame({"k_score": [privacy.k_score]})
    tables |= requirement_tables() | {"metric": metrics()}
    connection.execute("create schema if not exists settings")
    for name, frame in tables.items():
        connection.register("settings_frame", frame.to_arrow())
        connection.execute(f"create or replace table settings.{name} as select * from settings_frame")
        connection.unregister("settings_frame")
