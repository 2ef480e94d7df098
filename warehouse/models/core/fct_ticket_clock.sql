-- One row per ticket: both clocks as of now, before the verdict.
with entry as (
    select
        ticket_id, starts_s, seq, is_last, is_answer, is_answered, is_provisional,
        field = 'status' and status in ('resolved', 'closed')
            and status_before not in ('resolved', 'closed') as is_resolving,
        status_before in ('resolved', 'closed') and status in ('open', 'pending') as is_reopening,
        field in ('status', 'priority', 'provider_department_id', 'service_id') and not is_from_ticket
            and old_value is distinct from case field
                when 'status' then status_before
                when 'priority' then priority_before
                when 'service_id' then service_id_before
                else provider_department_id_before
            end as is_broken
    from {{ ref('fct_ticket_stretch') }}
),
history as (
    select
        ticket_id,
        min(case when is_resolving then starts_s end) as first_resolved_s,
        max(case when is_resolving then starts_s end) as last_resolved_s,
        max(case when is_resolving then seq end) as last_resolved_seq,
        cast(sum(case when is_reopening then 1 else 0 end) as bigint) as reopen_count,
        min(case when is_answer then starts_s end) as first_response_s,
        min(case when is_answer then seq end) as first_response_seq,
        bool_or(is_provisional) as is_provisional,
        bool_or(is_broken) as is_history_broken
    from entry
    group by ticket_id
)
select
    history.ticket_id,
    last.status, last.priority, last.service_id, last.provider_department_id,
    last.customer_department_id, last.created_s, last.held_provider_id,
    history.first_response_s, history.first_resolved_s,
    case when last.status in ('resolved', 'closed') then history.last_resolved_s end as resolved_s,
    history.reopen_count, history.is_provisional, history.is_history_broken,
    case when answer.seq is null then last.active_elapsed_s else before_answer.active_elapsed_s end
        as response_elapsed_s,
    case when answer.seq is null then last.held_response_target_s else before_answer.held_response_target_s end
        as response_target_s,
    case when answer.seq is null then last.held_calendar_key else before_answer.held_calendar_key end
        as response_calendar_key,
    case when answer.seq is null then least(last.held_until_s, last.ends_s) else answer.starts_s end
        as response_stands_s,
    last.resolution_elapsed_s,
    last.held_resolution_target_s as resolution_target_s,
    last.held_calendar_key as resolution_calendar_key,
    last.held_until_s as resolution_stands_s
from history
join {{ ref('fct_ticket_stretch') }} as last on last.ticket_id = history.ticket_id and last.is_last
left join {{ ref('fct_ticket_stretch') }} as answer
    on answer.ticket_id = history.ticket_id and answer.seq = history.first_response_seq
left join {{ ref('fct_ticket_stretch') }} as before_answer
    on before_answer.ticket_id = history.ticket_id and before_answer.seq = history.first_response_seq - 1
