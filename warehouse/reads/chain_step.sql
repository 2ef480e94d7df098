-- One row per step of one process that the viewer has to do with, in their order.
select
    step.step_no,
    provider.department_name as provider_name,
    customer.department_name as customer_name,
    step.handoff_count,
    step.accepted_count,
    step.handoff_count - step.accepted_count as returned_count,
    step.accepted_share as passed_share,
    step.loss_share,
    step.step_target_share,
    step.accepted_share < step.step_target_share as is_below,
    row_number() over (order by step.loss_share desc nulls last, step.step_no) as loss_place
from marts.chain_step as step
left join label as provider on provider.department_id = step.provider_department_id
left join label as customer on customer.department_id = step.customer_department_id
where step.period_id = $period
    and step.process_id = $process
    and (
        step.provider_department_id in (select unnest($scope::varchar[]))
        or step.customer_department_id in (select unnest($scope::varchar[]))
    )
order by step.step_no
