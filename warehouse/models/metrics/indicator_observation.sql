-- One row per period that has begun, department and indicator that was observed.
{% set indicators = [
    'csat_relationship', 'csat_transaction', 'response_on_time', 'resolution_on_time', 'project_on_time',
    'project_quality', 'complaint_on_time', 'complaint_satisfaction', 'complaint_rate', 'improvement_effective',
    'superior_review', 'self_review',
] -%}
{% set weighed = ['project_on_time', 'project_quality'] -%}
with observed as (
    {% for indicator in indicators -%}
    select
        indicator_id, period_id, department_id, numerator, denominator, rater_count,
        {% for name in ['good_weight', 'weight'] -%}
        {{ name if indicator in weighed else 'cast(null as decimal(18, 4))' }} as {{ name }}{{ '' if loop.last else ',' }}
        {% endfor -%}
    from {{ ref(indicator) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)
select observed.*
from observed
join {{ ref('dim_period') }} as period on period.period_id = observed.period_id and period.is_begun
where observed.department_id is not null
