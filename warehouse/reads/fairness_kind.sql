-- One row per kind of sign that was tested: of how many departments or pairs, and how many flags that gave.
select kind, count(*) as unit_count, count(*) filter (where is_flagged) as flag_count, min(p_holm) as p_holm
from seen_flag
group by kind
order by flag_count desc, p_holm, kind
