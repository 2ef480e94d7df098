-- One row per expectation of the build, the failed first.
select
    suite,
    stage,
    expectation,
    rule,
    is_met,
    unexpected_count,
    element_count,
    detail,
    sample::varchar as sample
from audit.expectation
where $sees_rows
order by is_met, unexpected_count desc, stage, suite, expectation
