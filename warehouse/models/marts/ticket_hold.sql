-- One row per ticket and run of stretches with one provider: working seconds that it held the ticket.
with handed_over as (
    -- The few tickets in whose time something changed; the others are held by one provider from the first to the last second.
    select
        stretch.ticket_id, stretch.seq, standing.provider_department_id,
        case when stretch.status = 'open' then stretch.worked_s else 0 end as held_s,
        case when standing.provider_department_id is distinct from lag(standing.provider_department_id) over (
            partition by stretch.ticket_id order by stretch.seq
        ) then 1 else 0 end as is_handover
    from {{ ref('fct_ticket_interval') }} as stretch
    join {{ ref('fct_ticket_clock') }} as clock
        on clock.ticket_id = stretch.ticket_id and clock.least_holding_standing < clock.most_holding_standing
    join {{ ref('fct_ticket_standing') }} as standing
        on standing.ticket_id = stretch.ticket_id and standing.standing = stretch.standing
    where stretch.ends_s > stretch.starts_s and not stretch.is_stopped
),
run as (
    select
        *, sum(is_handover) over (partition by ticket_id order by seq rows between unbounded preceding and current row) as nth
    from handed_over
)
select
    clock.ticket_id, cast(1 as bigint) as seq, {{ stood('standing', 'ticket', 'provider_department_id') }} as provider_department_id,
    clock.resolution_elapsed_s as held_s
from {{ ref('fct_ticket_clock') }} as clock
join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = clock.ticket_id
left join {{ ref('fct_ticket_standing') }} as standing
    on standing.ticket_id = clock.ticket_id and standing.standing = clock.least_holding_standing
where clock.least_holding_standing = clock.most_holding_standing
union all
select ticket_id, cast(nth as bigint), provider_department_id, cast(sum(held_s) as bigint)
from run
group by ticket_id, nth, provider_department_id
