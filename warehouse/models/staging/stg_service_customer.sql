-- One row per service, customer and positions.
select * from {{ source('feed', 'service_customers') }}
