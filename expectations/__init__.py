"""The checks: feed contracts before the build, invariants of the marts after it, pushed down to DuckDB as SQL."""

from expectations.engine import CheckerFault
from expectations.feeds import check_feeds
from expectations.marts import check_marts
from expectations.result import Result, write

__all__ = ["CheckerFault", "Result", "check_feeds", "check_marts", "write"]
