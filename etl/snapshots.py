"""`shape = "snapshots"`: each row is a ticket as it stood, and what differs from the row before is an event."""

from etl.sources import Source
from etl.sql import ident, literal, replaced, words
from etl.texts import META, Columns, filled, order_keys
from etl.typed import typed
from warehouse.contract import FEEDS, STATUSES

KEPT = ("ticket_id", "occurred_at", "actor_id")


def snapshot_steps(source: Source, columns: Columns, rows: str) -> dict[str, str]:
    """The SELECTs, by name, that end in `texts`: one row per change, and one per snapshot that cannot be placed.

    A ticket always has a status, a priority and a provider: an empty one is unknown and changes nothing, the next
    known one is compared with the last known one. So is a status after one that is no canonical word; the change to
    such a word is an event all the same, for the quarantine.
    """
    return {
        "stood": _stood(source, columns, rows),
        "compared": _compared(source),
        "changes": _changes(source),
        "texts": _events(columns),
    }


def _stood(source: Source, columns: Columns, rows: str) -> str:
    """The snapshots in canonical words, numbered by time within each ticket."""
    settings = source.settings
    texts = {name: replaced(filled(columns, name), settings.values.get(name, {})) for name in KEPT}
    at = typed(texts["occurred_at"], "instant", settings.time_format, settings.timezone)
    is_placed = f"{texts['ticket_id']} IS NOT NULL AND {at} IS NOT NULL"
    order = ", ".join([at, *order_keys(source)])
    values = [f"{text} AS text_{name}" for name, text in texts.items()]
    for field in settings.fields:
        value = replaced(filled(columns, field), source.event_words.get(field, {}))
        values.append(f"{value} AS {ident(f'is_{field}')}")
    return (
        f"SELECT {META}, {', '.join(values)}, {filled(columns, 'event_id')} AS given_id, {is_placed} AS is_placed,"
        f" row_number() OVER (PARTITION BY {texts['ticket_id']}, {is_placed} ORDER BY {order}) AS step FROM {rows}"
    )


def _compared(source: Source) -> str:
    """Beside each field what it was before."""
    befores = []
    for field in source.settings.fields:
        value = ident(f"is_{field}")
        if FEEDS["tickets"].column(field).is_required:
            befores.append(f"last_value({_known(field)} IGNORE NULLS) OVER earlier AS {ident(f'was_{field}')}")
            befores.append(f"last_value({value} IGNORE NULLS) OVER earlier AS {ident(f'seen_{field}')}")
        else:
            befores.append(f"lag({value}) OVER (PARTITION BY text_ticket_id ORDER BY step) AS {ident(f'was_{field}')}")
    return (
        f"SELECT *, {', '.join(befores)} FROM stood WHERE is_placed WINDOW earlier AS (PARTITION BY text_ticket_id"
        " ORDER BY step ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )


def _known(field: str) -> str:
    value = ident(f"is_{field}")
    return f"CASE WHEN {value} IN {words(STATUSES)} THEN {value} END" if field == "status" else value


def _changes(source: Source) -> str:
    changes = []
    for rank, field in enumerate(source.settings.fields):
        value, was, seen = (ident(f"{word}_{field}") for word in ("is", "was", "seen"))
        if FEEDS["tickets"].column(field).is_required:
            changed = f"CASE WHEN {_known(field)} IS NOT NULL THEN {value} <> {was} ELSE {value} <> {seen} END"
        else:
            changed = f"step > 1 AND {value} IS DISTINCT FROM {was}"
        event = f"{{rank: {rank}, field: {literal(field)}, old_value: {was}, new_value: {value}}}"
        changes.append(f"CASE WHEN {changed} THEN {event} END")
    return f"SELECT *, unnest(list_filter([{', '.join(changes)}], lambda one: one IS NOT NULL)) AS change FROM compared"


def _events(columns: Columns) -> str:
    """The changes numbered within their ticket, and the snapshots without ticket or time, to be refused."""
    number = "row_number() OVER (PARTITION BY text_ticket_id ORDER BY step, change.rank)::VARCHAR"
    event_id = "given_id" if "event_id" in columns else number
    kept = ", ".join(f"text_{name}" for name in KEPT)
    return (
        f"SELECT {META}, {kept}, {event_id} AS text_event_id, change.field AS text_field,"
        f" change.old_value AS text_old_value, change.new_value AS text_new_value FROM changes"
        f" UNION ALL SELECT {META}, {kept}, NULL, NULL, NULL, NULL FROM stood WHERE NOT is_placed"
    )
