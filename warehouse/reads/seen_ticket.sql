-- One row: the ticket asked, if the viewer may see it as the one who answers, serves, is served, or held it for a while.
select ticket.*
from marts.ticket_sla as ticket
where ticket.ticket_id = $ticket
    and (
        ticket.accountable_department_id in (select unnest($scope::varchar[]))
        or ticket.provider_department_id in (select unnest($scope::varchar[]))
        or ticket.customer_department_id in (select unnest($scope::varchar[]))
        or exists (
            select 1 from marts.ticket_hold as hold
            where hold.ticket_id = $ticket and hold.provider_department_id in (select unnest($scope::varchar[]))
        )
    )
