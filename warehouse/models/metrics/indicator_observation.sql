-- One row per period that has begun, department and indicator that was observed.
{% set indicators = [
    'csat_relationship', 'csat_transaction', 'response_on_time', 'resolution_on_time', 'project_on_time',
    'project_quality', 'complaint_on_time', 'complaint_satisfaction', 'complaint_rate', 'improvement_effective',
    'superior_review', 'self_review',
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
