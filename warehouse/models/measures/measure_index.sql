-- One row per index made of other measures, period and provider: parts of 0 to 100, weighed.
with part as (
    select measure_id, period_id, department_id, rater_count,
        cast(numerator as double) / nullif(cast(denominator as double), 0) as value
    from {{ ref('measure_survey') }}
    where measure_id in (
        'item_overall', 'item_loyalty', 'item_reliability', 'item_responsiveness', 'item_assurance', 'item_empathy',
        'item_tangibles'
    )
    union all
    select measure_id, period_id, department_id, null,
        cast(numerator as double) / nullif(cast(denominator as double), 0)
    from {{ ref('measure_relation') }}
    where measure_id = 'declared_edges_used'
),
side_by_side as (
    select
        period_id, department_id, min(rater_count) as rater_count,
        max(case when measure_id = 'item_overall' then value end) as overall,
        max(case when measure_id = 'item_loyalty' then value end) as loyalty,
        max(case when measure_id = 'declared_edges_used' then value end) as contact,
        min(case when measure_id not in ('item_overall', 'item_loyalty', 'declared_edges_used') then value end) as weakest
    from part
    group by period_id, department_id
)
select
    'relationship_index' as measure_id, period_id, department_id,
    cast(60 * (overall - 1) / 4 + 25 * (loyalty - 1) / 4 + 15 * contact as decimal(18, 4)) as numerator,
    cast(1 as decimal(18, 4)) as denominator,
    cast(null as decimal(18, 6)) as value, cast(null as decimal(18, 6)) as p90, rater_count
from side_by_side
where overall is not null and loyalty is not null and contact is not null
union all
select 'driver_gap', period_id, department_id, cast(weakest - overall as decimal(18, 4)), cast(1 as decimal(18, 4)),
    null, null, rater_count
from side_by_side
where weakest is not null and overall is not null
