-- One row per source of improvements: opened in the period, and verified as effective of those checked in it.
select
    coalesce(source, 'unknown') as member_id,
    count(*) filter (where is_opened) as opened_count,
    count(*) filter (where is_checked) as checked_count,
    count(*) filter (where is_checked and verified_effective) as effective_count,
    case when checked_count >= $minimum then effective_count / checked_count end as effective_share
from seen_improvement
group by source
having count(*) filter (where is_opened or is_checked) > 0
order by opened_count desc, member_id
