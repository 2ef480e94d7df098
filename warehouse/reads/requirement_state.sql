-- One row per required phrase, with the company's value in the period, and why there is none where there is none.
select
    requirement.*,
    case
        when requirement.status <> 'computed' then requirement.status
        else coalesce(found.status, 'no_cases')
    end as state,
    case state
        when 'measured' then 'answered' when 'shown' then 'answered'
        when 'no_feed' then 'waiting' when 'not_asked' then 'waiting'
        when 'missing' then 'missing' else 'blank'
    end as side,
    found.value,
    found.p90,
    found.denominator::bigint as case_count
from settings.requirement as requirement
left join marts.requirement_value as found
    on found.requirement_id = requirement.requirement_id and found.period_id = $period and found.department_id is null
