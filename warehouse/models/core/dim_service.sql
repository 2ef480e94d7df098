-- One row per service that the catalogue, a level or a ticket names.
with named as (
    select service_id from {{ ref('stg_ticket') }}
    union
    select service_id from {{ ref('stg_service_level') }}
    union
    select new_value from {{ ref('stg_ticket_event') }} where field = 'service_id'
)
select service_id, service_name, provider_department_id, description, false as is_derived
from {{ ref('stg_service') }}
union all
select named.service_id, named.service_id, null, null, true
from named
where named.service_id is not null
    and named.service_id not in (select service_id from {{ ref('stg_service') }})
