"""A result as one text: what does not matter changes no hash, and what differs is named."""

import json
import random

from hypothesis import given
from hypothesis import strategies as st

from warehouse.assessment.period.canon import canonical, sha256
from warehouse.assessment.period.result import Difference, Row, differences, result_text, tables_from, within

SCORES: list[Row] = [
    {"period_id": "2026H1", "department_id": one, "score": score, "grade": grade}
    for one, score, grade in (("HR", "95.0000", "A"), ("IT", "80.0000", "B"), ("LAW", None, None))
]
TABLE = "marts.department_score"


@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_no_hash(dice: random.Random) -> None:
    rows = [dict(dice.sample(list(row.items()), len(row))) for row in dice.sample(SCORES, len(SCORES))]
    assert sha256(result_text({TABLE: rows})) == sha256(result_text({TABLE: SCORES}))


def test_any_cell_changes_the_hash_and_is_named_with_its_row() -> None:
    changed = [row | {"grade": "C"} if row["department_id"] == "IT" else row for row in SCORES]
    assert result_text({TABLE: changed}) != result_text({TABLE: SCORES})
    found = list(differences({TABLE: SCORES}, {TABLE: changed}))
    assert found == [Difference(TABLE, ("IT", "2026H1"), "grade", "B", "C")]
    gone = list(differences({TABLE: SCORES}, {TABLE: SCORES[1:]}))
    assert [(one.key, one.column, one.was, one.now) for one in gone] == [(("HR", "2026H1"), None, "there", None)]


def test_an_older_result_is_compared_in_the_columns_that_it_has() -> None:
    older = {TABLE: [{name: cell for name, cell in row.items() if name != "grade"} for row in SCORES]}
    shape = {TABLE: {"columns": ["department_id", "period_id", "score"]}}
    assert result_text(within({TABLE: SCORES, "marts.later": SCORES}, shape)) == result_text(older)


def test_a_result_is_read_back_as_it_was_written() -> None:
    again = tables_from(json.loads(result_text({TABLE: SCORES})))
    assert canonical(again) == canonical({TABLE: SCORES})
