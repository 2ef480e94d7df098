"""What stands behind the counts of a half-year: strata, raters, volumes, who was asked, and what was left out."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import duckdb

from warehouse.assessment.statistics.case_mix import Cell

MICRO = 10**6  # scores of answers have six decimals
CLOCKS = {"response_on_time": "response", "resolution_on_time": "resolution", "complaint_on_time": "resolution"}
KINDS = {"csat_relationship": "relationship", "csat_transaction": "transaction", "complaint_satisfaction": "complaint"}

Key = tuple[str, str]
Stratum = tuple[str, str]


class Given(NamedTuple):
    """What one rater of one customer gave a provider: answers, their sum on 1 to 5 in millionths, those of 4 or 5."""

    customer_id: str
    rater_id: str
    answers: int
    micro: int
    satisfied: int


class Asked(NamedTuple):
    """How often somebody was asked about a provider, and how often those asked answered."""

    asked: int
    answered: int


class LeftOut(NamedTuple):
    """Of decided tickets: those of the department itself, those that only repeat one, and episodes that came back."""

    self_service: int = 0
    collapsed: int = 0
    returned: int = 0


NOTHING = LeftOut()


@dataclass(frozen=True)
class Detail:
    """One half-year. Keys are (department, indicator), or the department alone; strata are (priority, tier)."""

    cells: Mapping[Key, Mapping[Stratum, Cell]] = field(default_factory=dict)
    given: Mapping[Key, list[Given]] = field(default_factory=dict)
    volumes: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    asked: Mapping[Key, Asked] = field(default_factory=dict)
    left_out: Mapping[Key, LeftOut] = field(default_factory=dict)


NO_DETAIL = Detail()


def read_detail(connection: duckdb.DuckDBPyConnection) -> dict[str, Detail]:
    """By half-year; empty where a build or a snapshot is older than these tables."""
    parts: dict[str, dict[str, Any]] = {
        "cells": _cells(connection),
        "given": _given(connection),
        "volumes": _volumes(connection),
        "asked": _asked(connection),
        "left_out": _left_out(connection),
    }
    periods = {period for found in parts.values() for period in found}
    return {one: Detail(**{name: found.get(one, {}) for name, found in parts.items()}) for one in periods}


def _rows(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> Iterator[Any]:
    schema, name = table.split(".")
    there = connection.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_schema = $1 AND table_name = $2", [schema, name]
    ).fetchone()
    yield from connection.execute(query).fetchall() if there else ()


def _cells(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[Key, dict[Stratum, Cell]]]:
    found: dict[str, dict[Key, dict[Stratum, Cell]]] = defaultdict(lambda: defaultdict(dict))
    query = """
        SELECT period_id, provider_department_id, clock || '_on_time', priority, complexity_tier,
            sum(CASE clock WHEN 'response' THEN met_count ELSE durable_count END)::BIGINT, sum(episode_count)::BIGINT
        FROM marts.outcome_cell
        WHERE customer_department_id IS DISTINCT FROM provider_department_id
        GROUP BY ALL
    """
    for period, one, indicator, priority, tier, met, cases in _rows(connection, "marts.outcome_cell", query):
        found[period][one, indicator][priority, tier] = Cell(met, cases)
    return found


def _given(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[Key, list[Given]]]:
    found: dict[str, dict[Key, list[Given]]] = defaultdict(lambda: defaultdict(list))
    query = f"""
        SELECT period_id, provider_department_id, indicator_id, customer_department_id, rater_id, answer_count,
            CAST(score_sum * {MICRO} AS BIGINT), satisfied_count
        FROM core.fct_rater_score
    """
    for period, one, indicator, *numbers in _rows(connection, "core.fct_rater_score", query):
        found[period][one, indicator].append(Given(*numbers))
    return found


def _volumes(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, dict[str, int]]]:
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    query = """
        SELECT period_id, provider_department_id, customer_department_id, sum(episode_count)::BIGINT
        FROM marts.outcome_cell
        WHERE clock = 'resolution' AND customer_department_id <> provider_department_id
        GROUP BY ALL
    """
    for period, one, customer, episodes in _rows(connection, "marts.outcome_cell", query):
        found[period][one][customer] = episodes
    return found


def _asked(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[Key, Asked]]:
    found: dict[str, dict[Key, Asked]] = defaultdict(dict)
    indicators = {kind: indicator for indicator, kind in KINDS.items()}
    query = "SELECT period_id, provider_department_id, kind, asked_count, answered_count FROM marts.survey_reach"
    for period, one, kind, *counts in _rows(connection, "marts.survey_reach", query):
        if kind in indicators:
            found[period][one, indicators[kind]] = Asked(*counts)
    return found


def _left_out(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[Key, LeftOut]]:
    found: dict[str, dict[Key, LeftOut]] = defaultdict(dict)
    of_others = "FILTER (customer_department_id IS DISTINCT FROM provider_department_id)"
    for indicator, clock in CLOCKS.items():
        query = f"""
            SELECT period_id, provider_department_id,
                coalesce(sum(ticket_count) FILTER (customer_department_id = provider_department_id), 0)::BIGINT,
                coalesce(sum(ticket_count - episode_count) {of_others}, 0)::BIGINT,
                coalesce(sum(met_count - durable_count) {of_others}, 0)::BIGINT
            FROM marts.outcome_cell
            WHERE clock = '{clock}' AND (is_complaint OR '{indicator}' <> 'complaint_on_time')
            GROUP BY ALL
        """
        for period, one, own, collapsed, returned in _rows(connection, "marts.outcome_cell", query):
            counted = returned if indicator == "resolution_on_time" else 0
            found[period][one, indicator] = LeftOut(own, collapsed, counted)
    return found
