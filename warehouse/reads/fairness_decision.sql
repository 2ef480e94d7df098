-- One row per decision about a flag of the period, the newest first; of a flag that is tested no more for who sees all.
select
    decision.flag_id, flag.kind, flag.department_name, flag.other_name,
    decision.verdict, decision.decided_at, decision.actor_id as decided_by, decision.note, decision.is_latest
from marts.fairness_decision as decision
left join seen_flag as flag on flag.flag_id = decision.flag_id
where decision.period_id = $period
    and (
        flag.flag_id is not null
        or (
            not exists (select 1 from marts.fairness_flag as any_flag
                where any_flag.period_id = decision.period_id and any_flag.flag_id = decision.flag_id)
            and not exists (
                select 1 from core.dim_department where department_id not in (select unnest($scope::varchar[]))
            )
        )
    )
order by decision.seq desc
