-- One row per published or hidden survey cell of provider and customer that the viewer may see and the filters keep.
select
    edge.*,
    provider.unit_id as provider_unit_id,
    customer.unit_id as customer_unit_id
from marts.survey_edge as edge
join seen_unit as provider on provider.department_id = edge.provider_department_id
join seen_unit as customer on customer.department_id = edge.customer_department_id
where edge.period_id = $period
    and edge.provider_department_id <> edge.customer_department_id
    and (provider.is_own or customer.is_own)
    and provider.is_provider and customer.is_customer
