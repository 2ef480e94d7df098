-- One row per need and department that reviewed it.
select * from {{ source('feed', 'request_reviews') }}
