"""Rows ↔ anmälningar. Saving one stages what it publishes, in the same transaction."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.domain import (
    Actor,
    Content,
    FromPaper,
    Publication,
    Referral,
    Registration,
    Rows,
    SecrecyReview,
    SentText,
    Signing,
    Status,
    WithdrawalReason,
    Withdrawn,
)
from services.referral.errors import DialogueUsed, NotFound, StaleReferral
from services.referral.events import ReferralWithdrawn
from services.referral.repository.known_rows import KnownRows
from services.referral.repository.person_index import PersonIndex
from services.referral.tables import ReferralRow, SentEventRow, SentTextRow
from shared.ids import uuid7
from shared.keys import KeyGone
from shared.outbox import Outbox
from shared.sealing import CaseKey, CaseKeys

_TABLE = "referral"


class ReferralRepository:
    """The anmälningar of every unit; a viewer's is asked for with her unit, an event's by case alone."""

    def __init__(self, session: AsyncSession, keys: CaseKeys, index: PersonIndex, outbox: Outbox) -> None:
        self._session = session
        self._keys = keys
        self._index = index
        self._outbox = outbox

    async def get(self, case_id: UUID, unit: str) -> Referral:
        """Return an anmälan of this unit; raises NotFound, also for another unit's and for one that is erased or being removed."""
        referral = await self._load(
            select(ReferralRow)
            .where(col(ReferralRow.id) == case_id, col(ReferralRow.unit) == unit)
            .where(col(ReferralRow.leaves_since).is_(None))
        )
        if referral is None:
            raise NotFound
        return referral

    async def find(self, case_id: UUID) -> Referral | None:
        """Return the case's anmälan, locked until the transaction ends; None when there is none or it is erased."""
        return await self._load(select(ReferralRow).where(col(ReferralRow.id) == case_id).with_for_update())

    async def add(self, referral: Referral) -> None:
        """Keep a new draft; raises DialogueUsed when its dialogue has led to another, NotFound when it is gone."""
        key = await self._keys.open_key(referral.id)
        values = self._new(referral, key)
        statement = insert(ReferralRow).values(values).on_conflict_do_nothing(index_elements=["dialogue_id"])
        connection = await self._session.connection()
        try:
            added = (await connection.execute(statement.returning(col(ReferralRow.id)))).first()
        except IntegrityError:  # its dialogue was removed just now
            raise NotFound from None
        if added is None:
            raise DialogueUsed

    async def add_sent(self, referral: Referral) -> None:
        """Keep an anmälan from paper, that is sent already, and stage its fact; raises StaleReferral for a second one."""
        key = await self._keys.open_key(referral.id)
        connection = await self._session.connection()
        made = (
            insert(ReferralRow).values(self._new(referral, key)).on_conflict_do_nothing(index_elements=["id"])
        )
        if (await connection.execute(made.returning(col(ReferralRow.id)))).first() is None:
            raise StaleReferral  # told twice at once: the other one has it, and asking again finds it
        await self._keep_texts(referral, key)
        await self._stage(referral)

    def _new(self, referral: Referral, key: CaseKey) -> dict[str, Any]:
        referral.version = 1
        paper = referral.paper
        return {
            "id": referral.id,
            "unit": referral.unit,
            "dialogue_id": referral.dialogue_id,
            "created_by": referral.created_by,
            "created_at": referral.created_at,
            "version": referral.version,
            "person_index": self._index.of_individ(referral.unit, referral.content.individ),
            "carried": {},
            "paper_team": paper.team if paper else None,
            "paper_received_on": paper.received_on if paper else None,
            **_values(referral, key),
        }

    async def save(self, referral: Referral) -> None:
        """Keep the changes and stage the facts; raises StaleReferral when another change came first."""
        key = await self._keys.open_key(referral.id)
        moved = await self._session.exec(
            update(ReferralRow)
            .where(col(ReferralRow.id) == referral.id, col(ReferralRow.version) == referral.version)
            .values(version=referral.version + 1, **_values(referral, key))
        )
        if moved.rowcount != 1:
            raise StaleReferral
        referral.version += 1
        await self._keep_texts(referral, key)
        await self._stage(referral)

    async def _stage(self, referral: Referral) -> None:
        """Stage each fact, and remember which event carried which category."""
        if not referral.publications:
            return
        for publication in referral.publications:
            event_id = await self._outbox.stage(self._session, publication.fact, publication.sections)
            await self._keep_sent(event_id, publication)
            if publication.carries:
                referral.carried |= {section.category: event_id for section in publication.sections}
        referral.publications = []
        carried = {category: str(event_id) for category, event_id in referral.carried.items()}
        await self._session.exec(
            update(ReferralRow).where(col(ReferralRow.id) == referral.id).values(carried=carried)
        )

    async def _keep_sent(self, event_id: UUID, publication: Publication) -> None:
        """Remember which version an event carried: what is taken back later is taken back event by event."""
        if not publication.sections:
            return
        case_id, fact = publication.fact.subject, publication.fact
        latest = (
            select(SentTextRow.id)
            .where(col(SentTextRow.case_id) == case_id, col(SentTextRow.retraction_id).is_(None))
            .order_by(col(SentTextRow.at).desc(), col(SentTextRow.id).desc())
            .limit(1)
        )
        of_text = fact.name != ReferralWithdrawn.name
        self._session.add(
            SentEventRow(
                event_id=event_id,
                case_id=case_id,
                fact=fact.name,
                text_id=(await self._session.exec(latest)).one_or_none() if of_text else None,
                categories=[str(section.category) for section in publication.sections],
                at=fact.occurred_at,
                retraction_id=None,
            )
        )
        await self._session.flush()

    async def _keep_texts(self, referral: Referral, key: CaseKey) -> None:
        for text in referral.sent_texts:
            self._session.add(_sent_text(uuid7(), referral.id, text, key))
        referral.sent_texts = []
        await self._session.flush()

    async def _load(self, query: Any) -> Referral | None:
        row = (await self._session.exec(query.execution_options(populate_existing=True))).one_or_none()
        if row is None:
            return None
        try:
            key = await self._keys.open_key(row.id)
        except KeyGone:
            return None
        return to_referral(row, key, await KnownRows(self._session).of(row.id))


