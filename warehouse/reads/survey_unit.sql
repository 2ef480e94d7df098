-- One row per period up to the one asked and kind of survey: the provider asked, else the widest unit seen whole.
with place as (
    select level, case level when 0 then null when $level then unit_id end as unit_id, department_id
    from unit
    cross join (values (0), ($level)) as levels (level)
),
whole as (
    select level, unit_id
    from place
    group by level, unit_id
    having bool_and(department_id in (select unnest($scope::varchar[])))
),
chosen as (
    select level, unit_id
    from whole
    where ($provider is null and (level = 0 or (select count(*) from whole) = 1)) or (level > 0 and unit_id = $provider)
)
select
    survey.period_id,
    survey.kind,
    survey.period_id = pair.period_id as is_now,
    survey.rater_count,
    survey.answer_count,
    survey.mean_score,
    survey.servperf_score,
    survey.weighted_gap,
    survey.alpha,
    survey.form_count,
    survey.is_indicative,
    survey.nps_score,
    survey.nps_low,
    survey.nps_high,
    survey.asked_count,
    survey.answered_count as replied_count,
    survey.answered_count / survey.asked_count as turnout_share,
    survey.satisfied_low_share as satisfied_share,
    survey.satisfied_high_share - survey.satisfied_low_share as silent_share,
    1 - survey.satisfied_high_share as unsatisfied_share,
    survey.satisfied_low_share,
    survey.satisfied_high_share,
    survey.is_provisional,
    survey.known_score,
    survey.weighted_score,
    survey.effective_count,
    lag(survey.period_id) over earlier as before_id,
    round(survey.servperf_score - lag(survey.servperf_score) over earlier, 1) as servperf_change,
    round(survey.mean_score - lag(survey.mean_score) over earlier, 2) as score_change
from marts.survey_unit as survey
join chosen on chosen.level = survey.level and chosen.unit_id is not distinct from survey.unit_id
join settings.period as period on period.period_id = survey.period_id
cross join period_pair as pair
where period.starts_on <= pair.starts_on
window earlier as (partition by survey.kind order by period.starts_on)
order by survey.kind, period.starts_on
