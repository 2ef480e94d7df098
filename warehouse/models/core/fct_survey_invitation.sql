-- One row per survey, person and provider that the person was asked about, or answered about without an invitation.
with rated as (
    select survey_id, rater_id, provider_department_id, min(kind) as kind, min(period_id) as period_id
    from {{ ref('fct_survey_answer') }}
    where question = 'overall' and score_share is not null
    group by survey_id, rater_id, provider_department_id
),
invited as (
    select
        invitation.survey_id, invitation.respondent_id as rater_id, invitation.provider_department_id,
        coalesce(invitation.kind, 'relationship') as kind, period.period_id
    from {{ ref('stg_survey_invitation') }} as invitation
    cross join {{ source('settings', 'company') }} as company
    join {{ ref('dim_period') }} as period
        on period.starts_at <= invitation.invited_at and invitation.invited_at < period.ends_at
    where invitation.invited_at <= company.as_of
),
home as (
    -- Nothing joins a pseudonym to the staff list: who never answered anything has no department.
    select
        rater_id,
        max_by(customer_department_id, {{ pair('submitted_at', 'customer_department_id') }}) as customer_department_id
    from {{ ref('fct_survey_answer') }}
    group by rater_id
)
select
    coalesce(invited.survey_id, rated.survey_id) as survey_id,
    coalesce(invited.rater_id, rated.rater_id) as rater_id,
    coalesce(invited.provider_department_id, rated.provider_department_id) as provider_department_id,
    home.customer_department_id,
    coalesce(invited.kind, rated.kind) as kind,
    coalesce(invited.period_id, rated.period_id) as period_id,
    invited.survey_id is not null as is_invited,
    rated.survey_id is not null as is_answered
from invited
full join rated
    on rated.survey_id = invited.survey_id and rated.rater_id = invited.rater_id
    and rated.provider_department_id = invited.provider_department_id
left join home on home.rater_id = coalesce(invited.rater_id, rated.rater_id)
where coalesce(invited.provider_department_id, rated.provider_department_id) is distinct from home.customer_department_id
