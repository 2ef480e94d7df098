"""A real Request Tracker: over REST by the template, over SQL, both with the same result, and incremental pulls."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl.__main__ import main
from etl.new_company import new_company
from tests.etl.request_tracker import (
    OWNER_PASSWORD,
    READER,
    READER_PASSWORD,
    RequestTracker,
    running_request_tracker,
)
from tests.etl.servers import PostgreSQL, started
from tests.machine import NEEDS
from warehouse.store import published

QUEUES = '1 = "General"\n3 = "IT"\n4 = "HR"\n5 = "Facilities"\n6 = "Finance"\n7 = "Legal"'
OVER_SQL = """
[tickets]
kind = "sql"
url = "RT_DATABASE"
timezone = "UTC"
cursor = "lastupdated"
deleted = { column = "status", words = ["deleted"] }
query = '''
SELECT ticket.id, ticket.status, ticket.priority, queue.name AS queue, ticket.created, ticket.lastupdated,
       ticket.subject, requester.name AS requester, requester.organization, owner.name AS owner,
       category.content AS category
FROM tickets AS ticket
JOIN queues AS queue ON queue.id = ticket.queue
JOIN users AS owner ON owner.id = ticket.owner
JOIN groups AS requesters
  ON requesters.domain = 'RT::Ticket-Role' AND requesters.name = 'Requestor' AND requesters.instance = ticket.id
LEFT JOIN groupmembers AS member ON member.groupid = requesters.id
LEFT JOIN users AS requester ON requester.id = member.memberid
LEFT JOIN objectcustomfieldvalues AS category
  ON category.objecttype = 'RT::Ticket' AND category.objectid = ticket.id AND category.customfield = 2
  AND category.disabled = 0
WHERE ticket.id = ticket.effectiveid'''

[tickets.columns]
ticket_id = "id"
kind = "category"
service_id = { value = "support" }
provider_department_id = "queue"
customer_department_id = "organization"
requester_id = "requester"
assignee_id = "owner"
created_at = "created"

[tickets.values.kind]
Question = "request"
Request = "request"
Incident = "incident"
Complaint = "complaint"

STATUS
PRIORITY
[ticket_events]
kind = "sql"
url = "RT_DATABASE"
timezone = "UTC"
cursor = "id"
query = '''
SELECT entry.id, entry.objectid, entry.created, entry.type, coalesce(nullif(entry.field, ''), entry.type) AS field,
       nullif(entry.oldvalue, '') AS oldvalue, coalesce(nullif(entry.newvalue, ''), entry.type) AS newvalue,
       actor.name AS actor
FROM transactions AS entry
JOIN users AS actor ON actor.id = entry.creator
WHERE entry.objecttype = 'RT::Ticket' AND (entry.type IN ('Status', 'Correspond', 'Comment')
   OR entry.type = 'Set' AND entry.field IN ('Queue', 'Priority'))'''

[ticket_events.columns]
ticket_id = "objectid"
event_id = "id"
occurred_at = "created"
old_value = "oldvalue"
new_value = "newvalue"
actor_id = "actor"

EVENTS
[employees]
kind = "sql"
url = "RT_DATABASE"
query = "SELECT name, realname, organization FROM users WHERE organization <> ''"
[employees.columns]
employee_id = "name"
employee_name = ["realname", "name"]
department_id = "organization"
"""


@pytest.fixture(scope="module")
def tracker(shared: Path, tmp_path_factory: pytest.TempPathFactory, postgresql: PostgreSQL) -> Iterator[RequestTracker]:
    def start() -> AbstractContextManager[RequestTracker]:
        return running_request_tracker(shared, tmp_path_factory.mktemp("rt"), postgresql)

    with pytest.MonkeyPatch.context() as environment, started(NEEDS["request-tracker"], start) as tracker:
        environment.setenv("RT_URL", tracker.url)
        environment.setenv("RT_USER", READER)
        environment.setenv("RT_PASSWORD", READER_PASSWORD)
        environment.setenv("RT_DATABASE_PASSWORD", OWNER_PASSWORD)
        yield tracker


class Company:
    """A company folder, its warehouse, and what the last run published there."""

    def __init__(self, folder: Path, warehouse: Path) -> None:
        self.folder, self.warehouse = folder, warehouse

    def run(self) -> int:
        as_of = (datetime.now(UTC) + timedelta(minutes=1)).isoformat(timespec="seconds")
        return main(["--company", str(self.folder), "--warehouse", str(self.warehouse), "--as-of", as_of])

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        build = published(self.warehouse)
        assert build
        with duckdb.connect(str(build.path), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def read_count(self, feed: str) -> int:
        query = f"SELECT read_count FROM audit.row_count WHERE feed = '{feed}' ORDER BY run_id DESC LIMIT 1"
        return int(self.rows(query)[0][0])


def _template(folder: Path) -> str:
    """The template for Request Tracker with this one's queues and time zone."""
    path = new_company("rt", "request-tracker", folder) / "sources.toml"
    text = path.read_text(encoding="utf-8").replace('1 = "General"', QUEUES)
    text = text.replace('cursor_timezone = "Asia/Shanghai"', 'cursor_timezone = "Asia/Seoul"')
    path.write_text(text, encoding="utf-8")
    return text


def _tables(text: str, *names: str) -> str:
    """The tables of these names, as they stand in the file."""
    blocks = ["[" + block for block in text.split("\n[")]
    return "\n".join(block for block in blocks if block.startswith(tuple(f"[{name}]" for name in names)))


