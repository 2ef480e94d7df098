-- One row per ticket and moment of change up to as-of, the creation first: what stood from then until the next one.
{{ config(materialized='view') }}
{% set in_order = "partition by ticket_id order by at_s, event_id rows between unbounded preceding and " %}
with moment as (
    select
        ticket_id, at_s, event_id, {{ word(changes(), 'field') }} as field,
        cast(standing as bigint) * 1000000 + level_id as standing_and_level, is_broken,
        cast(null as {{ word_type(statuses()) }}) as old_status, {{ word(statuses(), 'status') }} as new_status
    from {{ ref('fct_ticket_level') }}
    union all
    select
        ticket_id, occurred_s, event_id, {{ word(changes(), 'field') }}, null, case when is_from_ticket then false end,
        {{ word(statuses(), 'old_value') }}, {{ word(statuses(), 'new_value') }}
    from {{ ref('fct_ticket_event') }}
    union all
    select ticket_id, occurred_s, event_id, {{ word(changes(), "'answered'") }}, null, null, null, null
    from {{ ref('fct_ticket_reply') }}
),
stood as (
    -- Later than as-of an event only tells, by its old value, what stood before the first one.
    select
        ticket_id, at_s, field, old_status, is_broken,
        {{ last_known('standing_and_level', in_order ~ 'current row') }} as standing_and_level,
        case when field = 'status' then new_status end as status,
        {{ last_known("case when field = 'status' then new_status end", in_order ~ '1 preceding') }} as status_before,
        {{ first_known('old_status', in_order ~ 'unbounded following') }} as status_at_first,
        {{ first_known("case when field = 'created' then new_status end", in_order ~ 'unbounded following') }} as status_of_ticket,
        row_number() over (partition by ticket_id order by at_s, event_id) as seq,
        lead(at_s) over (partition by ticket_id order by at_s, event_id) as next_s
    from moment
),
known as (
    select
        stood.ticket_id, stood.seq, stood.at_s, stood.field, stood.old_status, stood.is_broken, stood.standing_and_level,
        case when stood.next_s <= {{ epoch_s('company.as_of') }} then stood.next_s end as next_s,
        {{ epoch_s('company.as_of') }} as as_of_s,
        coalesce(stood.status, stood.status_before, stood.status_at_first, stood.status_of_ticket) as status,
        coalesce(stood.status_before, stood.status_at_first, stood.status_of_ticket) as status_before
    from stood
    cross join {{ source('settings', 'company') }} as company
    where coalesce(stood.at_s <= {{ epoch_s('company.as_of') }}, false) and stood.status_of_ticket is not null
)
select
    ticket_id, seq, at_s as starts_s,
    coalesce(next_s, case when status in ('open', 'pending') then as_of_s end) as ends_s,
    next_s is null as is_last,
    case
        when field <> 'status' then field
        when status in ('resolved', 'closed') and status_before not in ('resolved', 'closed') then 'resolved'
        when status in ('resolved', 'closed') and status is distinct from status_before then 'closed'
        when status_before in ('resolved', 'closed') and status in ('open', 'pending') then 'reopened'
        else 'status'
    end as change,
    status,
    cast({{ whole('standing_and_level', 1000000) }} as int) as standing,
    cast(nullif(standing_and_level % 1000000, 0) as int) as level_id,
    status in ('resolved', 'closed', 'cancelled') as is_stopped,
    coalesce(is_broken, field = 'status' and old_status is distinct from status_before) as is_broken
from known
