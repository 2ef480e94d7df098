-- One row per hand-off of one step in the period, rejected ones first, the newest first.
select
    chain_id,
    handed_at,
    case when accepted_first_time then 'accepted' else 'rejected' end as outcome
from core.fct_handoff
where period_id = $period
    and process_id = $process
    and step_no = $step
    and (
        provider_department_id in (select unnest($scope::varchar[]))
        or customer_department_id in (select unnest($scope::varchar[]))
    )
order by accepted_first_time, handed_at desc, chain_id
limit $most
