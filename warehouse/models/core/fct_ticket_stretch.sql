-- One row per ticket and stretch: its level, its working seconds, and both clocks' running totals.
{% set so_far = "partition by ticket_id order by seq rows between unbounded preceding and current row" %}
with levelled as (
    select
        state.*,
        coalesce(own.level_id, common.level_id) as level_id,
        coalesce(own.calendar_key, common.calendar_key) as calendar_key,
        case when own.level_id is not null then own.response_target_s else common.response_target_s end
            as response_target_s,
        case when own.level_id is not null then own.resolution_target_s else common.resolution_target_s end
            as resolution_target_s
    from {{ ref('fct_ticket_state') }} as state
    left join {{ ref('dim_service_level') }} as own
        on own.service_id = state.service_id and own.priority = state.priority
        and own.customer_department_id = state.customer_department_id
        and own.valid_from_s <= state.created_s and state.created_s < own.valid_to_s
    left join {{ ref('dim_service_level') }} as common
        on common.service_id = state.service_id and common.priority = state.priority
        and common.customer_department_id is null
        and common.valid_from_s <= state.created_s and state.created_s < common.valid_to_s
),
timed as (
    select
        levelled.ticket_id, levelled.seq, levelled.starts_s, levelled.ends_s, levelled.is_last, levelled.field,
        levelled.status, levelled.priority, levelled.provider_department_id, levelled.service_id,
        levelled.level_id, levelled.calendar_key, levelled.response_target_s, levelled.resolution_target_s,
        levelled.is_stopped, levelled.is_answer, levelled.is_resolving, levelled.is_reopening, levelled.is_broken,
        case when levelled.is_stopped then 0
            else coalesce({{ worked_s('day_out', 'levelled.ends_s') }} - {{ worked_s('day_in', 'levelled.starts_s') }}, 0)
        end as worked_s,
        coalesce(day_in.is_provisional or day_out.is_provisional, levelled.calendar_key is not null)
            and not levelled.is_stopped as is_provisional
    from levelled
    left join {{ ref('dim_calendar_day') }} as day_in
        on day_in.day_key = {{ calendar_day_key('levelled.calendar_key', 'levelled.starts_s') }}
    left join {{ ref('dim_calendar_day') }} as day_out
        on day_out.day_key = {{ calendar_day_key('levelled.calendar_key', 'levelled.ends_s') }}
)
select
    *,
    case when status = 'open' then worked_s else 0 end as held_s,
    cast(sum(case when status = 'open' then worked_s else 0 end) over ({{ so_far }}) as bigint) as resolution_elapsed_s,
    cast(sum(worked_s) over ({{ so_far }}) as bigint) as active_elapsed_s,
    max(case when is_answer then 1 else 0 end) over ({{ so_far }}) = 1 as is_answered
from timed
