-- One row per suggestion.
select * from {{ source('feed', 'suggestions') }}
