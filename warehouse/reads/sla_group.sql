-- One row per kind of group (provider, customer, service, priority) and member, the worst resolution share first.
with pair_cell as (
    select cell.*, cell.period_id = pair.period_id as is_now
    from seen_cell as cell
    join period_pair as pair on cell.period_id in (pair.period_id, pair.before_id)
),
summed as (
    select
        case
            when grouping(provider_unit_id) = 0 then 'provider'
            when grouping(customer_unit_id) = 0 then 'customer'
            when grouping(service_id) = 0 then 'service'
            else 'priority'
        end as kind,
        coalesce(provider_unit_id, customer_unit_id, service_id, priority) as member_id,
        sum(ticket_count) filter (where is_now)::bigint as ticket_count,
        sum(response_met) filter (where is_now)::bigint as response_met,
        sum(response_breached) filter (where is_now)::bigint as response_breached,
        sum(response_open) filter (where is_now)::bigint as response_open,
        sum(response_none) filter (where is_now)::bigint as response_none,
        sum(resolution_met) filter (where is_now)::bigint as resolution_met,
        sum(resolution_breached) filter (where is_now)::bigint as resolution_breached,
        sum(resolution_open) filter (where is_now)::bigint as resolution_open,
        sum(resolution_none) filter (where is_now)::bigint as resolution_none,
        sum(resolution_met) filter (where not is_now) as before_met,
        sum(resolution_met + resolution_breached) filter (where not is_now) as before_judged
    from pair_cell
    group by grouping sets ((provider_unit_id), (customer_unit_id), (service_id), (priority))
),
shared as (
    select
        *,
        response_met + response_breached as response_judged,
        resolution_met + resolution_breached as resolution_judged,
        case when response_met + response_breached >= $minimum
            then response_met / (response_met + response_breached) end as response_share,
        case when resolution_met + resolution_breached >= $minimum
            then resolution_met / (resolution_met + resolution_breached) end as resolution_share,
        case when before_judged >= $minimum then before_met / before_judged end as before_share
    from summed
    where ticket_count is not null
)
select
    shared.kind,
    shared.member_id,
    coalesce(department.department_name, service.service_name, shared.member_id) as member_name,
    shared.ticket_count,
    shared.response_met, shared.response_breached, shared.response_open, shared.response_none,
    shared.resolution_met, shared.resolution_breached, shared.resolution_open, shared.resolution_none,
    shared.response_judged, shared.resolution_judged,
    shared.response_share, shared.resolution_share, shared.before_share,
    round(100 * (shared.resolution_share - shared.before_share), 1) as change_points,
    row_number() over (
        partition by shared.kind
        order by shared.resolution_share nulls last, shared.resolution_breached desc, shared.member_id
    ) as worst_place,
    case when change_points > 0 then row_number() over (
        partition by shared.kind order by change_points desc nulls last, shared.member_id
    ) end as rise_place,
    case when change_points < 0 then row_number() over (
        partition by shared.kind order by change_points nulls last, shared.member_id
    ) end as fall_place
from shared
left join label as department
    on shared.kind in ('provider', 'customer') and department.department_id = shared.member_id
left join core.dim_service as service
    on shared.kind = 'service' and service.service_id = shared.member_id
order by shared.kind, worst_place
