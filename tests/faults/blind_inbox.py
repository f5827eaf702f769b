"""An inbox that doesn't know what it has seen: what the tests of "once" must find out."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from shared import inbox
from tests.faults.planting import planted

# What the database itself would refuse.
FORGET = "alter table inbox drop constraint uq_inbox_source_event_id"
_CONFLICT = (
    " on conflict (source, event_id) do update set body = excluded.body, attempts = 0, failure = excluded.failure,"
    " parked_at = excluded.parked_at, next_attempt_at = clock_timestamp()"
    " where inbox.handled_at is null and (inbox.parked_at is not null or inbox.body <> excluded.body)"
)


def blind(put: Callable[[object, str, Any], None] = setattr) -> None:
    """Plant the fault in this process; `put` sets an attribute (monkeypatch takes it back)."""
    put(inbox, "_STORE", text(planted(inbox._STORE, _CONFLICT, "")))
    for name in ("_NEXT", "_THIS"):
        statement = getattr(inbox, name)
        put(inbox, name, text(planted(statement, "coalesce(p.number, 0) as last", "0 as last")))
    always = planted(inbox._PROGRESS, "inbox_progress.number = excluded.number - 1", "true")
    put(inbox, "_PROGRESS", text(always))


def unordered(put: Callable[[object, str, Any], None] = setattr) -> None:
    """Plant another: a parked event holds nobody, the next one of its case is simply next."""
    for name in ("_NEXT", "_THIS"):
        statement = planted(getattr(inbox, name), " and i.number <= coalesce(p.number, 0) + 1", "")
        put(inbox, name, text(statement))
    put(
        inbox,
        "_PROGRESS",
        text(planted(inbox._PROGRESS, "inbox_progress.number = excluded.number - 1", "true")),
    )
