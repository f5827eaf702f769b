"""Documents to the team: stored first, sealed, with their sequence; then put into the akt, in order per case."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from finsam_party import Item, Sequence
from finsam_party.documents import Control, Document, Unreadable
from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.tables import ArrivalRow, LastSequenceRow
from shared.clock import Clock
from shared.db import Sessions
from shared.keys import KeyGone
from shared.sealing import CaseKeys

log = structlog.get_logger(__name__)

WAITING, HANDLED, PARKED, GONE = "waiting", "handled", "parked", "gone"
QUEUE = text(
    "select count(*) filter (where state = 'waiting') as waiting, min(id) filter (where state = 'waiting') as head,"
    " coalesce(extract(epoch from clock_timestamp() - min(stored_at) filter (where state = 'waiting')), 0)::float"
    " as oldest, count(*) filter (where state = 'parked') as parked"
    " from arrival where state in ('waiting', 'parked')"
)
"""What waits and what is parked, as health counts it."""


class Arrivals:
    """Where the party client's items are stored: once, in the transaction that moves their sequence."""

    def __init__(self, sessions: Sessions, keys: CaseKeys, clock: Clock) -> None:
        self._sessions = sessions
        self._keys = keys
        self._clock = clock

    async def store(self, item: Item) -> None:
        """Keep what came. The same item again changes nothing."""
        row = await self._row(item)
        async with self._sessions.begin() as session:
            connection = await session.connection()
            await connection.execute(insert(ArrivalRow).values(**row).on_conflict_do_nothing())
            if item.sequence is not None:
                await raise_sequence(session, item.sequence)
        if row["state"] == PARKED:
            log.error("arrival_parked", code=row["failure"], event_id=row["id"])

    async def _row(self, item: Item) -> dict[str, Any]:
        content = item.content
        row = self._blank(f"record:{item.partition}:{item.offset}")
        if isinstance(content, Unreadable):
            return row | {"type": content.kind, "state": PARKED, "failure": content.reason}
        row |= {
            "id": str(content.event_id),
            "alias": content.alias,
            "epoch": content.epoch,
            "sequence": content.sequence,
            "type": content.kind,
        }
        if not isinstance(content, Document | Control):
            return row | {"state": GONE}
        row["type"] = content.type
        if content.case_id is None:
            return row | {"state": PARKED, "failure": "no_case_id"}
        try:
            key = await self._keys.ensure(content.case_id)
        except (
            KeyGone
        ):  # the akt is erased, or was sent back: what still comes is noted by its ids, and let go
            return row | {"case_id": content.case_id, "state": GONE, "failure": "erased"}
        body = key.seal_json("arrival", "body", row["id"], _to_json(content))
        return row | {"case_id": content.case_id, "body": body}

    def _blank(self, arrival_id: str) -> dict[str, Any]:
        return {
            "id": arrival_id,
            "case_id": None,
            "alias": None,
            "epoch": 0,
            "sequence": 0,
            "received_at": self._clock.now(),
            "body": None,
            "state": WAITING,
            "attempts": 0,
            "next_at": datetime.now(UTC),
            "failure": None,
        }


class TeamSequences:
    """The port that the party client asks for the last sequence: a table here, a file at a party."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def get(self, alias: UUID, epoch: int) -> int:
        """Return the last number handled; 0 for none."""
        async with self._sessions() as session:
            found = await session.exec(
                select(LastSequenceRow.last).where(
                    col(LastSequenceRow.alias) == alias, col(LastSequenceRow.epoch) == epoch
                )
            )
            return found.one_or_none() or 0

    async def put(self, sequence: Sequence) -> None:
        """Keep the number; already done when the arrival was stored, then this changes nothing."""
        async with self._sessions.begin() as session:
            await raise_sequence(session, sequence)


async def raise_sequence(session: AsyncSession, sequence: Sequence) -> None:
    """Move the last number forward in the caller's transaction; never back."""
    made = insert(LastSequenceRow).values(alias=sequence.alias, epoch=sequence.epoch, last=sequence.number)
    highest = func.greatest(LastSequenceRow.last, made.excluded.last)
    connection = await session.connection()
    await connection.execute(
        made.on_conflict_do_update(index_elements=["alias", "epoch"], set_={"last": highest})
    )


def _to_json(content: Document | Control) -> dict[str, Any]:
    if isinstance(content, Control):
        return {
            "scope": {
                "all": content.all,
                "sources": list(content.sources),
                "categories": list(content.categories),
                "final": content.final,
            },
            "document": str(content.document) if content.document else None,
        }
    return {
        "source": content.source,
        "at": content.at.isoformat(),
        "corrects": str(content.corrects) if content.corrects else None,
        "gone": len(content.gone),
        "sections": [
            {"category": s.category, "source": s.source, "content": s.content} for s in content.sections
        ],
    }
