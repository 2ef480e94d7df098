"""What can be taken away from a page, made when somebody clicks."""

import mimetypes
import re
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from dashboard import access, audit, words
from dashboard import view as views
from dashboard.explain import pdf as printing
from dashboard.explain.document import Explanation
from dashboard.explain.person import PersonExplanation
from dashboard.faults import in_this_language
from dashboard.files import excel
from dashboard.files.data import as_csv, as_parquet, table_csv
from dashboard.files.document import About, Sheet
from dashboard.files.pdf import MOST_ROWS as MOST_PDF
from dashboard.files.pdf import as_pdf, on_paper
from dashboard.files.pdf import can_print as can_print_tables
from dashboard.receipt.document import Receipt
from dashboard.receipt.pdf import can_print, pdf
from dashboard.view import View
from dashboard.words import t
from warehouse.errors import UserError

UNASKED = ("build_id", "built_at", "now")
NARROWING = ("provider", "customer", "service")
LONG = 20_000


def offer(looking: View, label: str, make: Callable[[], tuple[bytes, int]], file: str, what: str) -> None:
    """A button for a file. `make` runs when somebody clicks, and gives the file's bytes and the count of its rows.

    The audit log has a line before the file leaves: what, by which filters, how many rows. It does not leave when the
    session has ended or the viewer's roles have changed since the page was drawn.
    """
    identity = access.identity()
    chosen = {name: value for name, value in looking.filters.items() if name not in UNASKED and value is not None}

    def made() -> bytes:
        if not views.is_current(looking, identity):
            raise UserError(f"The access of {looking.viewer.user_id} has changed since the page was drawn.")
        content, rows = make()
        audit.write("download", looking.viewer.user_id, what, rows, file=file, **chosen)
        return content

    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    st.download_button(label, in_this_language(made), file, kind, key=f"download_{what}_{file}", on_click="ignore")


def receipt(looking: View, found: Receipt) -> None:
    """The receipt as PDF, and its stretches as CSV; without a font for its letters no PDF."""
    name = re.sub(r"[^\w.-]", "_", found.ticket_id)
    language = words.language()
    file = f"receipt-{name}-{language}"
    rows = len(found.stretches.rows)
    with st.container(horizontal=True):
        if can_print(found):
            offer(looking, t("ticket.pdf"), lambda: (pdf(found, language), rows), f"{file}.pdf", "receipt")
        else:
            st.caption(t("ticket.no_pdf"))
        offer(
            looking,
            t("ticket.csv"),
            lambda: (table_csv(found.stretches), rows),
            f"{file}.csv",
            "receipt",
        )


def explanation(looking: View, found: Explanation) -> None:
    """The explanation as PDF, and its indicators as CSV; without a font for its letters no PDF."""
    language = words.language()
    name = re.sub(r"[^\w.-]", "_", f"{found.period_id}-{found.department_id}")
    file, rows = f"scorecard-{name}-{language}", len(found.indicators.rows)
    with st.container(horizontal=True):
        if printing.can_print(found):
            offer(looking, t("explain.pdf"), lambda: (printing.pdf(found, language), rows), f"{file}.pdf", "scorecard")
        else:
            st.caption(t("explain.no_pdf"))
        offer(
            looking,
            t("explain.csv"),
            lambda: (table_csv(found.indicators), rows),
            f"{file}.csv",
            "scorecard",
        )


def person(looking: View, found: PersonExplanation) -> None:
    """A person's explanation as PDF; without a font for its letters none."""
    if not printing.can_print(found):
        st.caption(t("explain.no_pdf"))
        return
    language = words.language()
    name = re.sub(r"[^\w.-]", "_", f"{found.period_id}-{found.employee_id}-{found.department_id}")
    made = printing.pdf
    offer(
        looking, t("explain.pdf"), lambda: (made(found, language), 1), f"bonus-{name}-{language}.pdf", "person_amount"
    )


def of_table(
    looking: View, key: str, title: str | None, whole: Callable[[], pl.DataFrame], columns: tuple[str, ...], rows: int
) -> None:
    """Under a table the way to take it away: what its read gave, in the order of its columns, with a header."""
    if not rows:
        return
    box = st.popover(t("download.open"), type="tertiary", key=f"{key}_download", on_change="rerun")
    if box.open:
        with box, st.container(horizontal=True):
            _kinds(looking, key, Sheet(title or t(f"page.{looking.page}.name"), whole().select(columns)))


