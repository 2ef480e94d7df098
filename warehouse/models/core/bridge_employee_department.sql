-- One row per employee and interval in a department, half-open in the company's dates.
select
    employee_id,
    department_id,
    coalesce(effective_from, date '0001-01-01') as valid_from,
    coalesce(
        lead(effective_from) over (
            partition by employee_id order by coalesce(effective_from, date '0001-01-01')
        ),
        date '9999-12-31'
    ) as valid_to
from {{ ref('stg_employee') }}
