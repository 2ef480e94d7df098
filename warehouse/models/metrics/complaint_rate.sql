-- One row per period and department: upheld complaints, against the episodes that it resolved.
-- Only from the half-year after the company's first complaint on, or where its tickets begin: before, none says nothing.
with counted as (
    select ticket.ticket_id, ticket.created_at, ticket.kind = 'complaint' as is_complaint,
        ticket.kind = 'complaint' and coalesce(ticket.upheld, false) as is_upheld,
        sla.accountable_department_id as department_id, sla.resolved_at, episode.episode_id
    from {{ ref('fct_ticket') }} as ticket
    join {{ ref('ticket_sla') }} as sla on sla.ticket_id = ticket.ticket_id
    join {{ ref('ticket_episode') }} as episode on episode.ticket_id = ticket.ticket_id
    where sla.customer_department_id is distinct from sla.accountable_department_id
),
first_one as (
    select min(created_at) as ticket_at, min(case when kind = 'complaint' then created_at end) as complaint_at
    from {{ ref('fct_ticket') }}
),
judged as (
    select period.period_id, period.starts_at, period.ends_at
    from {{ ref('dim_period') }} as period
    join first_one
        on first_one.complaint_at < period.starts_at
        or (first_one.complaint_at < period.ends_at and first_one.ticket_at >= period.starts_at)
),
resolved as (
    select judged.period_id, counted.department_id, count(distinct counted.episode_id) as resolved_count
    from counted
    join judged on judged.starts_at <= counted.resolved_at and counted.resolved_at < judged.ends_at
    group by judged.period_id, counted.department_id
),
upheld as (
    select judged.period_id, counted.department_id, count(distinct counted.episode_id) as upheld_count
    from counted
    join judged on judged.starts_at <= counted.created_at and counted.created_at < judged.ends_at
    where counted.is_upheld
    group by judged.period_id, counted.department_id
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
