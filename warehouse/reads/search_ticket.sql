-- One row per request that the viewer may see and whose id begins with the text, the same id first; at most $most.
with found as (
    select ticket_id
    from marts.ticket_sla
    where (starts_with(ticket_id, $text) or starts_with(ticket_id, upper($text)))
        and (
            accountable_department_id in (select unnest($scope::varchar[]))
            or provider_department_id in (select unnest($scope::varchar[]))
            or customer_department_id in (select unnest($scope::varchar[]))
        )
    order by ticket_id = $text desc, ticket_id = upper($text) desc, ticket_id desc
    limit $most
)
select ticket_id as hit_id, ticket_id as hit_name
from found
