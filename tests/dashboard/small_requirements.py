"""What is required with its values, needs and complaints, projects and improvements of the small warehouse."""

import duckdb

from warehouse.dictionary import metrics
from warehouse.requirements import requirement_tables

TABLE = """
create table marts.requirement_value (
    requirement_id varchar, measure_id varchar, period_id varchar, department_id varchar, status varchar,
    numerator decimal(18, 4), denominator decimal(18, 4), value decimal(18, 6), p90 decimal(18, 6), unit varchar);
"""
WORK = """
create schema staging;
create table staging.stg_ticket as select ticket_id, 'Laptop 设备 ' || ticket_id as subject from marts.ticket_sla;
create table marts.request_cell (
    period_id varchar, month_on date, provider_department_id varchar, customer_department_id varchar,
    service_id varchar, priority varchar, kind varchar, channel varchar, decision varchar, root_cause varchar,
    ticket_count bigint, open_count bigint, open_week_count bigint, open_month_count bigint, dated_count bigint,
    due_count bigint, kept_count bigint, upheld_count bigint);
create table staging.stg_project (
    project_id varchar, milestone varchar, member_department_id varchar, project_name varchar,
    owner_department_id varchar, planned_effort decimal(18, 4), due_on date, completed_on date,
    accepted_first_time boolean);
create table staging.stg_improvement (
    improvement_id varchar, department_id varchar, source varchar, opened_on date, plan_due_on date, done_on date,
    checked_on date, acted_on date, verified_effective boolean);
"""
WORK_ROWS = """
insert into marts.request_cell values
    ('2026H1', '2026-02-01', 'A1', 'C', 'S1', 'P2', 'need', 'portal', 'accepted', null, 12, 2, 1, 1, 10, 8, 6, 0),
    ('2026H1', '2026-02-01', 'A1', 'C', 'S1', 'P2', 'need', 'email', 'rejected', null, 4, 0, 0, 0, 0, 0, 0, 0),
    ('2026H1', '2026-03-01', 'A21', 'B1', 'S2', 'P2', 'complaint', 'email', null, 'skill', 5, 1, 0, 1, 0, 0, 0, 3),
    ('2026H1', '2026-03-01', 'A21', 'B1', 'S2', 'P2', 'complaint', null, null, null, 2, 2, 2, 0, 0, 0, 0, 0),
    ('2026H1', '2026-03-01', 'A21', 'B1', 'S2', 'P2', 'request', 'portal', null, null, 100, 0, 0, 0, 0, 0, 0, 0);
insert into staging.stg_project
select 'PJ1', 'M' || n, member, '产线升级', 'A1', 10, date '2026-03-01' + n::integer,
    if(n < 5, date '2026-03-04', null), n < 4
from range(6) as one (n) cross join (values ('A1'), ('B2')) as part (member);
insert into staging.stg_improvement values
    ('IM1', 'A1', 'survey', '2026-02-01', '2026-03-01', '2026-02-20', '2026-03-20', '2026-04-01', true),
    ('IM2', 'A1', 'audit', '2026-02-01', '2026-03-01', '2026-03-20', '2026-04-20', null, false),
    ('IM3', 'A1', null, '2026-06-01', '2026-07-01', null, null, null, null),
    ('IM4', 'B2', 'survey', '2026-01-10', '2026-03-01', '2026-02-20', null, null, null);
"""
ROWS = """
insert into marts.requirement_value
select
    requirement.requirement_id, requirement.measure_id, period.period_id, department.department_id,
    case
        when requirement.question is not null then 'not_asked'
        when requirement.measure_id = 'pdca_closed' then 'no_feed'
        when requirement.measure_id = 'upward_support' then 'suppressed'
        when requirement.measure_id = 'complaint_recurs' then 'too_few_cases'
        when requirement.measure_id = 'direction_gap' then 'no_cases'
        else 'measured'
    end as status,
    if(status = 'measured', 40, null), if(status = 'measured', 50, null), if(status = 'measured', 0.8, null),
    if(status = 'measured' and requirement.unit = 'hours', 2.5, null), requirement.unit
from settings.requirement as requirement
cross join (values ('2025H2'), ('2026H1')) as period (period_id)
cross join (values (null), ('A1'), ('A21'), ('B2')) as department (department_id)
where requirement.status = 'computed';
"""


def fill(connection: duckdb.DuckDBPyConnection, has_rows: bool) -> None:
    """The list is always there; values only where the warehouse has rows."""
    for name, frame in (requirement_tables() | {"metric": metrics()}).items():
        connection.register("required", frame.to_arrow())
        connection.execute(f"create table settings.{name} as from required")
        connection.unregister("required")
    connection.execute(TABLE + WORK)
    if has_rows:
        connection.execute(ROWS + WORK_ROWS)
