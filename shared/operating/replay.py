"""The owner publishes its history once more: the same events, same ids and numbers, sealed to the key of today.

For readers that lost them or never got them. Whoever has handled an event ignores it.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.outbox import NoSuchEvent, Outbox

PAGE = 100

_EVENTS = text(
    "select event_id from event_history"
    " where (cast(:case_id as uuid) is null or case_id = :case_id)"
    " and (cast(:event_id as uuid) is null or event_id = :event_id)"
    " and (cast(:after as uuid) is null or event_id > :after)"
    " order by event_id limit :limit"
)


@dataclass(frozen=True, slots=True)
class Replay:
    """Which events: all, those of one case, or a single one; ``after`` is where the page before ended."""

    case_id: UUID | None = None
    event_id: UUID | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many were staged, and where the next page begins: nowhere, when these were the last."""

    count: int
    next: UUID | None


async def replay(session: AsyncSession, outbox: Outbox, wanted: Replay) -> Replayed:
    """Stage the next page of the history in the caller's transaction.

    Raises :class:`NoSuchEvent` when a case or an event was named and there is none; KeyStoreDown and
    ReceivingKeyUnavailable as staging does.
    """
    connection = await session.connection()
    values = {
        "case_id": wanted.case_id, "event_id": wanted.event_id, "after": wanted.after, "limit": PAGE + 1
    }  # fmt: skip
    found = list((await connection.execute(_EVENTS, values)).scalars())
    is_named = wanted.case_id is not None or wanted.event_id is not None
    if not found and is_named and wanted.after is None:
        raise NoSuchEvent
    for event_id in found[:PAGE]:
        await outbox.restage(session, event_id)
    return Replayed(len(found[:PAGE]), found[PAGE - 1] if len(found) > PAGE else None)
