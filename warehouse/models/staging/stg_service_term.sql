-- One row per service and customer (null: all), with what was agreed.
select * from {{ source('feed', 'service_terms') }}
