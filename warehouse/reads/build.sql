-- One row: the company, the build, what its run refused, and how many days ago it was made.
select
    company.name as company_name,
    company.timezone,
    company.language,
    company.as_of,
    sum(counted.read_count)::bigint as read_count,
    sum(counted.quarantined_count)::bigint as refused_count,
    sum(counted.quarantined_count) / nullif(sum(counted.read_count), 0) as refused_share,
    (select max(newest_at) from audit.feed where newest_at <= company.as_of) as newest_at,
    (select count(*) from audit.expectation where not is_met) as failed_count,
    (select count(*) from audit.expectation) as expectation_count,
    date_diff('day', $built_at::timestamptz, $now::timestamptz) as build_age_days
from settings.company as company
left join audit.run as run on run.build_id = $build_id
left join audit.row_count as counted on counted.run_id = run.run_id
where $is_known
group by company.name, company.timezone, company.language, company.as_of
