-- One row per ticket created up to as-of: its clocks, the verdict on both, who answers for it, and when it was due.
with joined as (
    select
        clock.*,
        {{ stood('standing', 'ticket', 'service_id') }} as service_id,
        {{ stood('standing', 'ticket', 'priority') }} as priority,
        {{ stood('standing', 'ticket', 'provider_department_id') }} as provider_department_id,
        {{ stood('held', 'ticket', 'provider_department_id') }} as held_provider_id,
        ticket.kind, ticket.customer_department_id, ticket.created_at, ticket.created_s,
        ticket.is_service_unknown, ticket.source_sla_met
    from {{ ref('fct_ticket_due') }} as clock
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = clock.ticket_id
    left join {{ ref('fct_ticket_standing') }} as standing
        on standing.ticket_id = clock.ticket_id and standing.standing = clock.standing
    left join {{ ref('fct_ticket_standing') }} as held
        on held.ticket_id = clock.ticket_id and held.standing = coalesce(clock.last_held_standing, clock.standing)
)
select
    joined.ticket_id, joined.kind, joined.service_id, joined.priority, cast(joined.status as {{ dbt.type_string() }}) as status,
    joined.customer_department_id, joined.provider_department_id,
    case when joined.is_resolution_breached and joined.status <> 'cancelled' then joined.breaching_provider_id
        else joined.held_provider_id end as accountable_department_id,
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
    {{ period_of('response_day', 'coalesce(joined.response_due_s, joined.created_s)') }} as response_period_id,
    joined.resolution_target_s, joined.resolution_elapsed_s,
    case
        when joined.status = 'cancelled' then 'excluded'
        when joined.is_resolution_breached then 'breached'
        when joined.resolution_target_s is null then 'none'
        when joined.resolved_s is not null then 'met'
        else 'open'
    end as resolution_state,
    {{ instant_at('joined.resolution_due_s') }} as resolution_due_at,
    {{ period_of('period_day', 'coalesce(joined.resolution_due_s, joined.created_s)') }} as period_id,
    joined.is_provisional or joined.is_due_provisional as is_provisional,
    joined.is_history_broken,
    joined.status in ('resolved', 'closed') and joined.resolved_s is null as is_stop_missing,
    joined.is_service_unknown,
    joined.source_sla_met
from joined
left join {{ ref('dim_period_day') }} as period_day
    on period_day.day_number = {{ day_number('coalesce(joined.resolution_due_s, joined.created_s)') }}
left join {{ ref('dim_period_day') }} as response_day
    on response_day.day_number = {{ day_number('coalesce(joined.response_due_s, joined.created_s)') }}
