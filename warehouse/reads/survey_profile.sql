-- One row per question: what was perceived and what was expected, 1 to 5, from the cells that may be shown.
with asked as (
    select
        question,
        question in ('reliability', 'responsiveness', 'assurance', 'empathy', 'tangibles') as is_dimension,
        sum(answer_count) filter (side = 'perceived')::bigint as answer_count,
        1 + 4 * sum(mark_sum) filter (side = 'perceived')::double
            / sum(answer_count) filter (side = 'perceived')::double as perceived_score,
        1 + 4 * sum(mark_sum) filter (side = 'expected')::double
            / sum(answer_count) filter (side = 'expected')::double as expected_score,
        count(*) filter (side = 'perceived' and state = 'few')::bigint as few_count,
        count(*) filter (side = 'perceived' and state = 'beside')::bigint as beside_count
    from seen_answer
    group by question
)
select
    question,
    is_dimension,
    coalesce(answer_count, 0) as answer_count,
    perceived_score,
    expected_score,
    perceived_score - expected_score as gap_change,
    case when answer_count > 0 and few_count + beside_count > 0 then 'partly' when answer_count > 0 then 'shown'
        when few_count > 0 then 'few' else 'beside' end as state,
    few_count,
    beside_count,
    case when count(perceived_score) filter (is_dimension) over () = 5
        then 25 * (avg(perceived_score) filter (is_dimension) over () - 1) end as servperf_score,
    row_number() over (order by is_dimension desc, perceived_score - expected_score nulls last, question) as worst_place
from asked
order by
    is_dimension desc,
    list_position(['reliability', 'responsiveness', 'assurance', 'empathy', 'tangibles', 'overall', 'loyalty'], question),
    question
