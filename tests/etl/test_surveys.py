"""Answer sheets of 问卷星 and LimeSurvey become one row per answer, as their templates map them."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.etl.sheets import workbook
from tests.etl.small_company import Loaded, load, write_company
from warehouse.errors import UserError

WJX = (ROOT / "etl/templates/surveys-wjx.toml").read_text(encoding="utf-8").replace("wjx.xls", "wjx.xlsx")
LIME = (ROOT / "etl/templates/surveys-limesurvey.toml").read_text(encoding="utf-8")
TITLES = [
    "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP",
    "1、您的工号", "2、您所在的部门", "3、您评价的部门",
    "4、总体满意度 ", "5、原因", "6、您有多愿意再次选择", "7、服务过程—响应及时", "专业能力", None,
    "8、哪里需要改进", "9、各部门的沟通—人力部", "财务部", "10、请按重要程度排序", "11、其他意见",
]  # fmt: skip
SHEET = [
    1, "2026/6/1 8:05:09", "61秒", "微信", "N/A", "10.1.2.3", "E1", "信息部", "人力部",
    "非常满意", "很快", "10", "4分", "一般", "ignored",
    "速度┋其他〖食堂〗", "5", "(跳过)", "质量→速度", "谢谢",
]  # fmt: skip
SELECT = "SELECT question, score::DOUBLE FROM feed.survey_responses ORDER BY rowid"


def _wjx(tmp_path: Path, *rows: list[Any], sources: str = WJX, titles: list[Any] = TITLES) -> Loaded:
    files = {"wjx.xlsx": workbook({"Sheet1": [titles, *rows]})}
    return load(write_company(tmp_path / "company", sources, files=files), tmp_path / "work")


def _cells(**changed: Any) -> list[Any]:
    """A sheet with other cells in some columns, named by the number of their question or their place."""
    return [changed.get(f"c{place}", cell) for place, cell in enumerate(SHEET)]


def test_a_wjx_sheet_gives_a_row_per_answer_on_the_scale_of_its_question(tmp_path: Path) -> None:
    loaded = _wjx(tmp_path, SHEET)
    assert loaded.rows(
        "SELECT response_id, question, provider_department_id, score::DOUBLE, scale_min::INT, scale_max::INT, comment"
        " FROM feed.survey_responses"
    ) == [
        ("1/HR", "overall", "HR", 5, None, 5, "很快"),
        ("1/HR", "loyalty", "HR", 10, 0, 10, "谢谢"),
        ("1/HR", "responsiveness", "HR", 4, None, 5, "谢谢"),
        ("1/HR", "assurance", "HR", 3, None, 5, "谢谢"),
        ("1/HR", "improve_speed", "HR", 1, 0, 1, "谢谢"),
        ("1/HR", "improve_manner", "HR", 0, 0, 1, "谢谢"),
        ("1/HR", "empathy", "HR", 5, None, 5, "谢谢"),
        ("1/HR", "rank_speed", "HR", 2, 3, 1, "谢谢"),
        ("1/HR", "rank_quality", "HR", 1, 3, 1, "谢谢"),
    ]
    assert set(
        loaded.rows("SELECT submitted_at::VARCHAR, survey_id, kind, customer_department_id FROM feed.survey_responses")
    ) == {("2026-06-01 00:05:09+00", "2026H1", "relationship", "IT")}


def test_one_sheet_may_judge_several_departments(tmp_path: Path) -> None:
    loaded = _wjx(tmp_path, _cells(c17="2"))
    assert loaded.rows(
        "SELECT response_id, provider_department_id, score::INT FROM feed.survey_responses WHERE question = 'empathy'"
    ) == [("1/HR", "HR", 5), ("1/FIN", "FIN", 2)]


def test_an_export_by_number_gives_the_rows_of_the_one_by_text(tmp_path: Path) -> None:
    titles = [*TITLES[:15], "第8题(速度)", "第8题(态度)", *TITLES[16:18], "第10题(速度)", "第10题(质量)", TITLES[19]]
    numbers = [*SHEET[:9], "5", "很快", "10", "4", "3", "1", 1, 0, "5", "-3", "2", "1", "谢谢"]
    by_number = WJX
    for title, columns in {
        '"8、哪里需要改进"': {"第8题(速度)": "improve_speed, 0, 1", "第8题(态度)": "improve_manner, 0, 1"},
        '"10、请按重要程度排序"': {"第10题(速度)": "rank_speed, 3, 1", "第10题(质量)": "rank_quality, 3, 1"},
    }.items():
        lines = ""
        for column, meaning in columns.items():
            name, low, high = meaning.split(", ")
            lines += f'"{column}" = {{ question = "{name}", scale_min = {low}, scale_max = {high} }}\n'
        line = next(line for line in WJX.splitlines() if line.startswith(title))
        by_number = by_number.replace(f"{line}\n", lines)
    both = [
        _wjx(tmp_path / "text", SHEET),
        _wjx(tmp_path / "number", numbers, sources=by_number, titles=titles),
    ]
    told = [one.rows("SELECT * EXCLUDE (respondent_id) FROM feed.survey_responses ORDER BY question") for one in both]
    assert told[0] == told[1]


def test_skipped_questions_are_no_answers_and_a_sheet_without_any_is_told(tmp_path: Path) -> None:
    skipped = [2, *SHEET[1:9], *["(跳过)"] * 10, None]
    loaded = _wjx(tmp_path, SHEET, skipped, _cells(c0=3, c16="(空)"))
    assert loaded.notes == ["survey_responses: 1 of 3 answer sheets answer none of the questions."]
    count = loaded.counts["survey_responses"]
    assert (count.source_count, count.read_count, count.loaded_count) == (3, 17, 17)


BAD_CELLS: dict[str, tuple[dict[str, Any], str, int]] = {
    "no time": ({"c1": None}, "missing_required:submitted_at", 9),
    "a mark that is none": ({"c9": "还行"}, "bad_type:score", 1),
    "a number with another unit": ({"c9": "3000-3499元"}, "bad_type:score", 1),
    "a choice that nobody maps": ({"c15": "速度┋价格"}, "bad_type:score", 1),
    "a place that nobody maps": ({"c18": "质量→价格"}, "bad_type:score", 1),
    "words without a mark": ({"c9": "(跳过)"}, "missing_required:score", 1),
}


@pytest.mark.parametrize("cell", BAD_CELLS)
def test_an_answer_that_cannot_be_read_is_refused_alone(tmp_path: Path, cell: str) -> None:
    changed, rule, refused = BAD_CELLS[cell]
    lenient = WJX.replace('shape = "wide"', 'max_bad_share = 1\nshape = "wide"')
    loaded = _wjx(tmp_path, _cells(**changed), sources=lenient)
    assert loaded.refused("survey_responses") == [(1, [rule])] * refused
    count = loaded.counts["survey_responses"]
    assert count.read_count == count.loaded_count + count.quarantined_count


def test_a_feed_of_unknown_marks_is_refused_with_a_mark_as_sample(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r'column score: .* most often bad_type: .*; a sample is "还行"'):
        _wjx(tmp_path, _cells(c9="还行"))


MISTAKES = {
    "more questions than columns": (
        '"assurance", ""]',
        '"assurance", "", "tangibles"]',
        r'"7、服务过程—响应及时" has 4 questions and 3 columns, .*"专业能力", "column 15"; .* line LINE\)',
    ),
    "fewer questions than columns": (
        '"assurance", ""]',
        '"assurance"]',
        r"has 2 questions and 3 columns, .* line LINE\)",
    ),
    "unknown key": (
        "scale_max = 10",
        "scal_max = 10",
        r'line LINE: .*no question has a key "scal_max"; the nearest known one is "scale_max"',
    ),
    "no question": ('question = "overall", ', "", r"line LINE: .*give either question, or choices, or ranking"),
    "a scale of words": ("scale_max = 10", 'scale_max = "ten"', r'line LINE: .*"ten" is no end of a scale'),
    "a scale of one mark": ("scale_max = 10", "scale_max = 0", r"line LINE: .*a scale needs two ends"),
    "a comment that no sheet has": (
        'comment = "5、原因"',
        'comment = "5、原由"',
        r'no column "5、原由"; the nearest it has is "5、原因" \(sources.toml line LINE\)',
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_questions_is_one_sentence_with_its_line(tmp_path: Path, mistake: str) -> None:
    right, wrong, sentence = MISTAKES[mistake]
    line = WJX[: WJX.index(right)].count("\n") + 1
    with pytest.raises(UserError, match=sentence.replace("LINE", str(line))) as caught:
        _wjx(tmp_path, SHEET, sources=WJX.replace(right, wrong))
    assert "\n" not in str(caught.value)


CODES = (
    "id,submitdate,lastpage,startlanguage,token,ipaddr,DEPT,"
    "G01Q02[SQ001],G01Q02[SQ002],G01Q03,G01Q03[comment],G02Q04,G02Q05"
)
LIME_SHEETS = """1,2026-06-01 08:05:09,2,en,tok1,10.1.2.3,IT,A4,A5,A3,slow,9,Y
2,1980-01-01 00:00:00,2,en,tok2,10.1.2.4,IT,,N/A,A1,,0,N
3,,1,en,tok3,10.1.2.5,IT,A4,,,,,
"""


def _lime_rows(loaded: Loaded) -> list[Any]:
    assert loaded.refused("survey_responses") == [(3, ["missing_required:submitted_at"])]
    return loaded.rows(
        "SELECT response_id, question, score::INT, scale_max::INT, strftime(submitted_at, '%d %H:%M'), comment"
        " FROM feed.survey_responses"
    )


@pytest.mark.parametrize("export", ["csv", "xlsx", "vv"])
def test_limesurvey_exports_give_a_row_per_answer(tmp_path: Path, export: str) -> None:
    texts = ",".join(f'"The text\tof {code}"' for code in CODES.split(","))
    rows = [[cell or None for cell in line.split(",")] for line in (CODES, *LIME_SHEETS.splitlines())]
    files = {
        "csv": {"limesurvey.csv": f"{CODES}\n{LIME_SHEETS}".encode()},
        "xlsx": {"limesurvey.xlsx": workbook({"Responses": rows})},
        "vv": {"limesurvey.csv": f"{texts}\n{CODES}\n{LIME_SHEETS}".encode()},
    }[export]
    sources = LIME.replace("limesurvey.csv", next(iter(files)))
    if export == "vv":
        sources = sources.replace("[survey_responses]\n", "[survey_responses]\nheader_row = 2\n")
    loaded = load(write_company(tmp_path / "company", sources, files=files), tmp_path / "work")
    assert _lime_rows(loaded) == [
        ("1", "responsiveness", 4, 5, "01 00:05", None),
        ("1", "assurance", 5, 5, "01 00:05", None),
        ("1", "overall", 3, 5, "01 00:05", "slow"),
        ("1", "loyalty", 9, 10, "01 00:05", None),
        ("1", "recommended", 1, 1, "01 00:05", None),
        ("2", "overall", 1, 5, "30 04:00", None),
        ("2", "loyalty", 0, 10, "30 04:00", None),
        ("2", "recommended", 0, 1, "30 04:00", None),
    ]


def test_questionnaires_are_told_apart_by_the_names_of_their_files(tmp_path: Path) -> None:
    sources = WJX.replace("wjx.xlsx", "wjx *.xlsx").replace('{ value = "2026H1" }', "{ file = '20\\d\\dH[12]' }")
    files = {f"wjx {half}.xlsx": workbook({"Sheet1": [TITLES, SHEET]}) for half in ("2025H2", "2026H1")}
    loaded = load(write_company(tmp_path / "company", sources, files=files), tmp_path / "work")
    assert loaded.rows(
        "SELECT survey_id, response_id, count(*) FROM feed.survey_responses GROUP BY ALL ORDER BY 1"
    ) == [
        ("2025H2", "2025H2/1/HR", 9),
        ("2026H1", "2026H1/1/HR", 9),
    ]


def test_an_expression_that_is_none_is_told_by_line(tmp_path: Path) -> None:
    line = WJX[: WJX.index("survey_id = ")].count("\n") + 1
    for expression, sentence in {"(20": "is no regular expression", "(?=20)": "looks around itself"}.items():
        sources = WJX.replace('{ value = "2026H1" }', f"{{ file = '{expression}' }}")
        with pytest.raises(UserError, match=f"line {line}: .*{sentence}"):
            _wjx(tmp_path, SHEET, sources=sources)


REAL = """[survey_responses]
path = "{path}"
shape = "wide"
timezone = "Asia/Shanghai"
max_bad_share = 1
[survey_responses.columns]
response_id = "序号"
submitted_at = {submitted_at}
survey_id = {{ value = "2026H1" }}
customer_department_id = {{ value = "IT" }}
provider_department_id = {{ value = "HR" }}
scale_max = {{ value = 10 }}
[survey_responses.questions]
{questions}
"""
WORDS = {
    "1、手机部数": ["1部", "2部", "3部", "4部及以上"],
    "2、手机价格": [
        "0-799元", "800-999元", "1000-1499元", "1500-1999元", "2000-2499元", "2500-2999元",
        "3000-3499元", "3500元及以上", "免费赠送的", "其他【请注明】",
    ],
    "3、性别": ["男", "女"],
    "5、月收入": [
        "3000元以下", "3001-5000元", "5001-8000元", "8001-10000元", "10001-15000元", "15000元以上", "无收入",
        "不知道/拒绝回答",
    ],
}  # fmt: skip
CHOICES = {
    6: ["运动", "阅读", "影视", "美食", "旅游", "IT数码", "艺术", "音乐", "游戏动漫", "手工艺", "摄影", "购物", "健康",
        "其他【请注明】"],
    8: ["不关注", "娱乐八卦", "财经", "汽车类", "时尚", "电子科技类", "体育类", "政治/军事", "ACG文化(动漫、游戏等)",
        "其他【请注明】"],
}  # fmt: skip
CHOICE_TITLES = {6: "6、兴趣爱好", 8: "8、关注资讯"}


def _by_text() -> str:
    lines = []
    for title, words in WORDS.items():
        marks = ", ".join(f'"{word}" = {mark}' for mark, word in enumerate(words, 1) if word)
        lines.append(f'"{title}" = {{ question = "{title[:1]}", values = {{ {marks} }} }}')
    for number, words in CHOICES.items():
        named = ", ".join(f'"{word}" = "{number} {word}"' for word in words)
        lines.append(f'"{CHOICE_TITLES[number]}" = {{ choices = {{ {named} }} }}')
    return "\n".join(lines)


def _by_number() -> str:
    lines = [f'"{title}" = "{title[:1]}"' for title in WORDS]
    for number, words in CHOICES.items():
        for word in words:
            meaning = f'{{ question = "{number} {word}", scale_min = 0, scale_max = 1 }}'
            lines.append(f'"第{number}题({word})" = {meaning}')
    return "\n".join(lines)


def _real(shared: Path, tmp_path: Path, file: str, questions: str, submitted_at: str) -> Loaded:
    path = shared / "data" / "wjx" / file
    sources = REAL.format(path=path, questions=questions, submitted_at=submitted_at)
    return load(write_company(tmp_path / "company", sources), tmp_path / "work")


def test_the_two_exports_of_a_real_questionnaire_give_the_same_rows(shared: Path, tmp_path: Path) -> None:
    at = '{ value = "2026-06-01 08:00:00" }'
    text = _real(shared, tmp_path / "text", "800_800_0.xls", _by_text(), at)
    number = _real(shared, tmp_path / "number", "800_800_2.xls", _by_number(), at)
    everything = "SELECT * FROM feed.survey_responses ORDER BY response_id, question"
    assert text.counts["survey_responses"].loaded_count == 800 * (4 + 14 + 10)
    assert text.rows(everything) == number.rows(everything)


def test_real_sheets_without_a_time_are_refused_and_counted(shared: Path, tmp_path: Path) -> None:
    loaded = _real(shared, tmp_path, "800_800_2.xls", _by_number(), '"提交答卷时间"')
    assert {tuple(rules) for _, rules in loaded.refused("survey_responses")} == {("missing_required:submitted_at",)}
    count = loaded.counts["survey_responses"]
    assert (count.source_count, count.loaded_count, count.quarantined_count) == (800, 0, 800 * 28)
