-- One row per process with a step that the viewer has to do with, the worst chain first.
with mine as (
    select distinct process_id
    from marts.chain_step
    where period_id = $period
        and (
            provider_department_id in (select unnest($scope::varchar[]))
            or customer_department_id in (select unnest($scope::varchar[]))
        )
)
select
    chain.process_id,
    chain.state,
    chain.step_count,
    chain.rolled_share,
    chain.rolled_low_share,
    chain.rolled_high_share,
    chain.target_share,
    chain.step_target_share,
    chain.chain_count,
    chain.clean_count,
    case when chain.chain_count >= $minimum then chain.clean_share end as clean_share,
    case when chain.chain_count >= $minimum then chain.clean_low_share end as clean_low_share,
    case when chain.chain_count >= $minimum then chain.clean_high_share end as clean_high_share,
    before.rolled_share as before_share,
    round(100 * (chain.rolled_share - before.rolled_share), 1) as change_points,
    pair.before_id
from marts.chain_yield as chain
join mine using (process_id)
cross join period_pair as pair
left join marts.chain_yield as before on before.period_id = pair.before_id and before.process_id = chain.process_id
where chain.period_id = pair.period_id
order by chain.rolled_share nulls last, chain.process_id
