-- One row per request that the viewer may see and whose subject has the text as it is written; the first $most found.
select stated.ticket_id as hit_id, stated.ticket_id || ' · ' || stated.subject as hit_name
from staging.stg_ticket as stated
join marts.ticket_sla as ticket on ticket.ticket_id = stated.ticket_id
where contains(stated.subject, $text)
    and (
        ticket.accountable_department_id in (select unnest($scope::varchar[]))
        or ticket.provider_department_id in (select unnest($scope::varchar[]))
        or ticket.customer_department_id in (select unnest($scope::varchar[]))
    )
limit $most
