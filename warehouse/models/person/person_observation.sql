-- One row per period that has begun, department, employee and indicator that was observed.
{% set indicators = [
    'person_resolution_on_time', 'person_csat', 'peer_collaboration', 'person_superior_review', 'person_self_review',
] -%}
with observed as (
    {% for indicator in indicators -%}
    select * from {{ ref(indicator) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)
select observed.*
from observed
join {{ ref('dim_period') }} as period on period.period_id = observed.period_id and period.is_begun
where observed.department_id is not null
