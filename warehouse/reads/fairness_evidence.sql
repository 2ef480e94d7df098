-- One row per number behind a flag that has something to stand beside: what was seen, and what was expected.
with flag as (
    select * from seen_flag where flag_id = $flag
),
pair as (
    select
        (evidence ->> 'there_observed') is not null as has_ways,
        flag.*
    from flag
    where kind = 'mutual_inflation'
),
step as (
    select
        1 as place, 'there' as step, (evidence ->> 'there_observed')::double as observed,
        (evidence ->> 'there_expected')::double as expected, (evidence ->> 'there_rater_count')::bigint as case_count,
        null as other_count
    from pair where has_ways
    union all
    select
        2, 'back', (evidence ->> 'back_observed')::double, (evidence ->> 'back_expected')::double,
        (evidence ->> 'back_rater_count')::bigint, null
    from pair where has_ways
    union all
    select 3, 'both', observed, expected, case_count, null from pair where not has_ways and observed is not null
    union all
    select 4, kind, observed, expected, case_count, null from flag
    where kind in ('deadline_closing', 'period_end_burst')
    union all
    select 5, 'invited', observed, expected, case_count, (evidence ->> 'met_count')::bigint from flag
    where kind = 'selective_invitation'
    union all
    select
        6, 'reopened',
        (evidence ->> 'last_reopened_count')::double / nullif((evidence ->> 'last_closed_count')::double, 0),
        (evidence ->> 'other_reopened_count')::double / nullif((evidence ->> 'other_closed_count')::double, 0),
        (evidence ->> 'last_closed_count')::bigint, (evidence ->> 'other_closed_count')::bigint
    from flag
    where (evidence ->> 'last_closed_count') is not null
)
select step.*, flag.department_name, flag.other_name, flag.kind = 'mutual_inflation' as is_in_points
from step
cross join flag
order by place
