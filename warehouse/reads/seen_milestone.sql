-- One row per milestone and member department that the viewer may see and the filters keep, judged at as-of.
select
    milestone.project_id, milestone.project_name, milestone.milestone, milestone.due_on, milestone.accepted_first_time,
    milestone.owner_department_id, milestone.member_department_id,
    if(milestone.completed_on < today.on_date, milestone.completed_on, null) as completed_on,
    today.on_date,
    member.unit_id, member.unit_name,
    milestone.due_on >= pair.starts_on and milestone.due_on < pair.ends_before_on and milestone.due_on < today.on_date
        as is_due
from staging.stg_project as milestone
cross join (select timezone(timezone, as_of)::date as on_date from settings.company) as today
cross join period_pair as pair
join unit as member on member.department_id = milestone.member_department_id
where (
        milestone.member_department_id in (select unnest($scope::varchar[]))
        or milestone.owner_department_id in (select unnest($scope::varchar[]))
    )
    and ($provider is null or $provider in (member.department_id, member.level1_id, member.level2_id, member.level3_id))
