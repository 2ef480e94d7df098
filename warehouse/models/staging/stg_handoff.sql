-- One row per chain and step.
select * from {{ source('feed', 'handoffs') }}
