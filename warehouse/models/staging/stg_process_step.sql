-- One row per process and step.
select * from {{ source('feed', 'process_steps') }}
