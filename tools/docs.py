"""Writes the docs that come from what runs: `python -m tools.docs WAREHOUSE`."""

import shutil
import sys
import tempfile
from pathlib import Path

from tools import contract_docs, personal_docs
from warehouse import build
from warehouse.errors import UserError
from warehouse.store import published

SITE = contract_docs.PAGE.parent / "site" / "index.html"


def write_site(warehouse: Path) -> None:
    """One page with every model, its columns and its lineage; dbt reads them from a copy of the published build."""
    current = published(warehouse)
    if current is None:
        raise UserError(f"There is no build in {warehouse} to take tables and columns from; run: make etl")
    with tempfile.TemporaryDirectory() as temporary:
        database = Path(shutil.copy(current.path, Path(temporary) / "build.duckdb"))
        SITE.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(build.docs(database, Path(temporary)), SITE)


def main() -> int:
    contract_docs.write()
    personal_docs.write()
    print(f"Wrote {contract_docs.PAGE} and {personal_docs.PAGE}")
    try:
        write_site(Path(sys.argv[1]))
    except UserError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {SITE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
