"""What a column's name says of its numbers: the same format on a page, in Excel and in a PDF."""

from typing import NamedTuple


class Format(NamedTuple):
    """Columns with this ending; `pattern` is Excel's and Babel's, `shown` is Streamlit's, `width` in pixels."""

    ending: str
    pattern: str
    shown: str
    width: int | None = None


NUMBERS = (
    Format("_count", "#,##0", "localized"),
    Format("refused_share", "0.00%", "%.2f%%"),
    Format("_share", "0.0%", "%.1f%%"),
    Format("gap_change", "+0.00;-0.00", "%+.2f"),
    Format("mean_score", "0.00", "%.2f"),
    Format("perceived_score", "0.00", "%.2f"),
    Format("expected_score", "0.00", "%.2f"),
    Format("_ratio", "0.00", "%.2f"),
    Format("_points", "+0.0;-0.0", "%+.1f"),
    Format("rank_change", "+0;-0", "%+d", 90),
    Format("amount_change", "+#,##0.00;-#,##0.00", "%+.2f"),
    Format("moved_amount", "+#,##0.00;-#,##0.00", "%+.2f"),
    Format("_amount", "#,##0.00", "accounting"),
    Format("_change", "+0.0;-0.0", "%+.1f"),
    Format("_score", "0.0", "%.1f"),
    Format("coefficient", "0.000", "%.3f"),
    Format("value", "0.00", "%.2f"),
    Format("official_rank", "0", "%d", 105),
    Format("_rank", "0", "%d", 90),
    Format("rank", "0", "%d", 55),
    Format("_low", "0.0", "%.1f"),
    Format("_high", "0.0", "%.1f"),
    Format("_error", "0.000", "%.3f"),
    Format("band", "0", "%d", 55),
    Format("_hours", "0.0", "%.1f"),
    Format("score", "0.0", "%.1f"),
)
PLAIN = Format("", "#,##0.##", "")


def number(column: str) -> Format:
    """The format of a column of numbers."""
    return next((one for one in NUMBERS if column.endswith(one.ending)), PLAIN)
