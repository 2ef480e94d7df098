{# Milestones of `judged` (period_id, department_id, is_good, effort) as an indicator, weighed by planned effort. #}
{% macro weighed_by_effort(indicator_id) -%}
usual as (
    select period_id, department_id,
        cast(cast(sum(effort) as double) / count(effort) as decimal(18, 4)) as effort
    from judged
    group by period_id, department_id
),
weighed as (
    -- A milestone without effort counts as the department's others do.
    select judged.*, coalesce(judged.effort, usual.effort, 1) as weight
    from judged
    join usual on usual.period_id = judged.period_id and usual.department_id is not distinct from judged.department_id
)
select
    '{{ indicator_id }}' as indicator_id,
    period_id,
    department_id,
    cast(sum(is_good) as decimal(18, 4)) as numerator,
    cast(count(*) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count,
    cast(sum(is_good * weight) as decimal(18, 4)) as good_weight,
    cast(sum(weight) as decimal(18, 4)) as weight
from weighed
group by period_id, department_id
{%- endmacro %}
