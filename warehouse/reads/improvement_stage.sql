-- One row per step that improvements wait for (do, check, act): how many, and for how long they have waited.
select
    stage as next_step,
    count(*) as improvement_count,
    count(*) filter (where stage_days <= 30) as month_count,
    count(*) filter (where stage_days > 30 and stage_days <= 90) as quarter_count,
    count(*) filter (where stage_days > 90) as older_count,
    max(stage_days) as longest_day_count
from seen_improvement
where stage <> 'closed'
group by stage
order by case stage when 'do' then 1 when 'check' then 2 else 3 end
