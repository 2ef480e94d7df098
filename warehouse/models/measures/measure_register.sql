-- One row per measure of the catalogue and the processes as they stand, and provider.
with today as (
    select period.period_id
    from {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period on period.starts_at < company.as_of and company.as_of <= period.ends_at
),
edge as (
    select
        declared.*, service.provider_department_id as department_id,
        level.service_id is not null as has_level
    from {{ ref('stg_service_customer') }} as declared
    join {{ ref('dim_service') }} as service on service.service_id = declared.service_id
    left join (select distinct service_id from {{ ref('stg_service_level') }}) as level
        on level.service_id = declared.service_id
),
provided as (select distinct provider_position as position from edge where provider_position is not null),
needed as (select customer_position as position, count(*) as edge_count from edge group by customer_position),
held as (
    select distinct department_id, position from {{ ref('dim_employee') }}
    where position is not null and department_id is not null and left_on is null
),
measured as (
    select 'positions_covered' as measure_id, held.department_id,
        case when provided.position is not null or needed.position is not null then 1 else 0 end as amount, 1 as cases
    from held
    left join provided on provided.position = held.position
    left join needed on needed.position = held.position
    union all
    select 'positions_with_customer', held.department_id, case when provided.position is not null then 1 else 0 end, 1
    from held
    left join provided on provided.position = held.position
    union all
    select 'position_dependencies', held.department_id, coalesce(needed.edge_count, 0), 1
    from held
    left join needed on needed.position = held.position
    union all
    select 'customers_per_provider', department_id, count(distinct customer_department_id), 1
    from edge
    group by department_id
    union all
    select case relation when 'rank' then 'edges_rank' when 'function' then 'edges_function' else 'edges_operation' end,
        department_id, 1, null
    from edge where relation is not null
    union all
    select 'edge_has_level', department_id, case when has_level then 1 else 0 end, 1 from edge
    union all
    select 'service_complete', service.provider_department_id,
        case when service.description is not null and level.service_id is not null and step.service_id is not null
            then 1 else 0 end, 1
    from {{ ref('stg_service') }} as service
    left join (select distinct service_id from {{ ref('stg_service_level') }}) as level
        on level.service_id = service.service_id
    left join (select distinct service_id from {{ ref('stg_process_step') }}) as step
        on step.service_id = service.service_id
    union all
    select 'step_complete', provider_department_id,
        case when customer_department_id is not null and input is not null and input_standard is not null
            and output is not null and output_standard is not null then 1 else 0 end, 1
    from {{ ref('stg_process_step') }}
    union all
    select 'step_customer_named', provider_department_id,
        case when customer_department_id is not null then 1 else 0 end, 1
    from {{ ref('stg_process_step') }}
)
select
    measured.measure_id, today.period_id, measured.department_id,
    cast(sum(measured.amount) as decimal(18, 4)) as numerator,
    cast(sum(measured.cases) as decimal(18, 4)) as denominator,
    cast(null as decimal(18, 6)) as value, cast(null as decimal(18, 6)) as p90, cast(null as bigint) as rater_count
from measured
cross join today
where measured.department_id is not null
group by measured.measure_id, today.period_id, measured.department_id
