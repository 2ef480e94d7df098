-- One row per employee that HR knows by this id, or without an id by this mail address, and who is there at as-of.
select employee.employee_id
from core.dim_employee as employee
cross join settings.company as company
where case when $employee::varchar is null
        then lower(employee.email) = lower($email::varchar) else employee.employee_id = $employee::varchar end
    and not employee.is_derived
    and coalesce(employee.left_on >= timezone(company.timezone, company.as_of)::date, true)
