-- One row per period and process: chains that ended in it with all their steps, and those without any rejection.
with chain as (
    select
        process_id, chain_id, max(case when is_last then period_id end) as period_id,
        min(case when is_whole then 1 else 0 end) as is_whole,
        min(case when accepted_first_time then 1 else 0 end) as is_clean
    from {{ ref('fct_handoff') }}
    group by process_id, chain_id
)
select
    period_id, process_id,
    cast(count(*) as bigint) as chain_count,
    cast(sum(is_clean) as bigint) as clean_count
from chain
where is_whole = 1
group by period_id, process_id
