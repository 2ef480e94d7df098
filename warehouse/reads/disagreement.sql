-- One row per visible ticket on which source and clock disagree: by class, the clearest case first.
select
    agreement.ticket_id,
    ticket.priority,
    agreement.class,
    ticket.created_at,
    ticket.resolved_at,
    ticket.resolution_target_s,
    ticket.resolution_elapsed_s,
    agreement.over_s,
    agreement.resolution_state,
    case when agreement.source_sla_met then 'met' else 'breached' end as source_state
from marts.sla_agreement as agreement
join marts.ticket_sla as ticket on ticket.ticket_id = agreement.ticket_id
where agreement.class in ('only_source_met', 'only_source_breached')
    and (
        agreement.accountable_department_id in (select unnest($scope::varchar[]))
        or agreement.customer_department_id in (select unnest($scope::varchar[]))
    )
order by agreement.class desc, abs(agreement.over_s) desc, agreement.ticket_id
