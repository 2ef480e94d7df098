-- One row per measure of surveys, period and provider; the mart shows none of fewer raters than the privacy settings ask.
with answer as (
    select
        fact.*,
        stated.comment is not null as has_comment
    from {{ ref('fct_survey_answer') }} as fact
    join {{ ref('stg_survey_response') }} as stated
        on stated.response_id = fact.response_id and stated.question = fact.question
    where not fact.is_self_service and fact.score_share is not null
),
complained as (
    select distinct created_period_id as period_id, department_id, customer_department_id
    from {{ ref('measured_ticket') }}
    where kind = 'complaint'
),
-- Means come from the published cells alone, which hide what few people said.
cell as (
    select * from {{ ref('survey_cell') }} where state = 'shown' and kind in ('relationship', 'upward')
),
hidden as (
    select distinct case when kind = 'upward' then 'upward_support' else 'item_' || question end as measure_id,
        period_id, provider_department_id
    from {{ ref('survey_cell') }}
    where state <> 'shown' and side = 'perceived'
        and (kind = 'relationship' or (kind = 'upward' and question = 'overall'))
),
published as (
    select
        'item_' || question as measure_id, period_id, provider_department_id as department_id,
        answer_count + 4 * mark_sum as numerator, answer_count as denominator, rater_count
    from cell
    where kind = 'relationship' and side = 'perceived'
    union all
    select 'upward_support', period_id, provider_department_id, answer_count + 4 * mark_sum, answer_count, rater_count
    from cell
    where kind = 'upward' and side = 'perceived' and question = 'overall'
    union all
    select 'servqual_mean', period_id, provider_department_id,
        sum(answer_count + 4 * mark_sum), sum(answer_count), min(rater_count)
    from cell
    where kind = 'relationship' and side = 'perceived'
        and question in ('reliability', 'responsiveness', 'assurance', 'empathy', 'tangibles')
    group by period_id, provider_department_id
    union all
    select 'expectation_gap', perceived.period_id, perceived.provider_department_id,
        sum(4 * (cast(perceived.mark_sum as double)
            - cast(expected.mark_sum as double) * perceived.answer_count / expected.answer_count)),
        sum(perceived.answer_count), min(perceived.rater_count)
    from cell as perceived
    join cell as expected
        on expected.period_id = perceived.period_id and expected.kind = perceived.kind
        and expected.provider_department_id = perceived.provider_department_id
        and expected.question = perceived.question
    where perceived.side = 'perceived' and expected.side = 'expected' and perceived.kind = 'relationship'
    group by perceived.period_id, perceived.provider_department_id
),
judged as (
    select 'comments_count' as measure_id, period_id, provider_department_id as department_id, rater_id, 1 as amount,
        null as cases
    from answer where has_comment
    union all
    select 'answers_archived', period_id, provider_department_id, rater_id,
        case when period_id is not null and (kind <> 'transaction' or ticket_id is not null) then 1 else 0 end, 1
    from answer
),
run as (
    select period_id, provider_department_id as department_id, count(distinct kind) as kind_count
    from answer
    where kind in ('relationship', 'transaction')
    group by period_id, provider_department_id
),
asked as (
    select invited.provider_department_id as department_id, period.period_id,
        count(*) as invited_count, count(distinct invited.respondent_id) as rater_count,
        sum(case when answered.survey_id is not null then 1 else 0 end) as answered_count
    from {{ ref('stg_survey_invitation') }} as invited
    join {{ ref('dim_period') }} as period
        on period.starts_at <= invited.invited_at and invited.invited_at < period.ends_at
    left join (
        select distinct survey_id, respondent_id, provider_department_id from {{ ref('stg_survey_response') }}
    ) as answered
        on answered.survey_id = invited.survey_id and answered.respondent_id = invited.respondent_id
        and answered.provider_department_id = invited.provider_department_id
    group by invited.provider_department_id, period.period_id
),
satisfied as (
    select period_id, department_id, numerator / nullif(denominator, 0) as score,
        percent_rank() over (partition by period_id order by numerator / nullif(denominator, 0)) as place
    from {{ ref('csat_relationship') }}
)
select
    measure_id, period_id, department_id,
    cast(sum(amount) as decimal(18, 4)) as numerator, cast(sum(cases) as decimal(18, 4)) as denominator,
    cast(null as decimal(18, 6)) as value, cast(null as decimal(18, 6)) as p90, count(distinct rater_id) as rater_count
from judged
where period_id is not null and department_id is not null
group by measure_id, period_id, department_id
union all
select measure_id, period_id, department_id, cast(numerator as decimal(18, 4)), cast(denominator as decimal(18, 4)),
    null, null, rater_count
from published
union all
select measure_id, period_id, provider_department_id, null, null, null, null, 0 from hidden
union all
select 'surveys_run', period_id, department_id, cast(kind_count as decimal(18, 4)), cast(2 as decimal(18, 4)),
    null, null, null
from run
where period_id is not null
union all
select 'survey_response_rate', period_id, department_id, cast(answered_count as decimal(18, 4)),
    cast(invited_count as decimal(18, 4)), null, null, rater_count
from asked
union all
select 'standard_and_survey', run.period_id, run.department_id,
    cast(max(case when level.provider_department_id is not null then 1 else 0 end) as decimal(18, 4)),
    cast(1 as decimal(18, 4)), null, null, null
from run
left join (
    select distinct service.provider_department_id
    from {{ ref('stg_service_level') }} as level
    join {{ ref('dim_service') }} as service on service.service_id = level.service_id
) as level on level.provider_department_id = run.department_id
where run.period_id is not null
group by run.period_id, run.department_id
union all
select 'low_has_improvement', satisfied.period_id, satisfied.department_id,
    cast(max(case when improvement.improvement_id is not null then 1 else 0 end) as decimal(18, 4)),
    cast(1 as decimal(18, 4)), null, null, null
from satisfied
join {{ ref('dim_period') }} as period on period.period_id = satisfied.period_id
left join {{ ref('stg_improvement') }} as improvement
    on improvement.department_id = satisfied.department_id and improvement.opened_on >= period.starts_on
    and improvement.opened_on < period.ends_before_on + interval 30 day
where satisfied.place <= 0.3334
group by satisfied.period_id, satisfied.department_id
union all
-- So few give low answers that only the company's share says nothing about one of them.
select 'silent_share', answer.period_id, null, null, cast(count(*) as decimal(18, 4)),
    cast(cast(sum(case when complained.period_id is null then 1 else 0 end) as double) / count(*) as decimal(18, 6)),
    null, count(distinct answer.rater_id)
from answer
left join complained
    on complained.period_id = answer.period_id and complained.department_id = answer.provider_department_id
    and complained.customer_department_id = answer.customer_department_id
where answer.question = 'overall' and answer.kind = 'relationship' and answer.score_share <= 0.25
    and answer.period_id is not null
group by answer.period_id
