"""Makes the feeds of the demo company: `python -m etl.demo --company company [--tickets 60000] [--seed 7]`."""

import argparse
import sys
import time
from pathlib import Path

from etl.demo.make import MOST_TICKETS_AS_CSV, make_feeds
from warehouse.errors import UserError

DEFAULT_TICKETS, DEFAULT_SEED = 60_000, 7


def main(arguments: list[str] | None = None) -> int:
    """The exit status: 0 when the feeds are there, 1 when they could not be made."""
    options = _options(arguments)
    started = time.perf_counter()
    try:
        made = make_feeds(options.company, options.tickets, options.seed, options.format)
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The feeds of {options.company} could not be written: {error.strerror or error}.", file=sys.stderr)
        return 1
    if made is None:
        print(f"{options.company / 'feeds'} already holds the feeds of this size and seed: nothing to do.")
        return 0
    for feed, rows in made.items():
        print(f"{feed:20} {rows:>12,}")
    print(f"{len(made)} feeds in {options.company / 'feeds'}, {time.perf_counter() - started:.1f} s")
    return 0


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m etl.demo", description="Makes the feeds of the demo company.")
    parser.add_argument("--company", type=Path, required=True, help="folder with company.toml and calendars.toml")
    parser.add_argument("--tickets", type=int, default=DEFAULT_TICKETS, help=f"default {DEFAULT_TICKETS}")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help=f"default {DEFAULT_SEED}")
    where = f"of tickets and events; default csv, above {MOST_TICKETS_AS_CSV:,} tickets parquet"
    parser.add_argument("--format", choices=["csv", "parquet"], help=where)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
