"""Documents to the team that could not be put into the akt, as an operator sees them: ids and kinds, no content."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.arrivals.store import GONE, WAITING
from shared.operating import Discarded, NothingParked, NotRetriable, Parked

_SOURCE = "/finsam/consent"
_PARKED = (
    "select a.id, a.case_id, a.type, a.sequence, a.attempts, a.failure, coalesce(octet_length(a.body), 0) as size,"
    " (select count(*) from arrival b where b.case_id = a.case_id and b.state = 'waiting'"
    " and (b.epoch, b.sequence) > (a.epoch, a.sequence)) as waiting"
    " from arrival a where a.state = 'parked'"
)
_LIST = text(f"{_PARKED} order by a.stored_at, a.id limit 1000")
_ONE = text(f"{_PARKED} and a.id = :id for update of a")
_RETRY = text("update arrival set state = :state, attempts = 0, next_at = now() where id = :id")
_GIVE_UP = text("update arrival set state = :state, body = null, failure = 'discarded' where id = :id")


class ArrivalShelf:
    """The team's own documents: the consent service numbers and signs them, this service puts them into the akt."""

    name = "arrival"

    async def listed(self, session: AsyncSession) -> Sequence[Parked]:
        """Return what lies here, the oldest first."""
        connection = await session.connection()
        return [_parked(row) for row in await connection.execute(_LIST)]

    async def show(self, session: AsyncSession, place: str) -> Parked:
        """Return one of them. Raises NothingParked."""
        return _parked(await _one(session, place))

    async def retry(self, session: AsyncSession, place: str) -> None:
        """Let it be put into the akt again. Raises NothingParked; NotRetriable when it could not even be opened."""
        row = await _one(session, place)
        if not row.size:
            raise NotRetriable
        await (await session.connection()).execute(_RETRY, {"id": row.id, "state": WAITING})

    async def discard(self, session: AsyncSession, place: str) -> Discarded:
        """Let the case's later documents go on without it; its content goes. Raises NothingParked."""
        row = await _one(session, place)
        await (await session.connection()).execute(_GIVE_UP, {"id": row.id, "state": GONE})
        return Discarded(row.case_id, _SOURCE, row.id, row.type, row.sequence or None)


async def _one(session: AsyncSession, place: str) -> Row[Any]:
    connection = await session.connection()
    row = (await connection.execute(_ONE, {"id": place})).first()
    if row is None:
        raise NothingParked
    return row


def _parked(row: Row[Any]) -> Parked:
    case_id: UUID | None = row.case_id
    return Parked(
        id=f"{ArrivalShelf.name}-{row.id}",
        topic=None,
        key=case_id and str(case_id),
        event_id=row.id,
        type=row.type,
        number=row.sequence or None,
        attempts=row.attempts,
        failure=row.failure,
        parked_at=None,
        waiting=row.waiting,
        size=row.size,
    )
