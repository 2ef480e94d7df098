"""Which rows were refused, and why? With the rows as they came, to be taken away and mended."""

from collections.abc import Callable, Iterable

import polars as pl
import streamlit as st

from dashboard import audit, refused, view
from dashboard.components.downloads import offer
from dashboard.components.table import table, worded
from dashboard.files import excel
from dashboard.view import View
from dashboard.words import count, t

TOTAL_COLUMNS = ("feed_name", "reason_name", "refused_count", "run_id")
ROW_COLUMNS = ("row_number", "reason_names", "content", "source", "run_id")
SHOWN = 500
FAMILIES = {"feed": "feed", "reason": "reason"}


@st.fragment
def show() -> None:
    looking = view.current()
    totals = looking.read("refused_total")
    if totals.is_empty():
        st.success(t("health.refused.none"))
        return
    st.markdown(t("quarantine.intro"))
    with st.grid("auto", min_column_width=200):
        chosen = {
            "feed": _choice("feed", totals["feed"].unique(maintain_order=True)),
            "reason": _choice("reason", totals["reason"].unique(maintain_order=True)),
            "run": _choice("run", totals["run_id"].unique().sort(descending=True)),
        }
    rows = looking.read("refused_row", **chosen, most=SHOWN)
    if rows.is_empty():
        st.info(t("quarantine.filtered"))
        return
    asked = {name: value for name, value in chosen.items() if value}
    audit.viewed(looking, "refused_rows", rows.height, **asked)
    _downloads(looking, chosen, rows)
    _rows(looking, rows)
    st.subheader(t("quarantine.totals.title"), anchor=False)
    table(looking, worded(worded(totals, "feed", "feed"), "reason", "reason"), TOTAL_COLUMNS, key="refused_totals")
    st.caption(t("quarantine.release"))


def _choice(name: str, options: Iterable[str]) -> str | None:
    """A filter that the address of the page keeps."""
    family = FAMILIES.get(name)
    return st.selectbox(
        t(f"quarantine.{name}"),
        list(options),
        index=None,
        format_func=lambda code: t(f"{family}.{code}") if family else code,
        placeholder=t("quarantine.all"),
        key=f"refused_{name}",
        bind="query-params",
    )


def _rows(looking: View, rows: pl.DataFrame) -> None:
    """The rows, feed by feed, for each feed has columns of its own."""
    for part in rows.partition_by("feed", maintain_order=True):
        feed = part["feed"][0]
        st.subheader(t(f"feed.{feed}"), anchor=False)
        said = [refused.reasons(row) for row in part.rows(named=True)]
        named = part.with_columns(reason_names=pl.Series(said, dtype=pl.String))
        table(looking, named, ROW_COLUMNS, key=f"refused_rows_{feed}", column_order=ROW_COLUMNS[:-1])
    if rows.height == SHOWN:
        st.caption(t("quarantine.first", rows=count(SHOWN)))


def _downloads(looking: View, chosen: dict[str, str | None], rows: pl.DataFrame) -> None:
    """Made when somebody clicks: csv for one feed, Excel for all that is chosen."""
    feeds = rows["feed"].unique().to_list()
    name = f"refused-{chosen['feed'] or 'rows'}-{looking.build.build_id}"

    def made(write: Callable[[pl.DataFrame], bytes]) -> tuple[bytes, int]:
        rows = looking.read("refused_row", **chosen, most=refused.MOST)
        return write(rows), rows.height

    with st.container(horizontal=True):
        if len(feeds) == 1:
            offer(looking, t("quarantine.csv"), lambda: made(refused.as_csv), f"{name}.csv", "refused_rows")
        if excel.can_write():
            offer(looking, t("quarantine.xlsx"), lambda: made(refused.as_sheets), f"{name}.xlsx", "refused_rows")


show()
