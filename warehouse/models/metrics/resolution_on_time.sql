-- One row per period and department: resolutions in time that came not back within seven days, of episodes due.
select
    'resolution_on_time' as indicator_id,
    period_id,
    provider_department_id as department_id,
    cast(sum(durable_count) as decimal(18, 4)) as numerator,
    cast(sum(episode_count) as decimal(18, 4)) as denominator,
    cast(null as bigint) as rater_count
from {{ ref('outcome_cell') }}
where clock = 'resolution' and customer_department_id is distinct from provider_department_id
group by period_id, provider_department_id
