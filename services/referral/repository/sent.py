"""What has been sent of an anmälan, event by event, and what of it was taken back."""

from collections.abc import Sequence
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
from services.referral.tables import RetractionRow, SentEventRow, SentTextRow
from shared.sealing import CaseKey, CaseKeys


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
    """A retraction as it is read: the events that it took back, and what the sender said."""

    id: UUID
    at: datetime
    whole: bool
    reason: RetractionReason
    function: str | None
    events: frozenset[UUID]
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
    return [
        _retracted(row, key, frozenset(one.event_id for one in taken if one.retraction_id == row.id))
        for row in rows
    ]


def _retracted(row: RetractionRow, key: CaseKey, events: frozenset[UUID]) -> KeptRetraction:
    said = key.open_json("retraction", "said", row.id, row.said)
    by = Actor(**said["by"])
    reason, team = RetractionReason(said["reason"]), said.get("team")
    return KeptRetraction(row.id, row.at, row.whole, reason, by.function, events, team)


def _fact(row: SentEventRow) -> SentFact:
    is_back = row.retraction_id is not None
    return SentFact(row.event_id, row.fact, row.text_id, tuple(row.categories), row.at, is_back)


def _text(row: SentTextRow, key: CaseKey) -> KeptText:
    content = Content.from_json(key.open_json("sent_text", "content", row.id, row.content))
    return KeptText(row.id, row.kind, content, row.at, row.retraction_id is not None)
