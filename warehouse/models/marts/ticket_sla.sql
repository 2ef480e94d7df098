-- One row per ticket created up to as-of: its clocks, the verdict on both, who answers for it, and when it was due.
with joined as (
    select
        clock.*,
        ticket.kind, ticket.customer_department_id, ticket.created_at, ticket.created_s,
        ticket.is_service_unknown, ticket.source_sla_met,
        resolution.provider_department_id as breaching_provider_id,
        resolution.ticket_id is not null as is_resolution_breached,
        response.ticket_id is not null as is_response_breached,
        resolution_due.due_s as resolution_due_s,
        response_due.due_s as response_due_s,
        coalesce(resolution_due.is_provisional, false) or coalesce(response_due.is_provisional, false) as is_due_provisional
    from {{ ref('fct_ticket_clock') }} as clock
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = clock.ticket_id
    left join {{ ref('fct_ticket_breach') }} as resolution
        on resolution.ticket_id = clock.ticket_id and resolution.clock = 'resolution'
    left join {{ ref('fct_ticket_breach') }} as response
        on response.ticket_id = clock.ticket_id and response.clock = 'response'
    left join {{ ref('fct_ticket_due') }} as resolution_due
        on resolution_due.ticket_id = clock.ticket_id and resolution_due.clock = 'resolution'
    left join {{ ref('fct_ticket_due') }} as response_due
        on response_due.ticket_id = clock.ticket_id and response_due.clock = 'response'
)
select
    joined.ticket_id, joined.kind, joined.service_id, joined.priority, joined.status,
    joined.customer_department_id, joined.provider_department_id,
    case when joined.is_resolution_breached and joined.status <> 'cancelled' then joined.breaching_provider_id
        else coalesce(joined.held_provider_id, joined.provider_department_id) end as accountable_department_id,
    joined.created_at,
    {{ instant_at('joined.first_response_s') }} as first_response_at,
    {{ instant_at('joined.first_resolved_s') }} as first_resolved_at,
    {{ instant_at('joined.resolved_s') }} as resolved_at,
    joined.reopen_count,
    joined.response_target_s, joined.response_elapsed_s,
    case
        when joined.status = 'cancelled' then 'excluded'
        when joined.is_response_breached then 'breached'
        when joined.response_target_s is null then 'none'
        when joined.first_response_s is not null then 'met'
        else 'open'
    end as response_state,
    {{ instant_at('joined.response_due_s') }} as response_due_at,
    response_period.period_id as response_period_id,
    joined.resolution_target_s, joined.resolution_elapsed_s,
    case
        when joined.status = 'cancelled' then 'excluded'
        when joined.is_resolution_breached then 'breached'
        when joined.resolution_target_s is null then 'none'
        when joined.resolved_s is not null then 'met'
        else 'open'
    end as resolution_state,
    {{ instant_at('joined.resolution_due_s') }} as resolution_due_at,
    period.period_id,
    joined.is_provisional or joined.is_due_provisional as is_provisional,
    joined.is_history_broken,
    joined.status in ('resolved', 'closed') and joined.resolved_s is null as is_stop_missing,
    joined.is_service_unknown,
    joined.source_sla_met
from joined
left join {{ ref('dim_period') }} as period
    on period.starts_s <= coalesce(joined.resolution_due_s, joined.created_s)
    and coalesce(joined.resolution_due_s, joined.created_s) < period.ends_s
left join {{ ref('dim_period') }} as response_period
    on response_period.starts_s <= coalesce(joined.response_due_s, joined.created_s)
    and coalesce(joined.response_due_s, joined.created_s) < response_period.ends_s
