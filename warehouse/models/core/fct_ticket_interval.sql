-- One row per ticket and stretch: its status, which standing of the ticket holds, its level, and its working seconds.
select
    state.ticket_id, state.seq, state.starts_s, state.ends_s, state.is_last, {{ word(changes(), 'state.change') }} as change,
    state.status, state.standing, state.level_id, state.is_stopped, state.is_broken,
    case when state.is_stopped then 0
        else coalesce({{ worked_s('day_out', 'state.ends_s') }} - {{ worked_s('day_in', 'state.starts_s') }}, 0)
    end as worked_s,
    coalesce(day_in.is_provisional or day_out.is_provisional, level.calendar_key is not null)
        and not state.is_stopped as is_provisional
from {{ ref('fct_ticket_state') }} as state
left join {{ ref('dim_service_level') }} as level on level.level_id = state.level_id
left join {{ ref('dim_calendar_day') }} as day_in
    on day_in.day_key = {{ calendar_day_key('level.calendar_key', 'state.starts_s') }}
left join {{ ref('dim_calendar_day') }} as day_out
    on day_out.day_key = {{ calendar_day_key('level.calendar_key', 'state.ends_s') }}
