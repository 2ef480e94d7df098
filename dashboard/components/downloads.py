"""What can be taken away from a page, made when somebody clicks."""

import csv
import io
import re

import streamlit as st

from dashboard import words
from dashboard.receipt.document import Receipt, Table
from dashboard.receipt.pdf import can_print, pdf
from dashboard.words import t

BYTE_ORDER_MARK = "\ufeff"
FORMULA = re.compile(r"[=+\-@\t\r]")


def receipt(found: Receipt) -> None:
    """The receipt as PDF, and its stretches as CSV; without a font for its letters no PDF."""
    name = re.sub(r"[^\w.-]", "_", found.ticket_id)
    language = words.language()
    with st.container(horizontal=True):
        if can_print(found):
            st.download_button(
                t("ticket.pdf"),
                lambda: pdf(found, language),
                f"receipt-{name}-{language}.pdf",
                "application/pdf",
                key="receipt_pdf",
                on_click="ignore",
            )
        else:
            st.caption(t("ticket.no_pdf"))
        st.download_button(
            t("ticket.csv"),
            lambda: as_csv(found.stretches),
            f"receipt-{name}-{language}.csv",
            "text/csv",
            key="receipt_csv",
            on_click="ignore",
        )


def as_csv(table: Table) -> bytes:
    """The cells of a table for a spreadsheet; what begins like a formula is written as text."""
    lines = io.StringIO()
    csv.writer(lines).writerows([[_plain(cell) for cell in row] for row in (table.columns, *table.rows)])
    return (BYTE_ORDER_MARK + lines.getvalue()).encode()


def _plain(cell: str) -> str:
    return f"'{cell}" if FORMULA.match(cell) else cell
