-- One row per flag, the surest first, and after them per test that was nearest to one.
select
    flag_id, kind, department_id, department_name, other_department_id, other_name, observed, expected, statistic,
    found_count, case_count, p_raw, p_holm, is_flagged, verdict, decided_by, decided_at, note,
    kind = 'mutual_inflation' as is_in_points,
    (evidence ->> 'last_reopened_count')::double / nullif((evidence ->> 'last_closed_count')::double, 0)
        as last_reopened_share,
    (evidence ->> 'other_reopened_count')::double / nullif((evidence ->> 'other_closed_count')::double, 0)
        as other_reopened_share,
    (evidence ->> 'odds_ratio')::double as odds_ratio
from seen_flag
qualify is_flagged or row_number() over (partition by is_flagged order by p_raw, flag_id) <= $nearest
order by is_flagged desc, p_holm, p_raw, flag_id
