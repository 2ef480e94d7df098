"""Whether the results of a half-year can still move, and why."""

import streamlit as st

from dashboard import view as views
from dashboard.view import View
from dashboard.words import instant, listed, t


def finality(view: View) -> None:
    """Says that the half-year's results are not final, with every reason; says nothing when they are."""
    reasons = [reason for row in view.read("finality").rows(named=True) for reason in _reasons(row)]
    if failed := views.failed_run(view.build):
        reasons.append(t("finality.run_failed", at=instant(failed.started_at, view.timezone)))
    if reasons:
        st.warning(
            "\n".join([t("finality.not_final", period=view.filters["period"]), "", *(f"- {r}" for r in reasons)])
        )


def _reasons(row: dict[str, object]) -> list[str]:
    found = [] if row["is_complete"] else [t("finality.running")]
    if row["trial_reason"]:
        found.append(t(f"finality.trial.{row['trial_reason']}"))
    for key in ("silent_feeds", "unloaded_feeds"):
        feeds = row[key]
        if isinstance(feeds, list) and feeds:
            found.append(t(f"finality.{key}", feeds=listed([t(f"feed.{feed}") for feed in feeds])))
    return found
