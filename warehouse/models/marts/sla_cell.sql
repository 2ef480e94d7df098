-- One row per period, month of due instant, provider, customer, service and priority: how the clocks ended.
with decided as (
    select
        'resolution' as clock, period_id, coalesce(resolution_due_at, created_at) as due_at,
        accountable_department_id, customer_department_id, service_id, priority, resolution_state as state
    from {{ ref('ticket_sla') }}
    union all
    select
        'response', response_period_id, coalesce(response_due_at, created_at),
        accountable_department_id, customer_department_id, service_id, priority, response_state
    from {{ ref('ticket_sla') }}
),
dated as (
    select
        decided.*,
        cast(date_trunc('month', {{ local_date('decided.due_at', 'company.timezone') }}) as date) as month_on
    from decided
    cross join {{ source('settings', 'company') }} as company
)
select
    period_id, month_on, accountable_department_id as provider_department_id, customer_department_id,
    service_id, priority,
    cast(sum(case when clock = 'resolution' then 1 else 0 end) as bigint) as ticket_count,
    {% for clock in ['response', 'resolution'] -%}
    {% for state in ['met', 'breached', 'open', 'none'] -%}
    cast(sum(case when clock = '{{ clock }}' and state = '{{ state }}' then 1 else 0 end) as bigint)
        as {{ clock }}_{{ state }},
    {% endfor -%}
    {% endfor -%}
    cast(sum(case when clock = 'resolution' and state = 'excluded' then 1 else 0 end) as bigint) as excluded_count
from dated
group by period_id, month_on, accountable_department_id, customer_department_id, service_id, priority
