"""Builds that another version of the program made, for those who read them."""

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from warehouse.errors import UserError
from warehouse.partial import code_version

LACKING = (duckdb.CatalogException, duckdb.BinderException)


@contextmanager
def fitting(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """UserError for a table or column that a build lacks because other code made it; else it is a fault of ours."""
    try:
        yield
    except LACKING as error:
        if _made_by(connection) == code_version():
            raise
        what = str(error).splitlines()[0].split("! ")[0].split(": ", 1)[-1].rstrip(".!")
        raise UserError(
            f"This warehouse was built by another version of the program ({what}); run `make etl` to build it anew."
        ) from error


def _made_by(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        row = connection.cursor().execute("SELECT version FROM settings.code").fetchone()
    except LACKING:
        return None
    return row[0] if row else None
