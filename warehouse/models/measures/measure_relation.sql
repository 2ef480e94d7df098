-- One row per measure of declared and lived relations, period and provider.
with declared as (
    select distinct
        service.provider_department_id as department_id, edge.customer_department_id, edge.service_id, edge.relation
    from {{ ref('stg_service_customer') }} as edge
    join {{ ref('dim_service') }} as service on service.service_id = edge.service_id
    where edge.customer_department_id <> service.provider_department_id
),
pair as (select distinct department_id, customer_department_id from declared),
lived as (
    select period_id, provider_department_id as department_id, customer_department_id
    from {{ ref('service_edge') }}
    where ticket_count > 0 and provider_department_id is distinct from customer_department_id
),
surveyed as (
    select distinct period_id, provider_department_id as department_id, customer_department_id
    from {{ ref('fct_survey_answer') }}
    where kind = 'relationship' and not is_self_service
),
judged as (
    select 'mutual_edges' as measure_id, one.period_id, one.department_id, back.period_id is not null as has
    from lived as one
    left join lived as back
        on back.period_id = one.period_id and back.department_id = one.customer_department_id
        and back.customer_department_id = one.department_id
    union all
    select 'declared_edges_used', period.period_id, pair.department_id, lived.period_id is not null
    from pair
    join {{ ref('dim_period') }} as period on period.is_begun
    left join lived
        on lived.period_id = period.period_id and lived.department_id = pair.department_id
        and lived.customer_department_id = pair.customer_department_id
    union all
    select 'customers_surveyed', period.period_id, pair.department_id, surveyed.period_id is not null
    from pair
    join {{ ref('dim_period') }} as period on period.is_begun
    left join surveyed
        on surveyed.period_id = period.period_id and surveyed.department_id = pair.department_id
        and surveyed.customer_department_id = pair.customer_department_id
    union all
    select case declared.relation when 'rank' then 'on_time_rank' else 'on_time_function' end,
        ticket.period_id, ticket.department_id, ticket.resolution_state = 'met'
    from {{ ref('measured_ticket') }} as ticket
    join declared
        on declared.department_id = ticket.department_id and declared.service_id = ticket.service_id
        and declared.customer_department_id = ticket.customer_department_id
    where ticket.resolution_state in ('met', 'breached') and declared.relation in ('function', 'rank')
)
{{ judged_as('sum(case when has then 1 else 0 end)', 'count(*)') }}
union all
select 'channels_used', created_period_id, department_id, null, null, cast(count(distinct channel) as decimal(18, 6)), null, null
from {{ ref('measured_ticket') }}
where created_period_id is not null and department_id is not null and channel is not null
group by grouping sets ((created_period_id, department_id), (created_period_id))
