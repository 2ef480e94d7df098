"""What the benchmarks of the clock share: the feeds' rows, and which models they run on which file."""

import os
from datetime import timedelta
from pathlib import Path

MADE = 1_000_000
DAY = timedelta(days=1)
IS_OLD = {"tickets": "created_at <= $2", "ticket_events": "occurred_at <= $2"}
CLOCK = [f"{feed}+,+{mart}" for feed in ("stg_ticket", "stg_ticket_event") for mart in ("ticket_sla", "ticket_hold")]
BESIDE = ["fct_ticket_stretch", "fct_ticket_trait", "ticket_handover"]  # of tickets too, but not the clock's


def insert(feed_name: str, copy: int) -> str:
    """Typed rows of the Parquet file $1 without those that a pull would refuse for a word, a blank or a double."""
    from warehouse.contract import DUCKDB_TYPE, FEEDS, STATUSES

    feed = FEEDS[feed_name]
    columns = ", ".join(f"{column.name}::{DUCKDB_TYPE[column.type]} as {column.name}" for column in feed.columns)
    good = [f"{column.name} is not null" for column in feed.columns if column.is_required]
    good += [f"{column.name} in {column.words}" for column in feed.columns if column.words]
    if feed_name == "ticket_events":
        good.append(f"(field <> 'status' or (new_value in {STATUSES} and coalesce(old_value in {STATUSES}, true)))")
    rows = f"from read_parquet($1) where {' and '.join(good)}"
    if len(feed.key) == 1:
        rows += f" and {feed.key[0]} not in (select {feed.key[0]} from read_parquet($1) group by 1 having count(*) > 1)"
    ticket_id = f"ticket_id || '{f'-{copy}' if copy else ''}' as ticket_id"
    return (
        f"insert into feed.{feed_name} by name select * replace ({ticket_id}) from (select {columns} {rows}) where true"
    )


def point_dbt(build: Path) -> None:
    os.environ["NEIKAN_DATABASE"] = str(build)
    os.environ["NEIKAN_SPILL"] = str(build.parent / "spill")
