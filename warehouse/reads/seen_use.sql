-- One row per half-year, provider, customer and service, declared or used, that the viewer may see and the filters keep.
select
    met.*,
    provider.unit_id as provider_unit_id,
    customer.unit_id as customer_unit_id
from marts.declared_use as met
join seen_unit as provider on provider.department_id = met.provider_department_id
join seen_unit as customer on customer.department_id = met.customer_department_id
where (provider.is_own or customer.is_own)
    and met.provider_department_id <> met.customer_department_id
    and provider.is_provider and customer.is_customer
    and ($service is null or met.service_id = $service)
    and (
        $relation is null
        or case $relation when 'function' then met.function_count when 'rank' then met.rank_count
            when 'process' then met.process_count when 'operation' then met.operation_count end > 0
    )
