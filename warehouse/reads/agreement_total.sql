-- One row: on how many visible tickets the source has a verdict, on how many of them the clock has one, and the same one.
select
    count(*) as flagged_count,
    count(*) filter (where class <> 'undecided') as decided_count,
    count(*) filter (where class in ('agree_met', 'agree_breached')) as agreed_count,
    agreed_count / nullif(decided_count, 0) as agreed_share
from marts.sla_agreement
where accountable_department_id in (select unnest($scope::varchar[]))
    or customer_department_id in (select unnest($scope::varchar[]))
