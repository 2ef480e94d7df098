-- One row per period and department: resolutions in time, of those decided.
select
    'resolution_on_time' as indicator_id,
    period_id as period_id,
    accountable_department_id as department_id,
    cast(sum(case when resolution_state = 'met' then 1 else 0 end) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('ticket_sla') }}
where resolution_state in ('met', 'breached')
    and customer_department_id is distinct from accountable_department_id
group by period_id, accountable_department_id
