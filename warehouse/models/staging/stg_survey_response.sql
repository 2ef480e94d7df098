-- One row per answer to one question.
select * from {{ source('feed', 'survey_responses') }}