@pytest.fixture(scope="module")
def over_rest(tracker: RequestTracker, tmp_path_factory: pytest.TempPathFactory) -> Company:  # noqa: ARG001
    folder = tmp_path_factory.mktemp("rest")
    _template(folder / "company")
    company = Company(folder / "company", folder / "warehouse")
    assert company.run() == 0
    return company


@pytest.fixture(scope="module")
def over_sql(tracker: RequestTracker, tmp_path_factory: pytest.TempPathFactory) -> Company:
    folder = tmp_path_factory.mktemp("sql")
    text = _template(folder / "company")
    names = [f"ticket_events.values.{name}" for name in ("field", "reply", "provider_department_id")]
    sources = OVER_SQL.replace("RT_DATABASE", tracker.database_url)
    sources = sources.replace("STATUS", _tables(text, "tickets.values.status"))
    sources = sources.replace("PRIORITY", _tables(text, "tickets.values.priority"))
    sources = sources.replace("EVENTS", _tables(text, *names))
    (folder / "company" / "sources.toml").write_text(sources, encoding="utf-8")
    company = Company(folder / "company", folder / "warehouse")
    assert company.run() == 0
    return company


SLA = "SELECT * EXCLUDE (resolution_elapsed_s, response_elapsed_s) FROM marts.ticket_sla ORDER BY ticket_id"
STOPPED = (
    "SELECT ticket_id, resolution_elapsed_s, response_elapsed_s FROM marts.ticket_sla"
    " WHERE resolution_state IN ('met', 'breached') AND resolved_at IS NOT NULL ORDER BY ticket_id"
)


def test_over_rest_every_visible_ticket_and_change_comes(over_rest: Company) -> None:
    assert over_rest.read_count("tickets") == 198
    assert over_rest.read_count("ticket_events") == 503 + 277 + 49 + 20 + 19
    assert over_rest.read_count("employees") == 50


def test_over_rest_and_over_sql_the_clocks_say_the_same(over_rest: Company, over_sql: Company) -> None:
    rest, sql = over_rest.rows(SLA), over_sql.rows(SLA)
    assert len(rest) == 198
    assert [row for row in rest if row not in sql] == []
    assert len(sql) == len(rest)
    stopped = over_rest.rows(STOPPED)
    assert len(stopped) > 150
    assert stopped == over_sql.rows(STOPPED)


def test_the_clocks_run_and_some_stop_late(over_rest: Company) -> None:
    states = dict(over_rest.rows("SELECT resolution_state, count(*) FROM marts.ticket_sla GROUP BY 1"))
    assert states["met"] > 0
    assert states["breached"] > 0
    assert states["excluded"] == 2


def test_no_secret_is_in_the_warehouse(over_rest: Company, over_sql: Company) -> None:
    for company in (over_rest, over_sql):
        for path in company.warehouse.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert READER_PASSWORD.encode() not in content, path
                assert OWNER_PASSWORD.encode() not in content, path


def test_a_second_pull_without_changes_changes_nothing(over_rest: Company) -> None:
    before = over_rest.rows(SLA), over_rest.rows(STOPPED)
    assert over_rest.run() == 0
    assert (over_rest.rows(SLA), over_rest.rows(STOPPED)) == before
    assert over_rest.read_count("tickets") < 198


def test_what_changes_is_picked_up_over_both_ways(
    tracker: RequestTracker, over_rest: Company, over_sql: Company
) -> None:
    made = tracker.write(
        "POST",
        "ticket",
        {
            "Queue": "IT",
            "Subject": "No network on the second floor",
            "Requestor": "emp001@example.com",
            "CustomFields": {"Category": "Incident"},
        },
    )
    new, old = str(made["id"]), "1"
    tracker.write("POST", f"ticket/{new}/comment", {"Content": "Looks like the switch", "ContentType": "text/plain"})
    tracker.write("POST", f"ticket/{new}/correspond", {"Content": "We are on it", "ContentType": "text/plain"})
    tracker.write("PUT", f"ticket/{new}", {"Status": "stalled"})
    tracker.write("PUT", f"ticket/{old}", {"Status": "open"})
    tracker.write("PUT", "ticket/2", {"Status": "deleted"})
    events = (
        "SELECT event_id, field, old_value, new_value, actor_id FROM feed.ticket_events"
        f" WHERE ticket_id = '{new}' ORDER BY event_id"
    )
    for company in (over_rest, over_sql):
        assert company.run() == 0
        tickets = company.rows(f"SELECT ticket_id, status FROM feed.tickets WHERE ticket_id IN ('{old}', '{new}')")
        assert sorted(tickets) == sorted([(old, "open"), (new, "pending")])
        assert ("reply", None, "public", "root") in [row[1:] for row in company.rows(events)]
        assert company.read_count("tickets") < 100
    assert over_rest.rows(events) == over_sql.rows(events)
    reopened = f"SELECT reopen_count, resolved_at FROM marts.ticket_sla WHERE ticket_id = '{old}'"
    assert over_rest.rows(reopened) == over_sql.rows(reopened) == [(1, None)]


def test_a_deleted_ticket_is_noticed_over_sql_where_rest_cannot_tell(over_rest: Company, over_sql: Company) -> None:
    deleted = "SELECT count(*) FROM feed.tickets WHERE ticket_id = '2'"
    assert over_sql.rows(deleted) == [(0,)]
    assert over_rest.rows(deleted) == [(1,)]
