-- One row per period, question, side, provider, place and union of kinds: who remains once all that is shown is taken off.
-- Edges stand in order of size, and those before the place are hidden. Of a hidden edge the answers of the kinds remain;
-- of a shown one at least the smaller of its two parts, for a reader may take the edge off and add it, but not its parts.
with edge as (
    select
        period_id, question, side, provider_department_id, customer_department_id, count(*) as rater_count,
        row_number() over (
            partition by period_id, question, side, provider_department_id order by count(*), customer_department_id
        ) as place
    from {{ ref('fct_survey_rater') }}
    group by period_id, question, side, provider_department_id, customer_department_id
),
published as (
    select
        period_id, question, side, provider_department_id,
        sum(case kind when 'relationship' then 1 when 'transaction' then 2 when 'complaint' then 4 else 8 end) as kinds
    from {{ ref('survey_cell') }}
    where state = 'shown'
    group by period_id, question, side, provider_department_id
),
part as (
    select
        edge.period_id, edge.question, edge.side, edge.provider_department_id, edge.place, edge.rater_count,
        picked.kinds as picked_kinds,
        sum(case when is_home and (rater.kinds & picked.kinds) <> 0 then 1 else 0 end) as inside,
        sum(case when is_home and (rater.kinds & (31 - picked.kinds)) <> 0 then 1 else 0 end) as outside,
        max(case when (rater.kinds & picked.kinds) <> 0 then 1 else 0 end) as has_inside,
        max(case when (rater.kinds & (31 - picked.kinds)) <> 0 then 1 else 0 end) as has_outside
    from {{ ref('fct_survey_rater') }} as rater
    join edge using (period_id, question, side, provider_department_id, customer_department_id)
    left join published using (period_id, question, side, provider_department_id)
    join (
        {% for kinds in range(16) %}select {{ kinds }} as kinds{% if not loop.last %} union all {% endif %}{% endfor %}
    ) as picked on (picked.kinds & coalesce(published.kinds, 0)) = picked.kinds
    group by
        edge.period_id, edge.question, edge.side, edge.provider_department_id, edge.place, edge.rater_count, picked.kinds
)
select
    period_id, question, side, provider_department_id, place, rater_count, picked_kinds,
    coalesce(sum(inside) over hidden, 0) + sum(least(inside, outside)) over shown as remaining_count,
    coalesce(max(has_inside) over hidden, 0) + max(has_inside * has_outside) over shown > 0 as does_remain
from part
window
    hidden as (
        partition by period_id, question, side, provider_department_id, picked_kinds
        order by place rows between unbounded preceding and 1 preceding
    ),
    shown as (
        partition by period_id, question, side, provider_department_id, picked_kinds
        order by place rows between current row and unbounded following
    )
