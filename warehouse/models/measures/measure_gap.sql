-- One row per measure of a gap, period and department (null: the company): the best group's share less the worst's.
-- Groups are compared within each stratum that all of them have, weighted by the stratum's tickets.
with head as (
    select distinct manager_employee_id as employee_id from {{ ref('dim_employee') }} where manager_employee_id is not null
),
answered as (
    select distinct ticket_id from {{ ref('stg_survey_response') }} where ticket_id is not null
),
shown as (
    select
        'equity_gap' as measure_id, ticket.period_id, ticket.department_id, ticket.priority as stratum,
        case when head.employee_id is null then 'staff' else 'head' end as member,
        ticket.resolution_state = 'met' as has
    from {{ ref('measured_ticket') }} as ticket
    left join head on head.employee_id = ticket.requester_id
    where ticket.resolution_state in ('met', 'breached') and ticket.requester_id is not null
    union all
    select 'asked_gap', ticket.period_id, ticket.department_id, '', ticket.resolution_state,
        answered.ticket_id is not null
    from {{ ref('measured_ticket') }} as ticket
    left join answered on answered.ticket_id = ticket.ticket_id
    where ticket.resolution_state in ('met', 'breached') and ticket.resolved_s is not null
        and exists (select 1 from answered)
    union all
    select 'direction_gap', ticket.period_id, ticket.department_id, '',
        case when customer.depth < provider.depth then 'up' when customer.depth = provider.depth then 'beside'
            else 'down' end,
        ticket.resolution_state = 'met'
    from {{ ref('measured_ticket') }} as ticket
    join {{ ref('dim_department') }} as provider on provider.department_id = ticket.department_id
    join {{ ref('dim_department') }} as customer on customer.department_id = ticket.customer_department_id
    where ticket.resolution_state in ('met', 'breached')
),
counted as (
    select measure_id, period_id, department_id, stratum, member, count(*) as all_count,
        sum(case when has then 1 else 0 end) as with_count
    from shown
    where period_id is not null and department_id is not null
    group by grouping sets (
        (measure_id, period_id, department_id, stratum, member), (measure_id, period_id, stratum, member)
    )
),
weighed as (
    select
        *,
        sum(all_count) over (partition by measure_id, period_id, department_id, stratum) as weight,
        count(*) over (partition by measure_id, period_id, department_id, stratum) as member_count
    from counted
    where all_count >= 5
),
compared as (
    select
        measure_id, period_id, department_id, member, sum(all_count) as all_count,
        sum(weight * (cast(with_count as double) / all_count)) / sum(weight) as share
    from weighed
    where member_count >= 2
    group by measure_id, period_id, department_id, member
)
select
    measure_id, period_id, department_id,
    cast(null as decimal(18, 4)) as numerator,
    cast(min(all_count) as decimal(18, 4)) as denominator,
    cast(100 * (max(share) - min(share)) as decimal(18, 6)) as value,
    cast(null as decimal(18, 6)) as p90, cast(null as bigint) as rater_count
from compared
group by measure_id, period_id, department_id