def to_referral(row: ReferralRow, key: CaseKey, rows: Rows) -> Referral:
    """Open a row."""
    registration = None
    if row.registration is not None:
        registration = _registration(key.open_json(_TABLE, "registration", row.id, row.registration))
    return Referral(
        id=row.id,
        unit=row.unit,
        dialogue_id=row.dialogue_id,
        created_by=row.created_by,
        created_at=row.created_at,
        content=Content.from_json(key.open_json(_TABLE, "content", row.id, row.content)),
        status=Status(row.status),
        version=row.version,
        review=_review(row),
        registration=registration,
        submitted_at=row.submitted_at,
        touched_at=row.touched_at,
        shared_at=row.shared_at,
        shared_with=tuple(row.shared_with),
        paper=FromPaper(row.paper_team, row.paper_received_on)
        if row.paper_team and row.paper_received_on
        else None,
        carried={category: UUID(event_id) for category, event_id in row.carried.items()},
        withdrawn=_withdrawn(row, key),
        rows=rows,
    )


def _values(referral: Referral, key: CaseKey) -> dict[str, Any]:
    registration, review = referral.registration, referral.review
    sealed = None
    if registration is not None:
        said = {**asdict(registration), "anmalningsdatum": registration.anmalningsdatum.isoformat()}
        sealed = key.seal_json(_TABLE, "registration", referral.id, said)
    return {
        "status": referral.status.value,
        "team": referral.content.team,
        "dnr": registration.dnr if registration else None,
        "submitted_at": referral.submitted_at,
        "touched_at": referral.touched_at or referral.created_at,
        "shared_at": referral.shared_at,
        "shared_with": list(referral.shared_with),
        "reviewed_by": review.by.subject if review else None,
        "reviewed_function": review.by.function if review else None,
        "reviewed_at": review.at if review else None,
        "note_read": review.exclusion_note_read if review else None,
        "content": key.seal_json(_TABLE, "content", referral.id, referral.content.to_json()),
        "registration": sealed,
        "withdrawn_at": referral.withdrawn.at if referral.withdrawn else None,
        "withdrawal": _sealed_withdrawal(referral, key),
    }


def _sealed_withdrawal(referral: Referral, key: CaseKey) -> bytes | None:
    said = referral.withdrawn
    return said and key.seal_json(
        _TABLE,
        "withdrawal",
        referral.id,
        {"reason": said.reason.value, "text": said.text, "by": asdict(said.by)},
    )


def _withdrawn(row: ReferralRow, key: CaseKey) -> Withdrawn | None:
    if row.withdrawn_at is None or row.withdrawal is None:
        return None
    said = key.open_json(_TABLE, "withdrawal", row.id, row.withdrawal)
    return Withdrawn(WithdrawalReason(said["reason"]), said["text"], Actor(**said["by"]), row.withdrawn_at)


def _registration(said: dict[str, Any]) -> Registration:
    day = date.fromisoformat(said["anmalningsdatum"])
    signing = Signing(**said["samtycke"])
    return Registration(said["dnr"], said["version"], day, signing, said.get("undertecknad_av"))


def _review(row: ReferralRow) -> SecrecyReview | None:
    if row.reviewed_at is None or row.reviewed_by is None:
        return None
    return SecrecyReview(
        Actor(row.reviewed_by, row.reviewed_function), row.reviewed_at, row.note_read is True
    )


def _sent_text(text_id: UUID, case_id: UUID, text: SentText, key: CaseKey) -> SentTextRow:
    answer = (
        None if text.answer is None else key.seal_json("sent_text", "answer", text_id, asdict(text.answer))
    )
    reason = None if text.reason is None else key.seal_json("sent_text", "reason", text_id, text.reason)
    return SentTextRow(
        id=text_id,
        case_id=case_id,
        version=text.version,
        kind=text.kind,
        sent_by=text.by.subject,
        function=text.by.function,
        at=text.at,
        retraction_id=None,
        content=key.seal_json("sent_text", "content", text_id, text.content.to_json()),
        answer=answer,
        reason=reason,
    )
