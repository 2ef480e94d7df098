-- One row: how many open tickets will be late when, unless somebody acts; none without an open ticket.
select
    count(*) filter (where not is_late) as open_count,
    count(*) filter (where not is_late and not is_paused and is_within_day) as day_count,
    count(*) filter (where not is_late and not is_paused and is_within_week) as week_count,
    count(*) filter (where not is_late and is_paused) as paused_count,
    count(*) filter (where is_late) as late_count
from seen_open
having count(*) > 0
