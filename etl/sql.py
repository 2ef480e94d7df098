"""Quoting: names and words of settings and files become SQL only through these two."""


def ident(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def words(texts: list[str] | tuple[str, ...]) -> str:
    """A list for IN, in brackets."""
    return "(" + ", ".join(literal(text) for text in texts) + ")"


def replaced(expression: str, mapping: dict[str, str]) -> str:
    """The expression with words exchanged; a word that the mapping does not know stays, one mapped to "" is null."""
    if not mapping:
        return expression
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(to) if to else 'NULL'}" for word, to in mapping.items())
    return f"CASE {expression} {cases} ELSE {expression} END"


BLANKS = " \t\n\v\f\r\u00a0\u3000\u200b\ufeff"


def trimmed(text: str) -> str:
    """The text without blanks around it, those of Chinese and invisible ones too."""
    return f"CASE WHEN {has_edge(text)} THEN trim({text}, {literal(BLANKS)}) ELSE {text} END"


def has_edge(text: str) -> str:
    """Whether blanks (or signs that do not print) stand around it; nearly every text is spared the slow trim so."""
    begins = [f"starts_with({text}, {literal(sign)})" for sign in BLANKS if sign > " "]
    ends = [f"suffix({text}, {literal(sign)})" for sign in BLANKS]
    return " OR ".join([f"({text} < '!'", *begins, *ends]) + ")"
