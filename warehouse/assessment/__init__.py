"""The half-year assessment: indicators to scores, grades, coefficients and money, after the models are built."""

from collections.abc import Collection
from pathlib import Path

import duckdb

from warehouse.assessment.annual import ANNUAL, annual_rows
from warehouse.assessment.facts import read
from warehouse.assessment.fairness import write_fairness
from warehouse.assessment.halves import Kept, half_years, read_kept
from warehouse.assessment.life_marts import write_life
from warehouse.assessment.marts import TABLES, write
from warehouse.assessment.policy import Policy
from warehouse.assessment.policy_file import load_policies
from warehouse.assessment.weights import SENSITIVITY, sensitivity
from warehouse.errors import UserError
from warehouse.settings import Company
from warehouse.toml_file import nearest


def assess(connection: duckdb.DuckDBPyConnection, company: Company, warehouse: Path | None = None) -> None:
    """Writes the marts of the assessment, with what the ledger of the warehouse says and what is frozen beside it.

    A half-year counts by the policy in force on its last day; without one it is not assessed.
    UserError for a policy that contradicts itself or names an indicator that is not measured, and for a ledger or
    a frozen half-year that was changed.
    """
    policies, facts = load_policies(company.folder), read(connection)
    kept = read_kept(warehouse) if warehouse else Kept()
    _refuse_unmeasured(policies, facts.measured)
    made = list(half_years(policies, facts, kept))
    for table in TABLES:
        write(connection, table, (row for half_year in made for row in half_year.rows(table)))
    write(connection, "marts.weight_sensitivity", sensitivity(made), SENSITIVITY)
    write(connection, "marts.annual_score", annual_rows(made), ANNUAL)
    write_life(connection, company.folder, facts, kept, made)
    write_fairness(connection, kept.ledger, [period.id for period in facts.periods])


def _refuse_unmeasured(policies: list[Policy], measured: Collection[str]) -> None:
    for policy in policies:
        for indicator in policy.indicators:
            if indicator.id not in measured:
                raise UserError(
                    f"assessment.toml (version {policy.version}): nobody measures the indicator {indicator.id};"
                    f' the nearest that is measured is "{nearest(indicator.id, measured)}".'
                )


__all__ = ["assess"]
