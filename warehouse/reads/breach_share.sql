-- One row per provider of the period with late or returned tickets: both attributions of what was late, side by side.
select
    provider.unit_id as provider_id,
    provider.unit_name as provider_name,
    sum(share.breached_count)::bigint as accountable_count,
    round(sum(share.breached_share_sum), 1) as breached_share_sum,
    round(sum(share.breached_share_sum) - sum(share.breached_count), 1) as attribution_change,
    sum(share.arrived_late_count)::bigint as arrived_late_count,
    sum(share.bounce_count)::bigint as bounce_count
from marts.breach_share as share
join unit as provider on provider.department_id = share.provider_department_id
where share.period_id = $period
    and share.provider_department_id in (select unnest($scope::varchar[]))
    and (
        $provider is null
        or $provider in (provider.department_id, provider.level1_id, provider.level2_id, provider.level3_id)
    )
group by provider.unit_id, provider.unit_name
order by accountable_count desc, breached_share_sum desc, provider_name
