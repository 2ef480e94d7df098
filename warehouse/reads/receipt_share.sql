-- One row per provider that held a ticket: its share of the consumed working time, the largest first.
select
    coalesce(provider.department_name, handover.provider_department_id) as provider_name,
    handover.held_s,
    handover.held_share,
    handover.hold_count,
    handover.bounce_count,
    handover.is_arrived_late,
    handover.provider_department_id = ticket.accountable_department_id as is_accountable
from marts.ticket_handover as handover
join seen_ticket as ticket on ticket.ticket_id = handover.ticket_id
left join label as provider on provider.department_id = handover.provider_department_id
where handover.ticket_id = $ticket
order by handover.held_s desc, provider_name
