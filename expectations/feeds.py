"""The contracts of the feeds as expectations, made from warehouse.contract: a rule is declared once.

The pipeline lists in `broken` which rules a row breaks and later splits by that list; here the same list is counted.
"""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from great_expectations.expectations import ExpectColumnValuesToBeInSet
from great_expectations.expectations.expectation import Expectation

from expectations.engine import Checker, Suite, checker, expect, no_rows, to_result
from expectations.result import SAMPLE_ROWS, Result
from warehouse.contract import DUCKDB_TYPE, FEEDS, Feed, Rule, rules

STAGE = "feeds"
ANY_RULE = "refused"
COLUMNS = "columns"
KNOWN_RULES = "known_rules"
MEANING = {
    "malformed_row": "The row can be read",
    "missing_required": "{column} is given",
    "bad_time": "{column} is a time",
    "bad_type": "{column} is of its type",
    "unknown_word": "{column} is a known word",
    "duplicate_key": "{column} does not come again later in the same pull",
    "before_creation": "No event happens before its ticket was created",
    "conflicting_level": "The days of a level do not overlap those of an earlier one",
    "unknown_reference": "{column} names something that is known",
}


def check_feeds(staging: Path, feeds: list[str], max_bad_share: dict[str, float]) -> list[Result]:
    """One result per rule of each feed in `shaped`, met while the share of refused rows is within its bound.

    `max_bad_share` is a share of 0 to 1 per feed. The file must not be open elsewhere in this process.
    """
    results: list[Result] = []
    with checker(staging, "staging") as checks:
        for name in feeds:
            results += _check_feed(checks, FEEDS[name], max_bad_share[name])
    return results


def _check_feed(checks: Checker, feed: Feed, max_share: float) -> list[Result]:
    checks.sql(_view(feed))
    suite = _suite(feed, max_share)
    row_count = checks.count(feed.name)
    found = checks.validate(suite, feed.name, with_sample=False)
    results = [
        to_result(STAGE, suite, expectation, one, row_count)
        for expectation, one in zip(suite.expectations, found, strict=True)
    ]
    return [_with_sample(checks, feed, result) for result in results]


def _view(feed: Feed) -> str:
    """The shaped rows of this pull with one boolean column per rule, so that GX counts all of them in one scan.

    What earlier pulls refused and this run read again stands at positions below 1.
    """
    flags = "".join(f""", list_contains(broken, '{rule.id}') AS "{rule.id}" """ for rule in rules(feed))
    flags += f', len(broken) > 0 AS "{ANY_RULE}"'
    return f'CREATE VIEW {feed.name} AS SELECT *{flags} FROM staging.shaped.{feed.name} WHERE "#position" > 0'


def _suite(feed: Feed, max_share: float) -> Suite:
    share = f"up to {max_share:.1%} of the rows may be refused, beyond that the feed as a whole is at fault."
    at_least = float(1 - Decimal(str(max_share)))
    expectations = [
        no_rows(COLUMNS, "Every column of the contract is there, with its type.", _wrong_columns(feed)),
        no_rows(KNOWN_RULES, "Rows are refused by the rules of the contract and by no other.", _unknown_rules(feed)),
        _refusals(ANY_RULE, f"The row keeps every rule of its feed; {share}", at_least),
        *(_refusals(rule.id, f"{_meaning(rule)}; {share}", at_least) for rule in rules(feed)),
    ]
    return Suite(f"feed.{feed.name}", (*_place(feed), *feed.key), tuple(expectations))


def _place(feed: Feed) -> tuple[str, str]:
    """The columns that say where a row came from; feeds with a column `source` call the file otherwise."""
    return ("source_file" if "source" in feed.column_names else "source"), "row_number"


def _refusals(column: str, note: str, at_least: float) -> Expectation:
    return expect(column, note, ExpectColumnValuesToBeInSet, column=column, value_set=[False], mostly=at_least)


def _wrong_columns(feed: Feed) -> str:
    """Columns of the contract that the shaped feed lacks or has with another type."""
    declared = ", ".join(f"('{column.name}', '{_duckdb_name(column.type)}')" for column in feed.columns)
    return f"""
SELECT declared.column_name, declared.column_type AS should_be, shaped.column_type AS is_type
FROM (VALUES {declared}) AS declared (column_name, column_type)
LEFT JOIN (DESCRIBE {{batch}}) AS shaped USING (column_name)
WHERE shaped.column_type IS DISTINCT FROM declared.column_type
"""


def _unknown_rules(feed: Feed) -> str:
    known = ", ".join(f"'{rule.id}'" for rule in rules(feed))
    listed = "SELECT unnest(broken) AS rule FROM {batch}"
    return f"SELECT rule, count(*) AS row_count FROM ({listed}) WHERE rule NOT IN ({known}) GROUP BY rule"


def _duckdb_name(type_name: str) -> str:
    return {"instant": "TIMESTAMP WITH TIME ZONE", "decimal": "DECIMAL(18,4)"}.get(type_name, DUCKDB_TYPE[type_name])


def _meaning(rule: Rule) -> str:
    return MEANING[rule.code].format(column=rule.column)


def _with_sample(checks: Checker, feed: Feed, result: Result) -> Result:
    """Adds the first failing rows. A refused row is shown by file, row and key alone: its content may name people."""
    if not result.unexpected_count:
        return result
    own_queries = {COLUMNS: _wrong_columns(feed), KNOWN_RULES: _unknown_rules(feed)}
    query = own_queries.get(result.rule, _refused_rows(feed, result.rule)).format(batch=feed.name)
    return replace(result, sample=tuple(dict(row) for row in checks.sql(f"{query} LIMIT {SAMPLE_ROWS}")))


def _refused_rows(feed: Feed, rule: str) -> str:
    place = _place(feed)
    shown = ", ".join((*place, *feed.key))
    return f'SELECT {shown} FROM {{batch}} WHERE "{rule}" ORDER BY {", ".join(place)}'
