-- One row per planned audit or check.
select * from {{ source('feed', 'audits') }}
