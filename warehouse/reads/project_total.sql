-- One row: milestones due and inspected, and improvements opened, due and checked in the period.
with milestone as (
    select
        count(*) filter (where is_due) as due_count,
        count(*) filter (where is_due and completed_on <= due_on) as on_time_count,
        count(*) filter (where completed_on is null and due_on < on_date) as late_count,
        count(*) filter (where is_due and accepted_first_time is not null) as inspected_count,
        count(*) filter (where is_due and accepted_first_time) as accepted_count
    from seen_milestone
),
improvement as (
    select
        count(*) filter (where is_opened) as opened_count,
        count(*) filter (where stage <> 'closed') as under_way_count,
        count(*) filter (where is_due) as planned_count,
        count(*) filter (where is_due and done_on <= plan_due_on) as done_count,
        count(*) filter (where is_checked) as checked_count,
        count(*) filter (where is_checked and verified_effective) as effective_count
    from seen_improvement
)
select
    milestone.*,
    improvement.*,
    case when due_count >= $minimum then on_time_count / due_count end as on_time_share,
    case when inspected_count >= $minimum then accepted_count / inspected_count end as accepted_share,
    case when planned_count >= $minimum then done_count / planned_count end as done_share,
    case when checked_count >= $minimum then effective_count / checked_count end as effective_share
from milestone
cross join improvement
where due_count + opened_count + under_way_count + late_count > 0
