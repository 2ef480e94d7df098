"""Tells faults of the machine, which a person can mend, from faults of ours."""

import errno
import os

import duckdb

from warehouse.errors import UserError

DISK_WORDS = ("no space left", "disk quota exceeded", "not enough disk space")


def disk_is_full(error: BaseException) -> bool:
    """Whoever reports it: the system, DuckDB, or dbt and the checks with DuckDB's words in theirs."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    return any(words in str(error).lower() for words in DISK_WORDS)


def of_the_machine(error: BaseException, warehouse: str) -> UserError | None:
    """The sentence for a full disk or too little memory; None for anything else."""
    if disk_is_full(error):
        return UserError(f"The disk of {warehouse} is full; free some space and run again. What was published stays.")
    if isinstance(error, duckdb.OutOfMemoryException):
        limit = os.environ.get("NEIKAN_MEMORY", "1GB")
        return UserError(f"The {limit} of memory that DuckDB may use are not enough; give more, as NEIKAN_MEMORY=4GB.")
    return None
