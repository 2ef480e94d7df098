-- One row per clock, period, provider, customer, kind and stratum: tickets decided, and the episodes that they make.
with decided as (
    {% for clock, period in [('response', 'response_period_id'), ('resolution', 'period_id')] -%}
    select
        '{{ clock }}' as clock, {{ period }} as period_id, ticket_id, accountable_department_id,
        customer_department_id, kind = 'complaint' as is_complaint, priority, {{ clock }}_state = 'met' as is_met
    from {{ ref('ticket_sla') }}
    where {{ clock }}_state in ('met', 'breached')
    {% if not loop.last %}union all{% endif %}
    {% endfor -%}
),
episode as (
    -- An episode is on time when all its tickets are, and belongs to the stratum of the first of them.
    select
        decided.clock, decided.period_id, decided.accountable_department_id, decided.customer_department_id,
        decided.is_complaint, episode.episode_id,
        min_by(coalesce(decided.priority, ''), {{ pair('ticket.created_s', 'ticket.ticket_id') }}) as priority,
        min_by(coalesce(ticket.complexity_tier, ''), {{ pair('ticket.created_s', 'ticket.ticket_id') }})
            as complexity_tier,
        count(*) as ticket_count,
        min(case when decided.is_met then 1 else 0 end) as met_count,
        min(case when decided.is_met and returned.ticket_id is null then 1 else 0 end) as durable_count
    from decided
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = decided.ticket_id
    join {{ ref('ticket_episode') }} as episode on episode.ticket_id = decided.ticket_id
    left join {{ ref('ticket_return') }} as returned on returned.ticket_id = decided.ticket_id
    group by
        decided.clock, decided.period_id, decided.accountable_department_id, decided.customer_department_id,
        decided.is_complaint, episode.episode_id
)
select
    clock, period_id, accountable_department_id as provider_department_id, customer_department_id, is_complaint,
    priority, complexity_tier,
    cast(sum(ticket_count) as bigint) as ticket_count,
    cast(count(*) as bigint) as episode_count,
    cast(sum(met_count) as bigint) as met_count,
    cast(sum(durable_count) as bigint) as durable_count
from episode
group by
    clock, period_id, accountable_department_id, customer_department_id, is_complaint, priority, complexity_tier
