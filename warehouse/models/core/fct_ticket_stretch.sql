-- One row per ticket and stretch: its level, its working seconds, and both clocks' running totals.
{% set so_far = "partition by timed.ticket_id order by timed.seq rows between unbounded preceding and current row" %}
with levelled as (
    select
        state.*,
        state.status in ('resolved', 'closed', 'cancelled') as is_stopped,
        (
            state.field = 'reply' and state.new_value = 'public' and (
                state.is_from_ticket
                or (
                    state.actor_id is not null
                    and state.actor_id is distinct from state.requester_id
                    and (
                        actor.department_id is null
                        or actor.department_id is distinct from state.customer_department_id
                        or state.customer_department_id is not distinct from state.provider_department_id
                    )
                )
            )
        ) or (
            state.field = 'status' and state.new_value in ('resolved', 'closed')
            and state.new_value is distinct from state.status_before
        ) as is_answer,
        coalesce(own.level_id, common.level_id) as level_id,
        coalesce(own.calendar_key, common.calendar_key) as calendar_key,
        case when own.level_id is not null then own.response_target_s else common.response_target_s end
            as response_target_s,
        case when own.level_id is not null then own.resolution_target_s else common.resolution_target_s end
            as resolution_target_s
    from {{ ref('fct_ticket_state') }} as state
    cross join {{ source('settings', 'company') }} as company
    left join {{ ref('dim_service_level') }} as own
        on own.service_id = state.service_id and own.priority = state.priority
        and own.customer_department_id = state.customer_department_id
        and own.valid_from_s <= state.created_s and state.created_s < own.valid_to_s
    left join {{ ref('dim_service_level') }} as common
        on common.service_id = state.service_id and common.priority = state.priority
        and common.customer_department_id is null
        and common.valid_from_s <= state.created_s and state.created_s < common.valid_to_s
    left join {{ ref('bridge_employee_department') }} as actor
        on state.field = 'reply' and actor.employee_id = state.actor_id
        and actor.valid_from <= {{ local_date(instant_at('state.starts_s'), 'company.timezone') }}
        and actor.valid_to > {{ local_date(instant_at('state.starts_s'), 'company.timezone') }}
),
timed as (
    select
        levelled.*,
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
    timed.*,
    case when timed.status = 'open' then timed.worked_s else 0 end as held_s,
    cast(sum(case when timed.status = 'open' then timed.worked_s else 0 end) over ({{ so_far }}) as bigint) as resolution_elapsed_s,
    cast(sum(timed.worked_s) over ({{ so_far }}) as bigint) as active_elapsed_s,
    max(case when timed.is_answer then 1 else 0 end) over ({{ so_far }}) = 1 as is_answered
from timed
