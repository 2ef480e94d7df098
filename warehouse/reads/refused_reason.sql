-- One row per feed and reason, the commonest first; a row refused for two reasons counts under both.
select feed, reason, count(*) as refused_count
from (select feed, unnest(reasons) as reason from refused)
where $sees_rows
group by feed, reason
order by refused_count desc, feed, reason
