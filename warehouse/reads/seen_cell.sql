-- One row per cell of the cube that the viewer may see and the filters keep, under its units.
select
    cell.*,
    provider.unit_id as provider_unit_id,
    customer.unit_id as customer_unit_id
from marts.sla_cell as cell
left join seen_unit as provider on provider.department_id = cell.provider_department_id
left join seen_unit as customer on customer.department_id = cell.customer_department_id
where (provider.is_own or customer.is_own)
    and coalesce(provider.is_provider, $provider is null) and coalesce(customer.is_customer, $customer is null)
    and ($service is null or cell.service_id = $service)
    and ($priority is null or cell.priority = $priority)
