-- One row per answer and side: what was perceived, and what was expected where the questionnaire asks for it.
{{ config(materialized='view') }}
{% for side, share in [('perceived', 'score_share'), ('expected', 'expected_share')] -%}
select
    period_id, provider_department_id, customer_department_id, rater_id,
    question,
    '{{ side }}' as side,
    case when is_self_service then 'self' else kind end as kind,
    {{ share }} as mark_share
from {{ ref('fct_survey_answer') }}
where period_id is not null and {{ share }} is not null
{% if not loop.last %}union all{% endif %}
{% endfor %}