def _kinds(looking: View, key: str, sheet: Sheet) -> None:
    part = key.removesuffix(looking.mark).strip("_-")
    what = looking.page if part == looking.page else f"{looking.page}-{part}"
    head, rows, language = about(looking, sheet.title, sheet.frame.height), sheet.frame.height, words.language()
    name = file_name(looking, what)
    if excel.can_write() and rows <= excel.MOST_ROWS:
        _excel(looking, f"{name}.xlsx", what, sheet, head)
    if rows > excel.MOST_ROWS:
        st.caption(t("download.too_long"))
    offer(looking, "CSV", lambda: (as_csv(sheet, head), rows), f"{name}.csv", what)
    offer(looking, "Parquet", lambda: (as_parquet(sheet, head), rows), f"{name}.parquet", what)
    if rows > MOST_PDF:
        st.caption(t("download.no_pdf", most=words.count(MOST_PDF)))
        return
    tables = [on_paper(sheet, looking.timezone)]
    if can_print_tables(tables, head):
        offer(looking, "PDF", lambda: (as_pdf(tables, head, language), rows), f"{name}.pdf", what)
    else:
        st.caption(t("ticket.no_pdf"))


def _excel(looking: View, file: str, what: str, sheet: Sheet, head: About) -> None:
    """A long one is made while its progress is shown, and then waits to be taken."""
    rows = sheet.frame.height
    if rows <= LONG:
        offer(looking, "Excel", lambda: (excel.as_excel([sheet], head), rows), file, what)
        return
    mark, made = st.session_state.get("made", ("", b""))
    asked = f"{file} {looking.mark}"
    if mark != asked:
        if not st.button(t("download.prepare", rows=words.count(rows)), key=f"prepare_{what}"):
            return
        bar = st.progress(0.0, t("download.making"))
        made = excel.as_excel([sheet], head, lambda done: bar.progress(done, t("download.making")))
        bar.empty()
        st.session_state["made"] = (asked, made)
    offer(looking, "Excel", lambda: (made, rows), file, what)


def about(looking: View, title: str, rows: int | None = None) -> About:
    """What a file says of itself: filters, the address of the page, as-of, build, who, when, how many rows."""
    company, zone = str(looking.context["company_name"]), looking.timezone
    facts = [
        (t("file.company"), company),
        *_asked(looking),
        (t("file.as_of"), f"{words.instant(looking.context['as_of'], zone)} {zone}"),
        (t("file.build"), looking.build.build_id),
        (t("file.who"), looking.viewer.user_id),
        (t("file.made_at"), words.instant(datetime.now(UTC), zone)),
    ]
    counted = [] if rows is None else [(t("file.rows"), words.count(rows))]
    return About(title, [*facts, *counted], zone)


def _asked(looking: View) -> list[tuple[str, str]]:
    """The filters that are set, in words, and the address that opens the same view."""
    names = _chosen(looking)
    address = "&".join(f"{name}={value}" for name, value in st.query_params.items() if name != "viewer")
    found = [(t(f"filter.{name}"), text) for name, text in names.items()] or [(t("file.filters"), t("file.all"))]
    return [*found, (t("file.address"), f"/{looking.page}?{address}" if address else f"/{looking.page}")]


def _chosen(looking: View) -> dict[str, str]:
    """The filters that the page uses and that are set, each as people read it."""
    used = {name: looking.filters.get(name) for name in looking.uses}
    found = {name: str(value) for name, value in used.items() if value is not None}
    if any(name in found for name in NARROWING):
        for row in looking.read("choice").rows(named=True):
            if found.get(row["filter"]) == row["choice_id"]:
                found[row["filter"]] = row["choice_name"]
    return found


def file_name(looking: View, what: str) -> str:
    """Says page, filters, as-of and language; without an ending."""
    filters = [value for name, value in _chosen(looking).items() if name != "level"]
    as_of = words.moment(looking.context["as_of"], looking.timezone)[:10]
    return "-".join(re.sub(r"[^\w.-]+", "_", part)[:40] for part in ("neikan", what, *filters, as_of, words.language()))
