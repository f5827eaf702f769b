"""What has been sent of an anmälan, event by event, and what of it was taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain import Actor, Content
from services.referral.domain.retracting import (
    History,
    KeptText,
    Retraction,
    RetractionReason,
    SentFact,
    Taken,
)
from services.referral.events import Retracted
from services.referral.tables import RetractionRow, SentEventRow, SentTextRow
from shared.events import Envelope, event_type
from shared.sealing import CaseKey, CaseKeys
from shared.tables import event_history


@dataclass(frozen=True, slots=True)
class SentFacts:
    """The facts and versions of one anmälan, within one transaction."""

    session: AsyncSession
    keys: CaseKeys

    async def history(self, case_id: UUID) -> History:
        """Return the facts and the versions, the first first."""
        key = await self.keys.open_key(case_id)
        events = select(SentEventRow).where(col(SentEventRow.case_id) == case_id)
        texts = select(SentTextRow).where(col(SentTextRow.case_id) == case_id)
        facts = await self.session.exec(events.order_by(col(SentEventRow.at), col(SentEventRow.event_id)))
        kept = await self.session.exec(texts.order_by(col(SentTextRow.at), col(SentTextRow.id)))
        return History([_fact(row) for row in facts], [_text(row, key) for row in kept])

    async def retractions(self, case_id: UUID) -> "Sequence[KeptRetraction]":
        """Return what has been taken back, the first first."""
        return await retractions_of(self.session, await self.keys.open_key(case_id))

    async def take_back(self, case_id: UUID, retraction: Retraction, taken: Taken) -> None:
        """Keep the retraction, and what it took back."""
        key = await self.keys.open_key(case_id)
        said = {"reason": retraction.reason.value, "by": asdict(retraction.by), "team": retraction.team}
        self.session.add(
            RetractionRow(
                id=retraction.id,
                case_id=case_id,
                at=retraction.at,
                whole=taken.whole,
                said=key.seal_json("retraction", "said", retraction.id, said),
            )
        )
        await self.session.flush()
        events, texts = col(SentEventRow.event_id).in_(taken.events), col(SentTextRow.id).in_(taken.texts)
        await self.session.exec(update(SentEventRow).where(events).values(retraction_id=retraction.id))
        await self.session.exec(update(SentTextRow).where(texts).values(retraction_id=retraction.id))


@dataclass(frozen=True, slots=True)
class KeptRetraction:
    """A retraction as it is read: the events that it took back, the number of its last fact, and what the sender said."""

    id: UUID
    at: datetime
    whole: bool
    reason: RetractionReason
    function: str | None
    events: frozenset[UUID]
    number: int
    team: str | None
    """The team that took it back, of an anmälan that it had registered from paper."""


async def retractions_of(session: AsyncSession, key: CaseKey) -> Sequence[KeptRetraction]:
    """Return the retractions of an anmälan, the first first."""
    rows = await session.exec(
        select(RetractionRow)
        .where(col(RetractionRow.case_id) == key.case_id)
        .order_by(col(RetractionRow.at), col(RetractionRow.id))
    )
    events = await session.exec(select(SentEventRow).where(col(SentEventRow.case_id) == key.case_id))
    taken = list(events)
    numbers = await _numbers(session, key.case_id)
    return [
        _retracted(row, key, frozenset(one.event_id for one in taken if one.retraction_id == row.id), numbers)
        for row in rows
    ]


async def _numbers(session: AsyncSession, case_id: UUID) -> dict[UUID, int]:
    """Return of each event that was taken back the number of the fact that says so."""
    facts = select(event_history.c.envelope, event_history.c.number).where(
        event_history.c.case_id == case_id, event_history.c.type == event_type("referral", Retracted.name)
    )
    told = await (await session.connection()).execute(facts)
    return {
        UUID(Envelope.model_validate_json(envelope).data["retracts"]): number for envelope, number in told
    }


def _retracted(
    row: RetractionRow, key: CaseKey, events: frozenset[UUID], numbers: Mapping[UUID, int]
) -> KeptRetraction:
    said = key.open_json("retraction", "said", row.id, row.said)
    by = Actor(**said["by"])
    reason, team = RetractionReason(said["reason"]), said.get("team")
    number = max((numbers[event_id] for event_id in events), default=0)
    return KeptRetraction(row.id, row.at, row.whole, reason, by.function, events, number, team)


def _fact(row: SentEventRow) -> SentFact:
    is_back = row.retraction_id is not None
    return SentFact(row.event_id, row.fact, row.text_id, tuple(row.categories), row.at, is_back)


def _text(row: SentTextRow, key: CaseKey) -> KeptText:
    content = Content.from_json(key.open_json("sent_text", "content", row.id, row.content))
    return KeptText(row.id, row.kind, content, row.at, row.retraction_id is not None)
