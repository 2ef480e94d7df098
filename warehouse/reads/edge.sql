-- One row per provider and customer at the level asked; units beyond the 40 busiest are one row without id.
with pair_cell as (
    select
        cell.provider_unit_id, cell.customer_unit_id, cell.provider_department_id, cell.customer_department_id,
        sum(cell.ticket_count) as ticket_count,
        sum(cell.response_met) as response_met,
        sum(cell.response_met + cell.response_breached) as response_judged,
        sum(cell.resolution_met) as resolution_met,
        sum(cell.resolution_met + cell.resolution_breached) as resolution_judged
    from seen_cell as cell
    where cell.period_id = $period and cell.provider_department_id <> cell.customer_department_id
    group by 1, 2, 3, 4
),
busy as (
    select unit_id, row_number() over (order by sum(ticket_count) desc, unit_id) as place, count(*) over () as unit_count
    from (
        select provider_unit_id as unit_id, ticket_count from pair_cell
        union all
        select customer_unit_id, ticket_count from pair_cell
    )
    group by unit_id
),
kept as (
    select unit_id from busy where place < 40 or unit_count <= 40
),
surveyed as (
    select
        pair_cell.*,
        edge.survey_count,
        case when $service is null and $priority is null then edge.survey_score end as survey_score
    from pair_cell
    left join marts.service_edge as edge
        on edge.period_id = $period
        and edge.provider_department_id = pair_cell.provider_department_id
        and edge.customer_department_id = pair_cell.customer_department_id
),
summed as (
    select
        provider.unit_id as provider_id,
        customer.unit_id as customer_id,
        sum(ticket_count) as ticket_count,
        sum(response_met) as response_met, sum(response_judged) as response_judged,
        sum(resolution_met) as resolution_met, sum(resolution_judged) as resolution_judged,
        case when count(*) = 1 then max(survey_score) end as survey_score
    from surveyed
    left join kept as provider on provider.unit_id = surveyed.provider_unit_id
    left join kept as customer on customer.unit_id = surveyed.customer_unit_id
    group by 1, 2
)
select
    summed.provider_id,
    provider.department_name as provider_name,
    summed.customer_id,
    customer.department_name as customer_name,
    summed.ticket_count::bigint as ticket_count,
    (summed.resolution_judged - summed.resolution_met)::bigint as resolution_breached,
    case when summed.response_judged >= $minimum
        then summed.response_met / summed.response_judged end as response_share,
    case when summed.resolution_judged >= $minimum
        then summed.resolution_met / summed.resolution_judged end as resolution_share,
    summed.survey_score
from summed
left join label as provider on provider.department_id = summed.provider_id
left join label as customer on customer.department_id = summed.customer_id
order by ticket_count desc, provider_name, customer_name
