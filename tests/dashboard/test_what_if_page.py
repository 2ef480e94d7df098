"""The page that asks what if: sliders move, ranks and money answer, and nothing of it is official."""

import re
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from tests.dashboard.conftest import Open


def _moves(shown: AppTest) -> pd.DataFrame:
    return shown.dataframe[-1].value.set_index("department_name")


def test_a_banner_says_that_nothing_is_official(full: Path, open_page: Open) -> None:
    assert open_page(full, "what_if").warning[0].value.startswith("**Nothing here is official.**")


def test_a_slider_moves_and_the_ranking_answers_with_weights_that_add_up_to_100(full: Path, open_page: Open) -> None:
    shown = open_page(full, "what_if")
    assert _moves(shown)["after_rank"].dropna().to_dict() == {"桌面支持组": 1, "人力资源部": 2, "设备部": 3}
    shown.slider(key="w_response_on_time").set_value(60.0)
    shown.slider(key="w_resolution_on_time").set_value(0.0).run()
    assert not shown.exception
    assert _moves(shown)["after_rank"].dropna().to_dict() == {"人力资源部": 1, "桌面支持组": 2, "设备部": 3}
    told = [re.search(r"→ \*\*([\d.]+)\*\* of 100", caption.value) for caption in shown.caption]
    weights = [float(found[1]) for found in told if found]
    assert len(weights) == 12
    assert abs(sum(weights) - 100) < 0.6


def test_a_link_holds_the_changes(full: Path, open_page: Open) -> None:
    shown = open_page(full, "what_if", w_response_on_time="60", w_resolution_on_time="0", t_response_on_time="2")
    assert shown.slider(key="w_response_on_time").value == 60
    assert _moves(shown)["after_rank"].dropna().to_dict()["人力资源部"] == 1
    assert any("100 points at 95.0 → **97.0**" in caption.value for caption in shown.caption)


def test_a_larger_pool_is_given_out_whole(full: Path, open_page: Open) -> None:
    shown = open_page(full, "what_if", pool="200000")
    assert _moves(shown)["after_amount"].sum() == 200_000
    assert _moves(shown)["official_amount"].sum() == 100_000


def test_the_way_back_is_the_policy(full: Path, open_page: Open) -> None:
    shown = open_page(full, "what_if", w_response_on_time="60")
    shown.button(key="reset").click().run()
    assert shown.slider(key="w_response_on_time").value == 10


def test_without_any_weight_the_page_says_what_to_do(full: Path, open_page: Open) -> None:
    shown = open_page(full, "what_if")
    for slider in shown.slider:
        if slider.key and slider.key.startswith("w_"):
            slider.set_value(0.0)
    shown.run()
    assert [error.value for error in shown.error] == ["All weights are 0. Give at least one indicator some weight."]


def test_money_of_few_people_is_told_only_to_those_who_may_see_people(full: Path, open_page: Open) -> None:
    assert _moves(open_page(full, "what_if", viewer="executive"))["after_amount"].isna().all()
    assert _moves(open_page(full, "what_if", viewer="hr"))["after_amount"].sum() == 100_000
