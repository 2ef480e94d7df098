-- One row when anything was tested: how much, how many flags, and how many of them nobody has decided about.
select
    count(*) as test_count,
    count(distinct kind) as kind_count,
    count(*) filter (where is_flagged) as flag_count,
    count(*) filter (where is_flagged and verdict is null) as undecided_count
from seen_flag
having count(*) > 0
