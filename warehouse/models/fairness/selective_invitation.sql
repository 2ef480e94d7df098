-- One row per period and department of which customers are asked ticket by ticket: late and punctual ones, and who was asked.
with invited as (
    select ticket_id from {{ ref('stg_survey_invitation') }} where ticket_id is not null
    union
    select ticket_id from {{ ref('stg_survey_response') }} where ticket_id is not null
),
resolved as (
    -- Who was served in the last week may still be asked.
    select
        sla.period_id, sla.accountable_department_id as department_id,
        sla.resolution_state = 'breached' as is_late, invited.ticket_id is not null as is_invited
    from {{ ref('ticket_sla') }} as sla
    cross join {{ source('settings', 'company') }} as company
    left join invited on invited.ticket_id = sla.ticket_id
    where sla.resolution_state in ('met', 'breached')
        and {{ epoch_s('sla.resolved_at') }} + 7 * 86400 <= {{ epoch_s('company.as_of') }}
        and sla.customer_department_id is distinct from sla.accountable_department_id
)
select
    period_id, department_id,
    {% for side, is_late in [('late', 'is_late'), ('met', 'not is_late')] -%}
    cast(sum(case when {{ is_late }} then 1 else 0 end) as bigint) as {{ side }}_count,
    cast(sum(case when {{ is_late }} and is_invited then 1 else 0 end) as bigint) as {{ side }}_invited_count
    {%- if not loop.last %},{% endif %}
    {% endfor -%}
from resolved
where period_id is not null and department_id is not null
    and exists (select 1 from {{ ref('stg_survey_invitation') }} where ticket_id is not null)
group by period_id, department_id
