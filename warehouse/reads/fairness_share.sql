-- One row per department of the viewer's that was tested for a kind of sign, the most unusual first: share and usual range.
select
    department_name, department_id, observed as observed_share, expected as expected_share,
    (evidence ->> 'low')::double as low_share,
    (evidence ->> 'high')::double as high_share,
    found_count, case_count, is_flagged
from seen_flag
where kind = $sign and (evidence ->> 'high') is not null
order by is_flagged desc, p_raw, department_name
limit 15
