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
