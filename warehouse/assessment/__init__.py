"""The half-year assessment: indicators to scores, grades, coefficients and money, after the models are built."""

from collections.abc import Collection

import duckdb

from warehouse.assessment.facts import Seen, read
from warehouse.assessment.half_year import HalfYear, judge_half_year, priors
from warehouse.assessment.marts import TABLES, write
from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_file import load_policies, policy_for
from warehouse.errors import UserError
from warehouse.settings import Company
from warehouse.toml_file import nearest


def assess(connection: duckdb.DuckDBPyConnection, company: Company) -> None:
    """Writes marts.indicator_value, department_score and bonus_line, and settings.indicator.

    A half-year counts by the policy in force on its last day; without one it is not assessed.
    UserError for a policy that contradicts itself or names an indicator that is not measured.
    """
    policies, facts = load_policies(company.folder), read(connection)
    _refuse_unmeasured(policies, facts.measured)
    half_years: list[HalfYear] = []
    before: Seen = {}
    for period in facts.periods:
        if policy := policy_for(policies, period.last_day):
            half_years.append(judge_half_year(policy, period, priors(policy, before), facts))
        before = facts.seen.get(period.id, {})
    for table in TABLES:
        write(connection, table, (row for half_year in half_years for row in half_year.rows(table)))


def _refuse_unmeasured(policies: list[Policy], measured: Collection[str]) -> None:
    for policy in policies:
        for indicator in policy.indicators:
            if indicator.id not in measured:
                raise UserError(
                    f"assessment.toml (version {policy.version}): nobody measures the indicator {indicator.id};"
                    f' the nearest that is measured is "{nearest(indicator.id, measured)}".'
                )


__all__ = ["assess"]
