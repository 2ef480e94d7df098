-- One row per department that HR or any feed names, as it stands at as-of.
with recursive today as (
    select as_of, {{ local_date('as_of', 'timezone') }} as on_date from {{ source('settings', 'company') }}
),
version as (
    select
        department.*,
        row_number() over (
            partition by department.department_id
            order by coalesce(department.valid_from, date '0001-01-01') desc
        ) as newest
    from {{ ref('stg_department') }} as department
    cross join today
    where coalesce(department.valid_from, date '0001-01-01') <= today.on_date
),
named as (
    select provider_department_id as department_id from {{ ref('stg_ticket') }}
    union
    select customer_department_id from {{ ref('stg_ticket') }}
    union
    select new_value from {{ ref('stg_ticket_event') }} where field = 'provider_department_id'
    union
    select old_value from {{ ref('stg_ticket_event') }} where field = 'provider_department_id'
    union
    select customer_department_id from {{ ref('stg_service_level') }}
    union
    select provider_department_id from {{ ref('stg_service') }}
    union
    select provider_department_id from {{ ref('stg_survey_response') }}
    union
    select customer_department_id from {{ ref('stg_survey_response') }}
    union
    select department_id from {{ ref('stg_employee') }}
    union
    select member_department_id from {{ ref('stg_project') }}
    union
    select department_id from {{ ref('stg_improvement') }}
    union
    select department_id from {{ ref('stg_evaluation') }}
),
known as (
    select department_id, department_name, parent_department_id, manager_employee_id, false as is_derived
    from version
    where newest = 1
    union all
    select named.department_id, named.department_id, null, null, true
    from named
    where named.department_id is not null
        and named.department_id not in (select department_id from version)
),
rooted as (
    select
        known.department_id, known.department_name, known.manager_employee_id, known.is_derived,
        case when parent.department_id is not null then known.parent_department_id end as parent_department_id
    from known
    left join known as parent
        on parent.department_id = known.parent_department_id and parent.department_id <> known.department_id
),
tree as (
    select
        department_id, 1 as depth, department_id as level1_id,
        cast(null as {{ dbt.type_string() }}) as level2_id, cast(null as {{ dbt.type_string() }}) as level3_id
    from rooted
    where parent_department_id is null
    union all
    select
        child.department_id, tree.depth + 1, tree.level1_id,
        case when tree.depth = 1 then child.department_id else tree.level2_id end,
        case when tree.depth = 2 then child.department_id else tree.level3_id end
    from tree
    join rooted as child on child.parent_department_id = tree.department_id
    where tree.depth < 20
)
select
    rooted.department_id,
    rooted.department_name,
    rooted.parent_department_id,
    rooted.manager_employee_id,
    cast(coalesce(tree.depth, 1) as bigint) as depth,
    coalesce(tree.level1_id, rooted.department_id) as level1_id,
    tree.level2_id,
    tree.level3_id,
    rooted.is_derived
from rooted
left join tree on tree.department_id = rooted.department_id
