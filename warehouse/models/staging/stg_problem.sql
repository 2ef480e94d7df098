-- One row per problem and department concerned.
select * from {{ source('feed', 'problems') }}
