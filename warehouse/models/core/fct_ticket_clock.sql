-- One row per ticket: both clocks as of now, before the verdict.
{% set held = "filter (where not is_stopped)" %}
{% set unanswered = "filter (where not is_stopped and not is_answered)" %}
with clock as (
    select
        ticket_id,
        max(case when is_last then status end) as status,
        max(case when is_last then priority end) as priority,
        max(case when is_last then service_id end) as service_id,
        max(case when is_last then provider_department_id end) as provider_department_id,
        max_by(provider_department_id, seq) {{ held }} as held_provider_id,
        min(case when is_resolving then starts_s end) as first_resolved_s,
        max(case when is_resolving then starts_s end) as last_resolved_s,
        cast(sum(case when is_reopening then 1 else 0 end) as bigint) as reopen_count,
        min(case when is_answer then starts_s end) as first_response_s,
        cast(sum(case when is_answered then 0 else worked_s end) as bigint) as response_elapsed_s,
        max_by(coalesce(response_target_s, -1), seq) {{ unanswered }} as response_target_s,
        max_by(coalesce(calendar_key, -1), seq) {{ unanswered }} as response_calendar_key,
        max(ends_s) {{ unanswered }} as response_stands_s,
        max(seq) {{ unanswered }} as response_seq,
        cast(sum(held_s) as bigint) as resolution_elapsed_s,
        max_by(coalesce(resolution_target_s, -1), seq) {{ held }} as resolution_target_s,
        max_by(coalesce(calendar_key, -1), seq) {{ held }} as resolution_calendar_key,
        max(ends_s) {{ held }} as resolution_stands_s,
        max(seq) {{ held }} as resolution_seq,
        bool_or(is_provisional) as is_provisional,
        coalesce(bool_or(is_broken), false) as is_history_broken
    from {{ ref('fct_ticket_stretch') }}
    group by ticket_id
)
select
    ticket_id, status, priority, service_id, provider_department_id, held_provider_id,
    first_response_s, first_resolved_s,
    case when status in ('resolved', 'closed') then last_resolved_s end as resolved_s,
    reopen_count,
    response_elapsed_s,
    nullif(response_target_s, -1) as response_target_s,
    nullif(response_calendar_key, -1) as response_calendar_key,
    response_stands_s, response_seq,
    resolution_elapsed_s,
    nullif(resolution_target_s, -1) as resolution_target_s,
    nullif(resolution_calendar_key, -1) as resolution_calendar_key,
    resolution_stands_s, resolution_seq,
    is_provisional, is_history_broken
from clock
