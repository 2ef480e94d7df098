"""Declared services beside used ones: one is idle, one was never declared, one is of two kinds."""

import duckdb

USE = """
create table marts.declared_use as
select period_id, provider_department_id, customer_department_id, service_id, 1 as declared_count, 1 as function_count,
    0 as rank_count, 0 as process_count, 0 as operation_count, sum(ticket_count)::bigint as ticket_count
from marts.sla_cell
group by period_id, provider_department_id, customer_department_id, service_id;
insert into marts.declared_use select distinct period_id, 'A1', 'B2', 'S1', 1, 0, 0, 1, 0, 0 from marts.sla_cell;
update marts.declared_use set ticket_count = 3 where customer_department_id = 'B2' and period_id = '2025H2';
update marts.declared_use set declared_count = 2, rank_count = 1
where provider_department_id = 'A1' and customer_department_id = 'B1';
update marts.declared_use set declared_count = 0, function_count = 0
where provider_department_id = 'A21' and customer_department_id = 'C';
"""


def fill(connection: duckdb.DuckDBPyConnection, _has_rows: bool) -> None:
    """Makes the table out of marts.sla_cell, which is empty without rows."""
    connection.execute(USE)
