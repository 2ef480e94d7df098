-- One row per employee that HR or a ticket names, as it stands at as-of.
with version as (
    select
        employee.*,
        row_number() over (
            partition by employee_id order by coalesce(effective_from, date '0001-01-01') desc
        ) as newest
    from {{ ref('stg_employee') }} as employee
    cross join {{ source('settings', 'company') }} as company
    where coalesce(employee.effective_from, date '0001-01-01') <= {{ local_date('company.as_of', 'company.timezone') }}
),
named as (
    select requester_id as employee_id from {{ ref('stg_ticket') }}
    union
    select assignee_id from {{ ref('stg_ticket') }}
    union
    select actor_id from {{ ref('stg_ticket_event') }}
)
select
    employee_id, employee_name, department_id, position, manager_employee_id, email, hired_on, left_on,
    false as is_derived
from version
where newest = 1
union all
select named.employee_id, null, null, null, null, null, null, null, true
from named
where named.employee_id is not null
    and named.employee_id not in (select employee_id from {{ ref('stg_employee') }})
