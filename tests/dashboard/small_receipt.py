"""The stretches of two requests of the small warehouse, made by hand, and what follows from them.

T0001 went A21 → A1 → A21 and was late while A1 held it; T0006 waits for its customer.
"""

from datetime import UTC, datetime

import duckdb

LATE, WAITING, CREATED = "T0001", "T0006", datetime(2026, 6, 29, 1, tzinfo=UTC)

TABLES = """
create table settings.calendar (calendar varchar, calendar_key bigint, timezone varchar, version varchar);
create table settings.calendar_version (
    calendar varchar, version varchar, effective_from date, from_s bigint, to_s bigint);
create table core.dim_service_level (
    level_id bigint, service_id varchar, priority varchar, customer_department_id varchar, calendar varchar,
    calendar_version varchar, response_target_s bigint, resolution_target_s bigint, valid_from date, valid_to date,
    valid_from_s bigint, valid_to_s bigint);
create table core.fct_ticket_stretch (
    ticket_id varchar, seq bigint, starts_s bigint, ends_s bigint, change varchar, status varchar, priority varchar,
    provider_department_id varchar, service_id varchar, level_id bigint, is_stopped boolean, worked_s bigint,
    is_provisional boolean);
create table core.fct_ticket_clock (ticket_id varchar, answer_seq bigint);
create table core.fct_ticket_breach (clock varchar, ticket_id varchar, seq bigint, target_s bigint);
create table marts.ticket_hold (ticket_id varchar, seq bigint, provider_department_id varchar, held_s bigint);
create table marts.ticket_handover (
    ticket_id varchar, provider_department_id varchar, held_s bigint, held_share decimal(9, 6), hold_count bigint,
    bounce_count bigint, is_arrived_late boolean);
create table marts.breach_share (
    period_id varchar, provider_department_id varchar, breached_count bigint, breached_share_sum decimal(18, 4),
    arrived_late_count bigint, bounce_count bigint);
"""
MORE_COLUMNS = """
alter table marts.ticket_sla add column status varchar default 'closed';
alter table marts.ticket_sla add column reopen_count bigint default 0;
alter table marts.ticket_sla add column first_response_at timestamptz;
alter table marts.ticket_sla add column response_target_s bigint default 3600;
alter table marts.ticket_sla add column response_elapsed_s bigint default 600;
alter table marts.ticket_sla add column response_due_at timestamptz;
alter table marts.ticket_sla add column is_provisional boolean default false;
alter table marts.ticket_sla add column is_history_broken boolean default false;
alter table marts.ticket_sla add column is_stop_missing boolean default false;
alter table marts.ticket_sla add column is_service_unknown boolean default false;
"""
ROWS = """
insert into settings.calendar values ('office', 1, 'Asia/Shanghai', 'abc123');
insert into settings.calendar_version values
    ('office', 'first0', null, -9000000000000, $created),
    ('office', 'old456', '2026-06-28', $created - 118800, $created + 3600),
    ('office', 'abc123', '2026-06-29', $created - 32400, $created + 54000),
    ('office', 'new789', '2026-06-30', $created + 54000, 9000000000000);
insert into core.dim_service_level values
    (1, 'S1', 'P2', null, 'office', 'abc123', 3600, 36000, null, null, -9000000000000, 9000000000000),
    (2, 'S1', 'P2', 'B1', 'office', 'abc123', 3600, 28800, '2025-01-01', null, 1735660800, 9000000000000),
    (3, 'S1', 'P1', null, 'office', 'abc123', null, 28800, null, null, -9000000000000, 9000000000000);
insert into core.fct_ticket_stretch
with given (seq, starts_s, ends_s, change, status, provider, worked_s) as (values
    (1, 0, 600, 'created', 'open', 'A21', 600),
    (2, 600, 7200, 'answered', 'open', 'A21', 6600),
    (3, 7200, 36000, 'provider_department_id', 'open', 'A1', 25200),
    (4, 36000, 39600, 'status', 'pending', 'A1', 3600),
    (5, 39600, 43200, 'provider_department_id', 'open', 'A21', 3600),
    (6, 43200, 86400, 'resolved', 'closed', 'A21', 0)
)
select
    $late, seq, $created + starts_s, $created + ends_s, change, status, 'P2', provider, 'S1', 2, status = 'closed',
    worked_s, false
from given;
insert into core.fct_ticket_stretch values
    ($waiting, 1, $created, $created + 3600, 'created', 'open', 'P1', 'A1', 'S1', 3, false, 3600, true),
    ($waiting, 2, $created + 3600, $created + 54000, 'status', 'pending', 'P1', 'A1', 'S1', null, false, 0, true);
insert into core.fct_ticket_clock values ($late, 2), ($waiting, null);
insert into core.fct_ticket_breach values ('resolution', $late, 3, 28800);
insert into marts.ticket_hold values ($late, 1, 'A21', 7200), ($late, 2, 'A1', 25200), ($late, 3, 'A21', 3600),
    ($waiting, 1, 'A1', 3600);
insert into marts.ticket_handover values
    ($late, 'A21', 10800, 0.3, 2, 1, false), ($late, 'A1', 25200, 0.7, 1, 0, false),
    ($waiting, 'A1', 3600, 1, 1, 0, false);
insert into marts.breach_share values ('2026H1', 'A1', 12, 10.5, 0, 0), ('2026H1', 'A21', 12, 13.5, 2, 5);
update marts.ticket_sla set resolution_elapsed_s = 36000, created_at = make_timestamptz($created::bigint * 1000000),
    resolution_due_at = make_timestamptz(($created::bigint + 32400) * 1000000) where ticket_id = $late;
update marts.ticket_sla set status = if(ticket_id = $waiting, 'pending', 'open'), resolution_elapsed_s = 3600,
    resolved_at = null, is_provisional = ticket_id = $waiting,
    resolution_due_at = timestamptz '2026-06-30 16:00:00Z' + (right(ticket_id, 2)::int * 3 || ' hours')::interval
where resolution_state = 'open';
update marts.ticket_sla set status = 'open', resolved_at = null where ticket_id = 'T0008';
"""
OPEN = """
create table marts.ticket_open as select * from marts.ticket_sla
where resolution_state in ('open', 'breached') and status in ('open', 'pending')
"""


def fill(connection: duckdb.DuckDBPyConnection, has_rows: bool) -> None:
    """Adds the tables and columns of receipts to a small warehouse that has its tickets."""
    connection.execute(TABLES)
    for statement in MORE_COLUMNS.strip().split(";")[:-1]:
        connection.execute(statement)
    given = {"late": LATE, "waiting": WAITING, "created": int(CREATED.timestamp())}
    for statement in ROWS.strip().split(";")[:-1] if has_rows else ():
        connection.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})
    connection.execute(OPEN)
