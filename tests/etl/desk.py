"""A service desk and a staff list in PostgreSQL, in types that such systems use, and the settings that read them."""

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from etl.audit import write_cursors
from etl.sources import find_sources
from etl.staging import Staging
from tests.etl.servers import PostgreSQL
from tests.etl.small_company import LEVELS, Loaded, write_company
from warehouse.settings import load_company
from warehouse.store import Published, connect, publish

SCHEMA = """
CREATE TABLE department (id int, title text, parent int, valid_from date, valid_to date);
CREATE TABLE employment (emp_no numeric(8), full_name text, dept int, rank_code char(3), since date);
CREATE TABLE ticket (
    id uuid PRIMARY KEY, "Kind" text, prio smallint, state text, dept int, requester numeric(8),
    opened timestamptz, closed timestamp, sla_met boolean, cost numeric(12, 2), tags text[], extra jsonb,
    subject varchar(80), updated_at timestamptz
);
CREATE INDEX ON ticket (updated_at);
CREATE TABLE event (id bigserial PRIMARY KEY, ticket uuid, at timestamptz, field text, was text, now text, by_no int);
INSERT INTO department VALUES
    (10, 'IT', NULL, '2025-01-01', NULL), (20, 'Plant', NULL, NULL, '2026-01-01'),
    (20, 'Works', 10, '2026-01-01', NULL);
INSERT INTO employment VALUES
    (1001, 'Ann', 10, 'P5', '2025-01-01'), (1001, 'Ann', 20, 'P6', '2026-03-01'), (1002, '王 小明', 20, 'P4', NULL);
"""
FEEDS = ("departments", "employees", "tickets", "ticket_events")
MAPPING = """
[departments]
kind = "sql"
url = "{url}"
table = "public.department"
[departments.columns]
department_id = "id"
department_name = "title"
parent_department_id = "parent"

[employees]
kind = "sql"
url = "{url}"
table = "employment"
[employees.columns]
employee_id = "emp_no"
employee_name = "full_name"
department_id = "dept"
position = "rank_code"
effective_from = "since"

[tickets]
kind = "sql"
url = "{url}"
query = "SELECT *, '10:30'::text AS \\"Clock\\" FROM ticket WHERE subject NOT LIKE 'draft%'; -- all but drafts"
timezone = "Asia/Shanghai"
time_format = "%d/%m/%Y"             # of texts; columns of a time type are as they are
{tickets}
[tickets.columns]
ticket_id = "id"
kind = "Kind"
service_id = {{ value = "S1" }}
priority = "prio"
status = "state"
requester_id = "requester"
provider_department_id = "dept"
created_at = "opened"
closed_at = "closed"
source_sla_met = "sla_met"
complexity_tier = "tags"
impact = "extra"
urgency = "Clock"
[tickets.values.priority]
"1" = "P1"
[tickets.values.status]
"in progress" = "open"

[ticket_events]
kind = "sql"
url = "{url}"
table = "event"
{events}
[ticket_events.columns]
ticket_id = "ticket"
event_id = "id"
occurred_at = "at"
old_value = "was"
new_value = "now"
actor_id = "by_no"
"""
INCREMENTAL = {"tickets": 'cursor = "updated_at"\nlookback = "0s"\n', "events": 'cursor = "id"\nlookback = 0\n'}
AS_OF = datetime(2026, 6, 30, 16, tzinfo=UTC)
NAMES = itertools.count(1)


def ticket_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


@dataclass
class Desk:
    """One database, and the warehouse that it is pulled into."""

    server: PostgreSQL
    name: str

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def run(self, sql: str) -> None:
        self.server.run(sql, self.name)

    def connect(self) -> psycopg.Connection:
        return self.server.connect(self.name, autocommit=True)

    def add(self, *numbers: int, state: str = "in progress", at: str = "2026-03-02 09:00+08") -> None:
        """Tickets, or new states of those that are there, and an event for each; changed at this instant."""
        for number in numbers:
            self.run(
                f"INSERT INTO ticket VALUES ('{ticket_id(number)}', 'request', 1, '{state}', 10, 1001,"
                f" '2026-03-02 09:00:00.75+08', '2026-03-03 17:00', true, 12.50, '{{a,\"b c\"}}', '{{\"n\": 1.0}}',"
                f" 'subject {number}', '{at}') ON CONFLICT (id) DO UPDATE SET state = excluded.state,"
                " updated_at = excluded.updated_at"
            )
            self.run(
                "INSERT INTO event (ticket, at, field, was, now, by_no)"
                f" VALUES ('{ticket_id(number)}', '{at}', 'assignee_id', NULL, '1002', NULL)"
            )

    def company(self, folder: Path, tickets: str = "", events: str = "") -> Path:
        """A company folder whose feeds but the levels come from here; the arguments are more keys of the two feeds."""
        sources = MAPPING.format(url=self.url, tickets=tickets, events=events)
        return write_company(folder, sources, service_levels=LEVELS)


def new_desk(server: PostgreSQL) -> Desk:
    desk = Desk(server, f"desk{next(NAMES)}")
    server.run(f"CREATE DATABASE {desk.name}")
    desk.run(SCHEMA)
    return desk


class Pulls:
    """Pulls of one company into one warehouse, one after the other, each published but without marts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.landing = folder / "landing"
        self.before: Published | None = None
        self.notes: list[str] = []
        self._number = 0

    def pull(self, company: Path) -> Loaded:
        """As the pipeline does it; what it publishes is closed and can be read through the answer."""
        loaded = self.load(company)
        loaded.connection.close()
        build = loaded.path.rename(self.folder / f"build{self._number}.duckdb")
        self.before = publish(build, self.folder, f"20260101T0000{self._number:02}Z-0001", AS_OF, keep=5)
        return Loaded(connect(self.before.path), loaded.counts, loaded.notes, self.before.path)

    def load(self, company: Path) -> Loaded:
        """Up to the split, and not published."""
        self._number += 1
        work = self.folder / f"work{self._number}"
        work.mkdir(parents=True)
        settings = load_company(company)
        staging = Staging(work, find_sources(settings), self.before, self.landing)
        staging.pull(lambda _: None)
        notes = staging.shape(list(settings.calendars), lambda _: None)
        staging.refuse_bad_feeds()
        staging.split("a-run", work / "build.duckdb")
        with connect(work / "build.duckdb", read_only=False) as connection:
            write_cursors(connection, "a-run", staging.cursors)
        counts = {count.feed: count for count in staging.counts}
        return Loaded(connect(work / "build.duckdb"), counts, notes, work / "build.duckdb")
