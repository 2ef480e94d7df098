-- One row per refused row of one feed, by source and row number; the first 500.
select
    source,
    row_number,
    reasons,
    broken,
    content::varchar as content
from refused
where feed = $feed and len($scope) > 0
order by source, row_number
limit 500
