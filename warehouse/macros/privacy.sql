{# Scores of fewer raters than this are not shown (assessment.md 3.13; policy key privacy.k_score). #}
{% macro smallest_rater_count() -%}
  (select k_score from {{ source('settings', 'privacy') }})
{%- endmacro %}
