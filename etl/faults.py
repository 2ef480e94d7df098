"""Tells faults of the machine, which a person can mend, from faults of ours."""

import errno
import os

import duckdb

from warehouse.errors import UserError

MEMORY_WORDS = "out of memory error"
DISK_WORDS = ("no space left", "disk quota exceeded", "not enough disk space")


def disk_is_full(error: BaseException) -> bool:
    """Whoever reports it: the system, DuckDB, or dbt and the checks with DuckDB's words in theirs."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error).lower() for words in DISK_WORDS)


def of_the_machine(error: BaseException, warehouse: str) -> UserError | None:
    """The sentence for a full disk, too little memory, or a file that went; None for anything else."""
    if disk_is_full(error):
        return UserError(f"The disk of {warehouse} is full; free some space and run again. What was published stays.")
    if isinstance(error, duckdb.OutOfMemoryException) or MEMORY_WORDS in str(error).lower():
        limit = os.environ.get("NEIKAN_MEMORY", "1GB")
        return UserError(f"The {limit} of memory that DuckDB may use are not enough; give more, as NEIKAN_MEMORY=4GB.")
    if isinstance(error, duckdb.IOException):  # a Parquet file is read at every step, and may go in between
        reason = str(error).splitlines()[0].removeprefix("IO Error: ").rstrip(".")
        return UserError(f"A file went or changed during the run: {reason}; run again. What was published stays.")
    return None
