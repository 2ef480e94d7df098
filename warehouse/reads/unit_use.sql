-- One row per provider, customer and service at the level asked that is declared or was used in the half-year.
select
    *,
    case
        when declared_count = 0 then 'undeclared'
        when ticket_count = 0 then 'unused'
        else 'used'
    end as state
from (
    select
        provider_unit_id,
        customer_unit_id,
        service_id,
        coalesce(sum(declared_count) filter (where period_id = $period), 0) as declared_count,
        sum(function_count) filter (where period_id = $period) as function_count,
        sum(rank_count) filter (where period_id = $period) as rank_count,
        sum(process_count) filter (where period_id = $period) as process_count,
        sum(operation_count) filter (where period_id = $period) as operation_count,
        coalesce(sum(ticket_count) filter (where period_id = $period), 0) as ticket_count,
        sum(ticket_count) as ever_count
    from seen_use
    group by provider_unit_id, customer_unit_id, service_id
)
where declared_count + ticket_count > 0
