-- One row per ticket and run of stretches with one provider: working seconds that it held the ticket.
with held as (
    select
        ticket_id, seq, provider_department_id, held_s,
        case when provider_department_id is distinct from lag(provider_department_id) over (
            partition by ticket_id order by seq
        ) then 1 else 0 end as is_handover
    from {{ ref('fct_ticket_stretch') }}
    where ends_s > starts_s and not is_stopped
),
run as (
    select
        *, sum(is_handover) over (partition by ticket_id order by seq rows between unbounded preceding and current row) as nth
    from held
)
select
    ticket_id,
    cast(nth as bigint) as seq,
    provider_department_id,
    cast(sum(held_s) as bigint) as held_s
from run
group by ticket_id, nth, provider_department_id
