-- One row per provider, customer and service in the state asked (used, unused, undeclared), the most used first; at most 500.
select
    provider.department_name as provider_name,
    customer.department_name as customer_name,
    coalesce(service.service_name, met.service_id) as service_name,
    met.state,
    list_filter([
        case when met.function_count > 0 then 'function' end, case when met.rank_count > 0 then 'rank' end,
        case when met.process_count > 0 then 'process' end, case when met.operation_count > 0 then 'operation' end
    ], lambda kind: kind is not null) as relations,
    met.ticket_count::bigint as ticket_count,
    met.ever_count::bigint as ever_count
from unit_use as met
join label as provider on provider.department_id = met.provider_unit_id
join label as customer on customer.department_id = met.customer_unit_id
left join core.dim_service as service on service.service_id = met.service_id
where met.state = $state
order by met.ticket_count desc, met.ever_count desc, provider_name, customer_name, met.service_id
limit 500
