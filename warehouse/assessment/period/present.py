"""The published build as the commands see it: half-years, policies, people, and why a result is not final."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from warehouse.assessment.facts import Facts, Period, read
from warehouse.assessment.half_year import HalfYear
from warehouse.assessment.halves import Kept, judged
from warehouse.assessment.period.people import People, read_people
from warehouse.assessment.period.texts import Refusal
from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_file import policy_for, read_policy
from warehouse.older import fitting
from warehouse.runs import failed_since
from warehouse.store import Published, connect, published

SATURDAY = 5
BEYOND = timedelta(days=400)


@dataclass(frozen=True)
class Present:
    """One half-year in the published build. `bodies` are the texts of `policies`, in the same order."""

    warehouse: Path
    build: Published
    connection: duckdb.DuckDBPyConnection
    period: Period
    next_period: str
    language: str
    zone: str
    facts: Facts
    policies: list[Policy]
    bodies: list[str]

    @property
    def policy(self) -> Policy:
        policy = policy_for(self.policies, self.period.last_day)
        if policy is None:
            known = ", ".join(one.id for one in self.facts.periods if policy_for(self.policies, one.last_day))
            raise Refusal("period.unknown", period=self.period.id, known=known)
        return policy

    @property
    def people(self) -> People:
        return read_people(self.connection, self.period.id)

    def judged(self, kept: Kept) -> HalfYear:
        """The result with what the ledger says at this moment."""
        assert self.policy
        half_year = judged(self.policies, self.facts, kept, self.period)
        assert half_year
        return half_year

    def days_off(self) -> set[date]:
        """Of the calendar that the policy names, else of the company's first; weekends where it has none."""
        names = list(self.calendar_versions())
        if not names:
            days = (self.period.last_day + timedelta(days=n) for n in range(BEYOND.days))
            return {day for day in days if day.weekday() >= SATURDAY}
        name = self.policy.calendar if self.policy.calendar in names else names[0]
        rows = self.connection.execute(
            "SELECT on_date FROM settings.calendar_date WHERE calendar = $1 AND working_s = 0", [name]
        ).fetchall()
        return {row[0] for row in rows}

    def flags(self) -> dict[str, list[str]]:
        """By flag_id the departments of everything that was tested for fairness in the half-year, flagged or not."""
        try:
            rows = self.connection.execute(
                "SELECT flag_id, department_id, other_department_id FROM marts.fairness_flag WHERE period_id = $1"
                " ORDER BY is_flagged DESC, flag_id",
                [self.period.id],
            ).fetchall()
        except duckdb.CatalogException:
            raise Refusal("build.unfit") from None
        return {flag_id: [one for one in departments if one] for flag_id, *departments in rows}

    def calendar_versions(self) -> dict[str, str]:
        rows = self.connection.execute("SELECT calendar, version FROM settings.calendar ORDER BY 1").fetchall()
        return dict(rows)

    def doubts(self, now: datetime) -> Iterator[Refusal]:
        """Why the result is not final: old or failed feeds, and holidays that nobody has announced yet."""
        id_ = self.period.id
        if missing := self.policy.governance.missing:
            keys = ", ".join(missing)
            yield Refusal("freeze.not_decided", version=self.policy.version, keys=keys, period=id_)
        yield from (Refusal("freeze.silent_feed", feed=one.feed, period=id_) for one in self.facts.doubts.get(id_, ()))
        old = self.connection.execute(
            "SELECT feed FROM audit.feed WHERE date_diff('second', loaded_at, $1::TIMESTAMPTZ) > loaded_stop_s"
            " ORDER BY 1",
            [now],
        ).fetchall()
        yield from (Refusal("freeze.old_load", feed=row[0]) for row in old)
        if failed := failed_since(self.warehouse, self.build.build_id):
            yield Refusal("freeze.failed_run", outcome=failed.outcome)
        years = self.connection.execute(
            "SELECT DISTINCT year(on_date) FROM settings.calendar_date"
            " WHERE is_provisional AND on_date BETWEEN $1 AND $2 ORDER BY 1",
            [self.period.starts_on, self.period.last_day],
        ).fetchall()
        yield from (Refusal("freeze.calendar", year=row[0], period=id_) for row in years)


@contextmanager
def present(warehouse: Path, period: str, build: Published | None = None) -> Iterator[Present]:
    """Opens a build, by default the published one. Refusal without any, or when it does not assess the half-year."""
    build = build or published(warehouse)
    if build is None:
        raise Refusal("build.missing", warehouse=warehouse)
    with connect(build.path) as connection, fitting(connection):
        policies, bodies = _policies(connection)
        facts = read(connection)
        found = {one.id: one for one in facts.periods}
        if period not in found:
            raise Refusal("period.unknown", period=period, known=", ".join(found))
        later = connection.execute(
            "SELECT period_id FROM settings.period WHERE starts_on >= $1 ORDER BY starts_on",
            [found[period].ends_before_on],
        ).fetchone()
        language, zone = connection.execute("SELECT language, timezone FROM settings.company").fetchall()[0]
        assert later
        half_year = (found[period], later[0])
        yield Present(warehouse, build, connection, *half_year, language, zone, facts, policies, bodies)


def _policies(connection: duckdb.DuckDBPyConnection) -> tuple[list[Policy], list[str]]:
    try:
        rows = connection.execute(
            "SELECT first_day, body FROM settings.policy ORDER BY first_day NULLS FIRST"
        ).fetchall()
    except duckdb.CatalogException:
        raise Refusal("build.unfit") from None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "assessment.toml"
        policies = []
        for first_day, body in rows:
            file.write_text(body, encoding="utf-8")
            policies.append(read_policy(file, first_day))
    return policies, [body for _, body in rows]


def company_language(warehouse: Path) -> str:
    """The language of the published build's company; empty without a build."""
    build = published(warehouse)
    if build is None:
        return ""
    with connect(build.path) as connection:
        return str(connection.execute("SELECT language FROM settings.company").fetchall()[0][0])
