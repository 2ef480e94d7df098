-- One row per ticket and clock that passed its target: the provider, and from where to count to the passing moment.
with passing as (
    select
        'resolution' as clock, ticket_id, seq, starts_s, provider_department_id, calendar_key,
        resolution_target_s as target_s, resolution_elapsed_s as elapsed_s, held_s as worked_s
    from {{ ref('fct_ticket_stretch') }}
    where ends_s > starts_s and status in ('open', 'pending') and resolution_elapsed_s > resolution_target_s
    union all
    select
        'response', ticket_id, seq, starts_s, provider_department_id, calendar_key,
        response_target_s, active_elapsed_s, worked_s
    from {{ ref('fct_ticket_stretch') }}
    where ends_s > starts_s and status in ('open', 'pending') and not is_answered
        and active_elapsed_s > response_target_s
    union all
    select
        'resolution', ticket_id, 9223372036854775807, resolved_s, held_provider_id, resolution_calendar_key,
        resolution_target_s, resolution_elapsed_s, 0
    from {{ ref('fct_ticket_clock') }}
    where resolved_s is not null and resolution_elapsed_s > resolution_target_s
    union all
    select
        'response', ticket_id, 9223372036854775807, first_response_s, held_provider_id, response_calendar_key,
        response_target_s, response_elapsed_s, 0
    from {{ ref('fct_ticket_clock') }}
    where first_response_s is not null and response_elapsed_s > response_target_s
),
ranked as (
    select *, row_number() over (partition by ticket_id, clock order by seq) as nth from passing
)
select
    clock, ticket_id, seq, starts_s as stands_s, provider_department_id, calendar_key, target_s,
    case when elapsed_s - worked_s <= target_s then target_s - (elapsed_s - worked_s) end as left_s
from ranked
where nth = 1
