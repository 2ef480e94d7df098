-- One row per line of the bonus that the viewer may see as a person's: the own one, those of reports, or everybody's.
select *
from marts.bonus_line
where employee_id is not null
    and ($sees_people or employee_id in (select unnest($people::varchar[])))
