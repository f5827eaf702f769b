"""Puts stored documents into the akt: one transaction per document, in order per case, others flow on."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError
from sqlalchemy import text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.arrivals.store import GONE, HANDLED, PARKED, WAITING
from services.coordinator.commands.receive_document import ReceiveDocument, receive_document
from services.coordinator.domain import CONTROL, RETRACTED, Notice, Office, Part
from services.coordinator.errors import AktMissing, UnknownDocument
from services.coordinator.foreign import Anmalan, check_anmalan
from services.coordinator.reactions import MakeBooks
from services.coordinator.tables import ArrivalRow
from shared.db import Sessions
from shared.keys import KeyGone
from shared.outage import OUTAGE
from shared.outbox import TooLarge
from shared.sealing import CaseKeys
from shared.unopenable import Unopenable

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 8
FIRST_PAUSE = timedelta(milliseconds=200)
LONGEST_PAUSE = timedelta(seconds=30)
OUTAGE_PAUSE = timedelta(seconds=1)
"""What another service's outage costs: tried again without end, and never counted as a mistake of the document."""
NEVER_BETTER = (ValidationError, AktMissing, UnknownDocument, KeyGone, Unopenable, TooLarge)
"""Failures that another attempt will not mend: the document is parked at once."""

# Documents of one case take turns. Only a control notice passes a parked one: ids and scope must not wait for a
# document that nobody can read.
_NEXT = text(
    "select a.id from arrival a where a.state = 'waiting' and a.next_at <= now() and ("
    " not exists (select from arrival b where b.case_id = a.case_id and b.state in ('waiting', 'parked')"
    " and (b.epoch, b.sequence) < (a.epoch, a.sequence))"
    " or (a.type = any(:control) and exists (select from arrival b where b.case_id = a.case_id"
    " and b.state = 'parked' and (b.epoch, b.sequence) < (a.epoch, a.sequence))))"
    " order by a.next_at, a.id limit 1 for update of a skip locked"
)


class ArrivalWorker:
    """Handles stored documents of one team, one at a time."""

    def __init__(
        self,
        sessions: Sessions,
        keys: CaseKeys,
        books: MakeBooks,
        office: Office,
        *,
        prepare: Callable[[], Awaitable[None]],
        reply_days: int,
    ) -> None:
        self._sessions = sessions
        self._keys = keys
        self._books = books
        self._office = office
        self._prepare = prepare
        self._reply_days = reply_days
        self._turn = asyncio.Lock()

    async def handle_next(self) -> bool:
        """Put the next document into its akt; False when none is due. Raises when its own database is away."""
        async with self._turn:  # who asks learns that nothing is left, not that somebody else is at it
            async with self._sessions() as session:
                arrival_id = await self._next(session)
            if arrival_id is not None:
                await self._try(arrival_id)
            return arrival_id is not None

    async def _try(self, arrival_id: str) -> None:
        try:
            await self._prepare()
            async with self._sessions.begin() as session:
                mine = await self._next(session)
                if mine is None:
                    return  # another process has it: it holds the row, or is done with it
                arrival_id = mine
                await self._handle(session, arrival_id)
        except Exception as failure:  # noqa: BLE001  whatever it is: this case waits, the others flow on
            await self._put_back(arrival_id, failure)

    async def _next(self, session: AsyncSession) -> str | None:
        connection = await session.connection()
        return (await connection.execute(_NEXT, {"control": sorted(CONTROL)})).scalar_one_or_none()

    async def _handle(self, session: AsyncSession, arrival_id: str) -> None:
        row = (await session.exec(select(ArrivalRow).where(col(ArrivalRow.id) == arrival_id))).one()
        assert row.case_id is not None, "a waiting document belongs to a case"
        assert row.body is not None, "and has a body"
        key = await self._keys.open_key(row.case_id)
        body = key.open_json("arrival", "body", row.id, row.body)
        state = HANDLED
        if _lost_its_basis(row.type, body):
            state = GONE
        else:
            command = _command(row, row.case_id, body)
            await receive_document(command, self._books(session), self._office, reply_days=self._reply_days)
            if command.type == RETRACTED and command.notice is not None:
                await _let_go_of(session, command.notice)
        await session.exec(
            update(ArrivalRow).where(col(ArrivalRow.id) == arrival_id).values(state=state, body=None)
        )

    async def _put_back(self, arrival_id: str, failure: Exception) -> None:
        outage = isinstance(failure, OUTAGE)
        async with self._sessions.begin() as session:
            failed = select(ArrivalRow).where(col(ArrivalRow.id) == arrival_id).with_for_update()
            row = (await session.exec(failed)).one()
            if row.state != WAITING:
                return  # another process has done it since
            row.attempts += not outage
            row.failure = type(failure).__name__
            if isinstance(failure, NEVER_BETTER) or row.attempts >= MAX_ATTEMPTS:
                row.state = PARKED
                log.error("arrival_parked", code=row.failure, event_id=row.id)
            else:
                pause = OUTAGE_PAUSE if outage else min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
                row.next_at = datetime.now(UTC) + pause
                log.warning("arrival_put_back", code=row.failure, attempts=row.attempts)
            session.add(row)


async def _let_go_of(session: AsyncSession, notice: Notice) -> None:
    """Throw a document away that its source has taken back before it was put into the akt."""
    await session.exec(
        update(ArrivalRow)
        .where(col(ArrivalRow.id) == str(notice.document), col(ArrivalRow.state).in_([WAITING, PARKED]))
        .values(state=GONE, body=None)
    )


def _lost_its_basis(kind: str, body: dict[str, Any]) -> bool:
    """Tell whether an anmälan lacks what it must have because the samtycke ended before it was opened."""
    present = {section["category"] for section in body.get("sections", [])}
    return kind == "anmalan" and body["gone"] > 0 and not present >= Anmalan.needed


def _command(row: ArrivalRow, case_id: UUID, body: dict[str, Any]) -> ReceiveDocument:
    event_id = UUID(row.id)
    if row.type in CONTROL:
        document = UUID(body["document"]) if body["document"] else None
        notice = Notice(row.type, event_id, row.received_at, body["scope"], document)
        return ReceiveDocument(case_id, event_id, row.type, "", row.received_at, [], notice)
    sender, sections = body["source"], body["sections"]
    if row.type == "anmalan":
        check_anmalan({s["category"]: s["content"] for s in sections if s["source"] == sender})
    parts = [
        Part(s["source"], s["category"], s["content"], event_id, row.received_at, row.type) for s in sections
    ]
    return ReceiveDocument(case_id, event_id, row.type, sender, row.received_at, parts)
