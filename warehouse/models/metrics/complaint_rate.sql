-- One row per period and department: upheld complaints, against the tickets that it resolved.
with resolved as (
    select period.period_id, ticket.accountable_department_id as department_id, count(*) as resolved_count
    from {{ ref('ticket_sla') }} as ticket
    join {{ ref('dim_period') }} as period
        on period.starts_at <= ticket.resolved_at and ticket.resolved_at < period.ends_at
    where ticket.customer_department_id is distinct from ticket.accountable_department_id
    group by period.period_id, ticket.accountable_department_id
),
upheld as (
    select period.period_id, sla.accountable_department_id as department_id, count(*) as upheld_count
    from {{ ref('fct_ticket') }} as complaint
    join {{ ref('ticket_sla') }} as sla on sla.ticket_id = complaint.ticket_id
    join {{ ref('dim_period') }} as period
        on period.starts_at <= complaint.created_at and complaint.created_at < period.ends_at
    where complaint.kind = 'complaint' and complaint.upheld
        and sla.customer_department_id is distinct from sla.accountable_department_id
    group by period.period_id, sla.accountable_department_id
)
select
    'complaint_rate' as indicator_id,
    resolved.period_id,
    resolved.department_id,
    cast(coalesce(upheld.upheld_count, 0) as decimal(18, 4)) as numerator,
    cast(resolved.resolved_count as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from resolved
left join upheld on upheld.period_id = resolved.period_id and upheld.department_id = resolved.department_id
