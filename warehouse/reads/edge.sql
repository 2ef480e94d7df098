-- One row per provider and customer at the level asked, the busiest first, with the change against the half-year before.
-- Units beyond the 40 busiest are one without id; where only the largest flows are asked, so is who else a provider served.
with met as (
    select cell.*, cell.period_id = pair.period_id as is_now
    from seen_cell as cell
    join period_pair as pair on cell.period_id in (pair.period_id, pair.before_id)
    where cell.provider_department_id <> cell.customer_department_id
        and (
            $one_unit is null
            or (cell.provider_unit_id = $one_unit and cell.customer_unit_id = $other_unit)
            or (cell.provider_unit_id = $other_unit and cell.customer_unit_id = $one_unit)
        )
        and (
            $relation is null
            or (cell.period_id, cell.provider_department_id, cell.customer_department_id, cell.service_id) in (
                select (period_id, provider_department_id, customer_department_id, service_id) from seen_use
            )
        )
),
flow as (
    select
        provider_unit_id, customer_unit_id,
        sum(ticket_count) filter (where is_now) as ticket_count,
        sum(response_met) filter (where is_now) as response_met,
        sum(response_met + response_breached) filter (where is_now) as response_judged,
        sum(resolution_met) filter (where is_now) as resolution_met,
        sum(resolution_met + resolution_breached) filter (where is_now) as resolution_judged,
        sum(resolution_met) filter (where not is_now) as before_met,
        sum(resolution_met + resolution_breached) filter (where not is_now) as before_judged
    from met
    group by provider_unit_id, customer_unit_id
    having count(*) filter (where is_now) > 0
),
busy as (
    select unit_id, row_number() over (order by sum(ticket_count) desc, unit_id) as place, count(*) over () as unit_count
    from (
        select provider_unit_id as unit_id, ticket_count from flow
        union all
        select customer_unit_id, ticket_count from flow
    )
    group by unit_id
),
kept as (
    select unit_id from busy where place < 40 or unit_count <= 40
),
surveyed as (
    select provider_unit_id, customer_unit_id, sum(answer_count) as answer_count, sum(mark_sum)::double as mark_sum
    from seen_edge
    where question = 'overall' and side = 'perceived'
        and $service is null and $priority is null and $relation is null
    group by provider_unit_id, customer_unit_id
),
placed as (
    select
        flow.*, surveyed.answer_count, surveyed.mark_sum,
        row_number() over (order by ticket_count desc, flow.provider_unit_id, flow.customer_unit_id)
            <= coalesce($largest::bigint, count(*) over ()) as is_large
    from flow
    left join surveyed using (provider_unit_id, customer_unit_id)
),
named as (
    select
        placed.*,
        case when bool_or(is_large) over (partition by provider_unit_id) then provider.unit_id end as provider_id,
        case when is_large then customer.unit_id end as customer_id
    from placed
    left join kept as provider on provider.unit_id = placed.provider_unit_id
    left join kept as customer on customer.unit_id = placed.customer_unit_id
),
summed as (
    select
        provider_id, customer_id,
        sum(ticket_count) as ticket_count,
        sum(response_met) as response_met, sum(response_judged) as response_judged,
        sum(resolution_met) as resolution_met, sum(resolution_judged) as resolution_judged,
        sum(before_met) as before_met, sum(before_judged) as before_judged,
        sum(answer_count) as answer_count, sum(mark_sum) as mark_sum
    from named
    group by provider_id, customer_id
),
shared as (
    select
        *,
        case when response_judged >= $minimum then response_met / response_judged end as response_share,
        case when resolution_judged >= $minimum then resolution_met / resolution_judged end as resolution_share,
        case when before_judged >= $minimum then before_met / before_judged end as before_share
    from summed
)
select
    shared.provider_id,
    provider.department_name as provider_name,
    shared.customer_id,
    customer.department_name as customer_name,
    shared.ticket_count::bigint as ticket_count,
    (shared.resolution_judged - shared.resolution_met)::bigint as resolution_breached,
    shared.response_share,
    shared.resolution_share,
    pair.before_id,
    shared.before_share,
    round(100 * (shared.resolution_share - shared.before_share), 1) as change_points,
    100 * shared.mark_sum / shared.answer_count as survey_score,
    shared.answer_count::bigint as answer_count,
    case when $provider is null and $customer is null and $largest is null and shared.provider_id <> shared.customer_id
        then least(shared.ticket_count, coalesce(back.ticket_count, 0))
            / greatest(shared.ticket_count, coalesce(back.ticket_count, 0))
    end as reciprocity_ratio
from shared
cross join period_pair as pair
left join shared as back on back.provider_id = shared.customer_id and back.customer_id = shared.provider_id
left join label as provider on provider.department_id = shared.provider_id
left join label as customer on customer.department_id = shared.customer_id
order by ticket_count desc, provider_name, customer_name
