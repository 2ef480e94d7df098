-- One row per survey, person asked and provider.
select * from {{ source('feed', 'survey_invitations') }}
