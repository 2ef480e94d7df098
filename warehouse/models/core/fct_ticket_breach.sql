-- One row per ticket and clock that passed its target: the provider, and from where to count to the passing moment.
with suspect as (
    -- A total within the smallest target never passed one, so only the others are read stretch by stretch.
    select *
    from {{ ref('fct_ticket_clock') }}
    where resolution_elapsed_s > least_resolution_target_s or response_elapsed_s > least_response_target_s
),
elapsed as ({{ running_totals('suspect') }}),
passing as (
    select
        'resolution' as clock, ticket_id, seq, starts_s, standing, calendar_key,
        resolution_target_s as target_s, resolution_elapsed_s as elapsed_s, held_s as worked_s
    from elapsed
    where ends_s > starts_s and resolution_elapsed_s > resolution_target_s
    union all
    select
        'response', ticket_id, seq, starts_s, standing, calendar_key,
        response_target_s, active_elapsed_s, worked_s
    from elapsed
    where ends_s > starts_s and coalesce(seq < answer_seq, true) and active_elapsed_s > response_target_s
    union all
    select
        'resolution', ticket_id, 9223372036854775807, resolution_stands_s, last_held_standing, resolution_calendar_key,
        resolution_target_s, resolution_elapsed_s, 0
    from suspect
    where resolved_s is not null and resolution_elapsed_s > resolution_target_s
    union all
    select
        'response', ticket_id, 9223372036854775807, response_stands_s, last_held_standing, response_calendar_key,
        response_target_s, response_elapsed_s, 0
    from suspect
    where first_response_s is not null and response_elapsed_s > response_target_s
),
ranked as (
    select *, row_number() over (partition by ticket_id, clock order by seq) as nth from passing
)
select
    ranked.clock, ranked.ticket_id, ranked.seq, ranked.starts_s as stands_s, ranked.calendar_key, ranked.target_s,
    {{ stood('standing', 'ticket', 'provider_department_id') }} as provider_department_id,
    case when ranked.elapsed_s - ranked.worked_s <= ranked.target_s
        then ranked.target_s - (ranked.elapsed_s - ranked.worked_s)
    end as left_s
from ranked
join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = ranked.ticket_id
left join {{ ref('fct_ticket_standing') }} as standing
    on standing.ticket_id = ranked.ticket_id and standing.standing = ranked.standing
where ranked.nth = 1
