-- One row per cell of the cube that the viewer may see and the filters keep, under its units.
select
    cell.*,
    provider.unit_id as provider_unit_id,
    customer.unit_id as customer_unit_id
from marts.sla_cell as cell
left join unit as provider on provider.department_id = cell.provider_department_id
left join unit as customer on customer.department_id = cell.customer_department_id
where (
        cell.provider_department_id in (select unnest($scope::varchar[]))
        or cell.customer_department_id in (select unnest($scope::varchar[]))
    )
    and (
        $provider is null
        or $provider in (provider.department_id, provider.level1_id, provider.level2_id, provider.level3_id)
    )
    and (
        $customer is null
        or $customer in (customer.department_id, customer.level1_id, customer.level2_id, customer.level3_id)
    )
    and ($service is null or cell.service_id = $service)
    and ($priority is null or cell.priority = $priority)
