-- One row per chain and step: who handed what to whom, and whether it was accepted the first time.
select
    handoff.chain_id, handoff.step_no, handoff.process_id, handoff.handed_at, handoff.accepted_first_time,
    period.period_id, step.provider_department_id, step.customer_department_id,
    count(*) over (partition by handoff.process_id, handoff.chain_id) >= process.step_count as is_whole,
    row_number() over (
        partition by handoff.process_id, handoff.chain_id order by handoff.handed_at desc, handoff.step_no desc
    ) = 1 as is_last
from {{ ref('stg_handoff') }} as handoff
cross join {{ source('settings', 'company') }} as company
join {{ ref('dim_period') }} as period
    on period.starts_at <= handoff.handed_at and handoff.handed_at < period.ends_at
left join {{ ref('stg_process_step') }} as step
    on step.process_id = handoff.process_id and step.step_no = handoff.step_no
left join (
    select process_id, count(*) as step_count from {{ ref('stg_process_step') }} group by process_id
) as process on process.process_id = handoff.process_id
where handoff.handed_at <= company.as_of
