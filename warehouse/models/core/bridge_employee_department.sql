-- One row per employee and interval in a department, half-open in the company's dates.
with interval_of as (
    select
        employee_id,
        department_id,
        effective_from as valid_from,
        lead(effective_from) over (
            partition by employee_id order by coalesce(effective_from, date '0001-01-01')
        ) as valid_to
    from {{ ref('stg_employee') }}
)
select
    interval_of.employee_id,
    interval_of.department_id,
    interval_of.valid_from,
    interval_of.valid_to,
    coalesce({{ day_start_s('interval_of.valid_from', 'company.timezone') }}, -9000000000000) as valid_from_s,
    coalesce({{ day_start_s('interval_of.valid_to', 'company.timezone') }}, 9000000000000) as valid_to_s
from interval_of
cross join {{ source('settings', 'company') }} as company
