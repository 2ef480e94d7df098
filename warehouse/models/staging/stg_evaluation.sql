-- One row per evaluation.
select * from {{ source('feed', 'evaluations') }}
