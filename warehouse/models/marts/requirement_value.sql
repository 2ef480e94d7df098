-- One row per computed requirement, period that has begun, and department (null: the company): a value, or why there is none.
{% set models = ['ticket', 'again', 'queue', 'duration', 'gap', 'register', 'relation', 'work', 'chain', 'survey', 'index',
    'step', 'practice'] -%}
with measured as (
    {% for model in models -%}
    select measure_id, period_id, department_id, numerator, denominator, value, p90, rater_count
    from {{ ref('measure_' ~ model) }}
    union all
    {% endfor -%}
    select indicator_id, period_id, department_id, numerator, denominator, null, null, rater_count
    from {{ ref('indicator_observation') }}
),
known as (
    select *, coalesce(rater_count < {{ smallest_rater_count() }}, false) as is_suppressed
    from measured
),
found as (
    select measure_id, period_id, department_id, numerator, denominator, value, p90, is_suppressed from known
    union all
    -- What is suppressed for a department is not in the company's sum either: nobody finds it by subtraction.
    select measure_id, period_id, null, sum(numerator), sum(denominator), null, null, false
    from known
    where not is_suppressed and value is null and department_id is not null
    group by measure_id, period_id
),
loaded as (
    {% for feed in ['departments', 'employees', 'services', 'service_customers', 'service_levels', 'tickets',
        'ticket_events', 'survey_responses', 'survey_invitations', 'projects', 'process_steps', 'handoffs',
        'improvements', 'evaluations', 'ticket_details', 'ticket_steps', 'request_reviews', 'service_terms', 'documents',
        'meetings', 'audits', 'findings', 'quality_checks', 'suggestions', 'trainings', 'problems', 'recognitions'] -%}
    select '{{ feed }}' as feed from (select 1 as one from {{ source('feed', feed) }} limit 1) as any_row
    {% if not loop.last %}union all {% endif %}
    {%- endfor %}
),
lacking as (
    select distinct needed.requirement_id
    from {{ source('settings', 'requirement_feed') }} as needed
    left join loaded on loaded.feed = needed.feed
    where loaded.feed is null
),
asked as (
    select
        requirement.requirement_id, requirement.measure_id, requirement.unit, requirement.min_n, requirement.question,
        period.period_id, department.department_id, lacking.requirement_id is not null as is_lacking
    from {{ source('settings', 'requirement') }} as requirement
    cross join {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period
        on period.is_begun and (requirement.grain = 'half' or company.as_of <= period.ends_at)
    cross join (
        select department_id from {{ ref('dim_department') }}
        union all
        select null
    ) as department
    left join lacking on lacking.requirement_id = requirement.requirement_id
    where requirement.status = 'computed'
),
filled as (
    select
        asked.*, found.numerator, found.denominator, found.p90, found.is_suppressed,
        coalesce(
            cast(found.value as double), cast(found.numerator as double) / nullif(cast(found.denominator as double), 0),
            case when found.denominator is null then cast(found.numerator as double) end
        ) as plain_value
    from asked
    left join found
        on found.measure_id = asked.measure_id and found.period_id = asked.period_id
        and found.department_id is not distinct from asked.department_id
),
judged as (
    select
        *,
        case
            when is_lacking then 'no_feed'
            when is_suppressed then 'suppressed'
            when plain_value is null and question is not null then 'not_asked'
            when plain_value is null then 'no_cases'
            when denominator < min_n then 'too_few_cases'
            else 'measured'
        end as status
    from filled
)
select
    requirement_id, measure_id, period_id, department_id, status,
    case when status in ('measured', 'too_few_cases') then numerator end as numerator,
    case when status in ('measured', 'too_few_cases') then denominator end as denominator,
    cast(case when status = 'measured' then plain_value
        * case unit when 'per_1000' then 1000 when 'per_100' then 100 else 1 end end as decimal(18, 6)) as value,
    cast(case when status = 'measured' then p90 end as decimal(18, 6)) as p90,
    unit
from judged
