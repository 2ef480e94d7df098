-- One row per kind of sign, period and department: in how many of its cases it was seen, to be compared with the others.
with seen as (
    select 'saved_by_pause' as kind, period_id, department_id, saved_count as found_count, ticket_count as case_count,
        cast(null as bigint) as rater_count
    from {{ ref('pause_use') }}
    union all
    select 'priority_downgrade', period_id, department_id, downgraded_count, ticket_count, null
    from {{ ref('priority_downgrade') }}
    union all
    select 'straight_lining', period_id, department_id, sum(case when is_straight then 1 else 0 end), count(*),
        count(distinct rater_id)
    from {{ ref('answer_form') }}
    where item_count >= 5
    group by period_id, department_id
    {% for kind, habit in [('rushed_forms', 'is_rushed'), ('only_the_best', 'gives_only_the_best')] -%}
    union all
    select '{{ kind }}', period_id, department_id, sum(case when {{ habit }} then 1 else 0 end), count(*), count(*)
    from {{ ref('rater_habit') }}
    group by period_id, department_id
    {% endfor %}
)
select
    kind, period_id, department_id,
    cast(found_count as bigint) as found_count,
    cast(case_count as bigint) as case_count,
    cast(rater_count as bigint) as rater_count
from seen
where department_id is not null
