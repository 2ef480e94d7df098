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
shared as (
    select distinct episode_id from {{ ref('ticket_episode') }} where ticket_id <> episode_id
),
told as (
    select
        decided.clock, decided.period_id, decided.accountable_department_id, decided.customer_department_id,
        decided.is_complaint, shared.episode_id, {{ pair('ticket.created_s', 'ticket.ticket_id') }} as place,
        coalesce(decided.priority, '') as priority, coalesce(ticket.complexity_tier, '') as complexity_tier,
        case when decided.is_met then 1 else 0 end as met,
        case when decided.is_met and returned.ticket_id is null then 1 else 0 end as durable
    from decided
    join {{ ref('fct_ticket') }} as ticket on ticket.ticket_id = decided.ticket_id
    join {{ ref('ticket_episode') }} as episode on episode.ticket_id = decided.ticket_id
    left join shared on shared.episode_id = episode.episode_id
    left join {{ ref('ticket_return') }} as returned on returned.ticket_id = decided.ticket_id
),
episode as (
    -- An episode is on time when all its tickets are, and belongs to the stratum of the first of them. Most are a single
    -- ticket: those have no episode_id and are added up by stratum at once, or memory would hold every ticket.
    select
        clock, period_id, accountable_department_id, customer_department_id, is_complaint, episode_id,
        {% for stratum in ['priority', 'complexity_tier'] -%}
        case when episode_id is null then {{ stratum }} end as own_{{ stratum }},
        min_by({{ stratum }}, place) filter (where episode_id is not null) as first_{{ stratum }},
        {% endfor -%}
        count(*) as ticket_count,
        {% for outcome in ['met', 'durable'] -%}
        sum({{ outcome }}) as {{ outcome }}_count, min({{ outcome }}) as is_all_{{ outcome }}{{ ',' if not loop.last }}
        {% endfor -%}
    from told
    group by
        clock, period_id, accountable_department_id, customer_department_id, is_complaint, episode_id,
        case when episode_id is null then priority end, case when episode_id is null then complexity_tier end
)
select
    clock, period_id, accountable_department_id as provider_department_id, customer_department_id, is_complaint,
    coalesce(own_priority, first_priority) as priority,
    coalesce(own_complexity_tier, first_complexity_tier) as complexity_tier,
    cast(sum(ticket_count) as bigint) as ticket_count,
    cast(sum(case when episode_id is null then ticket_count else 1 end) as bigint) as episode_count,
    cast(sum(case when episode_id is null then met_count else is_all_met end) as bigint) as met_count,
    cast(sum(case when episode_id is null then durable_count else is_all_durable end) as bigint) as durable_count
from episode
group by
    clock, period_id, accountable_department_id, customer_department_id, is_complaint,
    coalesce(own_priority, first_priority), coalesce(own_complexity_tier, first_complexity_tier)
