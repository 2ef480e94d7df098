"""The company folder as tables of schema settings: the company, its half-years, its calendars, its privacy limits."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb
import polars as pl

from warehouse.assessment.policy_file import load_policies, policy_for
from warehouse.calendars import calendar_tables, day_shifts, instant_s
from warehouse.settings import Company

HORIZON = timedelta(days=3 * 366)
FARTHEST = timedelta(days=9 * 366)
OLDEST = timedelta(days=20 * 366)
MARGIN = timedelta(days=2)
INSTANT = pl.Datetime("us", "UTC")


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


def _horizon(connection: duckdb.DuckDBPyConnection, company: Company) -> timedelta:
    """How far beyond as-of calendars reach: three years, and longer where a target takes its calendar longer."""
    horizon = HORIZON
    targets = connection.execute(
        "select calendar, 60 * max(greatest(response_minutes, resolution_minutes)) from feed.service_levels group by 1"
    ).fetchall()
    for name, target_s in targets:
        calendar = company.calendars.get(name)
        shifts = [shift for texts in calendar.week.values() for shift in day_shifts(texts, name)] if calendar else []
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
    last = (as_of + _horizon(connection, company)).date()
    tables = calendar_tables(company.calendars, max(oldest, (as_of - OLDEST).date()) - MARGIN, last)
    tables["period"] = period_table(company, oldest, last, as_of)
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
    connection.execute("create schema if not exists settings")
    for name, frame in tables.items():
        connection.register("settings_frame", frame.to_arrow())
        connection.execute(f"create or replace table settings.{name} as select * from settings_frame")
        connection.unregister("settings_frame")
