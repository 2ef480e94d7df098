"""Why scores are not relative to colleagues (3.22)."""

from collections.abc import Callable

import pytest

from warehouse.assessment.statistics.normalisation import min_max, percentile, standard

PAIR = {"a": (0.95, 60.0), "b": (0.90, 75.0)}
Rule = Callable[[dict[str, float]], dict[str, float]]


def _means(rule: Rule, units: dict[str, tuple[float, float]]) -> list[float]:
    first, second = (rule({id_: values[place] for id_, values in units.items()}) for place in (0, 1))
    return [(first[id_] + second[id_]) / 2 for id_ in ("a", "b")]


@pytest.mark.parametrize(
    ("third", "of_min_max", "of_standard"),
    [
        ({}, [50, 50], [50, 50]),
        ({"c": (0.50, 70.0)}, [50.0, 94.4], [47.456, 58.242]),
        ({"c": (0.94, 20.0)}, [86.4, 50.0], [56.424, 48.082]),
    ],
)
def test_a_third_unit_turns_the_order_of_two_others(
    third: dict[str, tuple[float, float]], of_min_max: list[float], of_standard: list[float]
) -> None:
    assert _means(min_max, PAIR | third) == pytest.approx(of_min_max, abs=0.05)
    assert _means(standard, PAIR | third) == pytest.approx(of_standard, abs=5e-4)


def test_units_that_are_all_equal_stand_in_the_middle() -> None:
    equal = {"a": 3.0, "b": 3.0}
    assert min_max(equal) == standard(equal) == percentile(equal) == {"a": 50, "b": 50}
    assert min_max({}) == standard({}) == percentile({}) == {}


def test_a_percentile_rank_is_only_an_order() -> None:
    assert percentile({"a": 1.0, "b": 2.0, "c": 2.0, "d": 9.0}) == {"a": 12.5, "b": 50, "c": 50, "d": 87.5}
