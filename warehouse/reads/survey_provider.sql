-- One row per provider at the level asked: its service quality and satisfaction, the worst first and the hidden last.
with asked as (
    select
        provider_unit_id, question, side,
        sum(answer_count) as answer_count,
        1 + 4 * sum(mark_sum)::double / sum(answer_count)::double as mean_score,
        count(*) filter (state = 'few') as few_count,
        count(*) filter (state = 'beside') as beside_count
    from seen_answer
    group by provider_unit_id, question, side
),
profile as (
    select
        provider_unit_id,
        count(mean_score) filter (question in ('reliability', 'responsiveness', 'assurance', 'empathy', 'tangibles')
            and side = 'perceived') as dimension_count,
        avg(mean_score) filter (question in ('reliability', 'responsiveness', 'assurance', 'empathy', 'tangibles')
            and side = 'perceived') as perceived_score,
        avg(mean_score) filter (question in ('reliability', 'responsiveness', 'assurance', 'empathy', 'tangibles')
            and side = 'expected') as expected_score,
        max(mean_score) filter (question = 'overall' and side = 'perceived') as mean_score,
        max(answer_count) filter (question = 'overall' and side = 'perceived')::bigint as answer_count,
        max(few_count) filter (question = 'overall' and side = 'perceived')::bigint as few_count,
        max(beside_count) filter (question = 'overall' and side = 'perceived')::bigint as beside_count
    from asked
    group by provider_unit_id
)
select
    profile.provider_unit_id as provider_id,
    label.department_name as provider_name,
    case when dimension_count = 5 then (perceived_score - 1) / 4 * 100 end as servperf_score,
    case when dimension_count = 5 then perceived_score - expected_score end as gap_change,
    mean_score,
    coalesce(answer_count, 0) as answer_count,
    case when answer_count > 0 and few_count + beside_count > 0 then 'partly' when answer_count > 0 then 'shown'
        when few_count > 0 then 'few' else 'beside' end as state
from profile
join label on label.department_id = profile.provider_unit_id
where few_count is not null
order by servperf_score nulls last, mean_score nulls last, provider_name
