-- One row per finding, incident or report of misconduct.
select * from {{ source('feed', 'findings') }}
