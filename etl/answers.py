"""`shape = "wide"`: each row is an answer sheet, and each answer on it becomes a row of its own."""

import re
from dataclasses import replace

import duckdb

from etl.pull.files import Pulled
from etl.pull.part import count
from etl.sources import MADE_BY_SHAPE, Source
from etl.sql import ident, literal, replaced, words
from etl.texts import META, Columns, canonical, text_of
from warehouse.source_settings import SourceColumn
from warehouse.survey_settings import Question

NUMBERED = re.compile(r"\s*(\d+\s*[、.．:：]|第\s*\d+\s*题|Q\d+)", re.IGNORECASE)
CHOSEN, RANKED = "┋", "→"
FREE_WORDS = "〖.*〗$"
MARK = r"^([+-]?\d+(\.\d+)?)\s*[分星]$"


def in_place(source: Source, pulled: Pulled) -> Source:
    """The source with every question at its own column: a list goes to the column that it names and to those after.

    UserError when a list is longer or shorter than the columns up to the next title with a number.
    """
    settings, placed = source.settings, dict[str, tuple[Question, ...]]()
    if not settings.questions:
        return source
    for title, questions in settings.questions.items():
        columns = _block(source, pulled, title, len(questions)) if len(questions) > 1 else [title]
        placed |= {column: (one,) for column, one in zip(columns, questions, strict=True) if one.is_asked}
    return replace(source, settings=settings.model_copy(update={"questions": placed}))


def _block(source: Source, pulled: Pulled, title: str, size: int) -> list[str]:
    """The column of a title and those after it that carry no question's title themselves."""
    if title not in pulled.columns:
        return [title] * size  # the check of all columns names it
    start, taken = pulled.columns.index(title), _mapped(source)
    end = start + 1
    while end < len(pulled.columns) and pulled.columns[end] not in taken and not NUMBERED.match(pulled.columns[end]):
        end += 1
    block = pulled.columns[start:end]
    is_whole = end < len(pulled.columns) and bool(NUMBERED.match(pulled.columns[end]))
    if size > len(block) or (is_whole and size < len(block)):
        have = ", ".join(f'"{column}"' for column in block)
        problem = f'"{title}" has {size} questions and {len(block)} columns, {have}; give one each, "" for none'
        raise source.error(None, problem, "questions", title)
    return list(block[:size])


def _mapped(source: Source) -> set[str]:
    settings = source.settings
    return {*settings.sheet_columns, *(name for column in settings.columns.values() for name in column.names)}


def answers(source: Source, columns: Columns, rows: str) -> str:
    """One row per answer sheet and question; an empty cell is no answer, unless words stand beside it."""
    by_hand = sorted({name for (one,) in source.settings.questions.values() for name in one.constants})
    made = {*MADE_BY_SHAPE["wide"], *by_hand, "comment", "response_id"}
    lists = [_answers_of(source, title, one, by_hand) for title, (one,) in source.settings.questions.items()]
    given = [f'"#answer".{name} AS text_{name}' for name in ("question", "score")]
    given += [f"{_given(source, columns, name)} AS text_{name}" for name in (*by_hand, "comment")]
    sheet = text_of(source, columns, "response_id")
    if columns.get("survey_id", SourceColumn()).file:  # sheets are numbered within their questionnaire
        sheet = f"{text_of(source, columns, 'survey_id')} || '/' || {sheet}"
    if "provider_department_id" in by_hand:  # a sheet that judges several providers is a response to each
        sheet = f"{sheet} || coalesce('/' || {_given(source, columns, 'provider_department_id')}, '')"
    return (
        f"SELECT {META}, {canonical(source, columns, made)}, {', '.join(given)}, {sheet} AS text_response_id"
        f' FROM (SELECT *, unnest(flatten([{", ".join(lists)}])) AS "#answer" FROM {rows})'
        ' WHERE coalesce("#answer".score, "#answer".comment) IS NOT NULL'
    )


def cell_of_answer(source: Source) -> str:
    """The cell of raw.<feed> that a row of shaped.<feed> was made of."""
    names = {
        name: title
        for title, (one,) in source.settings.questions.items()
        for name in (one.question, *one.choices.values(), *one.ranking.values(), title)
    }
    cells = " ".join(f"WHEN {literal(name)} THEN raw.{ident(title)}" for name, title in names.items())
    return f"CASE shaped.question {cells} END"


def unanswered(connection: duckdb.DuckDBPyConnection, source: Source) -> list[str]:
    """The sentence for answer sheets of which no row was made, for the log; none when there are none."""
    if source.settings.shape != "wide":
        return []
    came, shaped = (f"{schema}.{ident(source.feed.name)}" for schema in ("raw", "shaped"))
    empty = count(connection, f'(FROM {came} WHERE "#position" NOT IN (SELECT "#position" FROM {shaped}))')
    sheets = count(connection, came)
    return [f"{source.feed.name}: {empty:,} of {sheets:,} answer sheets answer none of the questions."] if empty else []


def _given(source: Source, columns: Columns, name: str) -> str:
    return f'coalesce("#answer".{name}, {text_of(source, columns, name)})'


def _answers_of(source: Source, title: str, one: Question, by_hand: list[str]) -> str:
    """A list of structs (question, score, comment, constants) for one column."""
    cell = ident(title)
    fixed = {name: literal(one.constants[name]) if name in one.constants else "NULL" for name in by_hand}
    fixed["comment"] = ident(one.comment) if one.comment else "NULL"

    def answer(question: str, score: str) -> str:
        cells = {"question": question, "score": score} | fixed
        return "{" + ", ".join(f"{name}: CAST({value} AS VARCHAR)" for name, value in cells.items()) + "}"

    if one.question:
        return f"[{answer(literal(one.question), _mark(source, cell, one))}]"
    known = one.choices or one.ranking
    listed = f"string_split({cell}, {literal(CHOSEN if one.choices else RANKED)})"
    listed = f"list_transform({listed}, lambda word: trim(regexp_replace(trim(word), {literal(FREE_WORDS)}, '')))"
    unknown = f"list_filter({listed}, lambda word: word NOT IN {words(['', *known])})"
    found = [answer(literal(name), _found(listed, word, one)) for word, name in known.items() if name]
    stray = answer(literal(title), "word")
    return f"list_concat([{', '.join(found)}], list_transform(coalesce({unknown}, []), lambda word: {stray}))"


def _found(listed: str, word: str, one: Question) -> str:
    if one.choices:
        return f"list_contains({listed}, {literal(word)})::INTEGER"
    return f"nullif(list_position({listed}, {literal(word)}), 0)"


def _mark(source: Source, cell: str, one: Question) -> str:
    """The score as a number; what is neither a known word nor a number with its unit stays as it is."""
    said = f"trim(regexp_replace({cell}, {literal(FREE_WORDS)}, ''))"
    word = replaced(said, source.settings.values.get("score", {}) | one.values)
    return rf"regexp_replace({word}, {literal(MARK)}, '\1')"
