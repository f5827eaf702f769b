"""Rows ↔ akt. Saving an akt stages what it publishes, in the same transaction."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import FIRST, Akt, Part, Status, SupplementRequest
from services.coordinator.domain.values import ENDED
from services.coordinator.errors import EndedAlready, StaleAkt, UnknownAkt
from services.coordinator.foreign import personal_number
from services.coordinator.repository.decisions import closing_to_json, decision_to_json
from services.coordinator.repository.outcomes import count_outcome
from services.coordinator.repository.questions import keep_answer, question_of, question_row, questions_of
from services.coordinator.tables import (
    AktRow,
    NoticeRow,
    PartRow,
    RegisterRow,
    SupplementRequestRow,
)
from shared.blind_index import BlindIndex
from shared.holding import hold
from shared.ids import uuid7
from shared.outbox import Outbox
from shared.sealing import CaseKey, CaseKeys

IDENTITET = "identitet"


class AktRepository:
    """The akter of one team, within one transaction."""

    def __init__(
        self, session: AsyncSession, team: str, keys: CaseKeys, outbox: Outbox, index: BlindIndex
    ) -> None:
        self._session = session
        self._team = team
        self._keys = keys
        self._outbox = outbox
        self._index = index

    async def find(self, case_id: UUID) -> Akt | None:
        """Load the akt of a case and hold the case, also while there is no akt, until the transaction ends."""
        await hold_case(self._session, case_id)
        row = await self._row(case_id)
        return None if row is None else await self._to_akt(row)

    async def get(self, case_id: UUID, version: int) -> Akt:
        """Load the akt that the caller has read; raises UnknownAkt, StaleAkt, or EndedAlready: a reason that says more."""
        akt = await self.find(case_id)
        if akt is None:
            raise UnknownAkt
        if akt.version != version:
            raise EndedAlready(akt_status=akt.status.value) if akt.status in ENDED else StaleAkt
        return akt

    async def is_founded_on(self, case_id: UUID, document: UUID) -> bool:
        """Tell whether a document is the anmälan that the akt was opened with."""
        query = select(PartRow.id).where(col(PartRow.case_id) == case_id, col(PartRow.document) == document)
        return (
            await self._session.exec(query.where(col(PartRow.type) == FIRST).limit(1))
        ).first() is not None

    async def next_number(self, year: int) -> str:
        """Take the next number of the team's register; the row lock makes it gapless."""
        made = insert(RegisterRow).values(team=self._team, year=year, last=1)
        raised = made.on_conflict_do_update(
            index_elements=["team", "year"], set_={"last": RegisterRow.last + 1}
        )
        connection = await self._session.connection()
        taken = await connection.execute(raised.returning(col(RegisterRow.last)))
        return f"FT-{year}-{taken.scalar_one():04}"

    async def add(self, akt: Akt) -> None:
        """Keep a new akt; from now on its version is 1."""
        akt.version = 1
        self._session.add(
            AktRow(
                case_id=akt.case_id,
                team=akt.team,
                sender=akt.sender,
                number=akt.number,
                received_at=akt.received_at,
                reply_by=akt.reply_by,
                status=akt.status.value,
                since=akt.since,
                version=akt.version,
                person_index=self._person(akt.new_parts),
                decision=None,
                closing=None,
            )
        )
        await self._session.flush()
        await self._keep_new(akt)

    async def save(self, akt: Akt) -> None:
        """Keep what changed; raises StaleAkt when another transaction was first."""
        changes: dict[str, Any] = {
            "status": akt.status.value,
            "since": akt.since,
            "reply_by": akt.reply_by,
            "sender": akt.sender,
            "received_at": akt.received_at,
            "version": akt.version + 1,
            **await self._sealed(akt),
        }
        person = self._person(akt.new_parts)
        if person is not None or akt.status is Status.ATERTAGEN:
            changes["person_index"] = person
        moved = await self._session.exec(
            update(AktRow)
            .where(col(AktRow.case_id) == akt.case_id, col(AktRow.version) == akt.version)
            .values(**changes)
        )
        if moved.rowcount != 1:
            raise StaleAkt
        akt.version += 1
        await self._keep_new(akt)

    async def _sealed(self, akt: Akt) -> dict[str, bytes]:
        said: dict[str, Any] = {}
        if akt.decision is not None:
            said["decision"] = decision_to_json(akt.decision)
        if akt.closing is not None:
            said["closing"] = closing_to_json(akt.closing)
        if not said:
            return {}
        key = await self._keys.open_key(akt.case_id)
        return {name: key.seal_json("akt", name, akt.case_id, value) for name, value in said.items()}

    async def _keep_new(self, akt: Akt) -> None:
        for notice in akt.new_notices:
            self._session.add(
                NoticeRow(
                    event_id=notice.event_id,
                    case_id=akt.case_id,
                    kind=notice.kind,
                    at=notice.at,
                    scope=notice.scope,
                    document=notice.document,
                )
            )
        if akt.new_parts or akt.new_requests or akt.new_questions or akt.answered:
            await self._keep_words(akt, await self._keys.open_key(akt.case_id))
        await self._session.flush()
        if akt.outcome is not None:
            await count_outcome(self._session, akt.team, akt.since.year, akt.outcome)
            akt.outcome = None
        for publication in akt.take_publications():
            await self._outbox.stage(self._session, publication.fact, publication.sections)

    async def _keep_words(self, akt: Akt, key: CaseKey) -> None:
        self._session.add_all(_part(key, part) for part in akt.new_parts)
        self._session.add_all(_request(key, request) for request in akt.new_requests)
        self._session.add_all(question_row(key, question) for question in akt.new_questions)
        await self._session.flush()
        for answered in akt.answered:
            await keep_answer(self._session, key, answered)

    def _person(self, parts: Sequence[Part]) -> bytes | None:
        numbers = [personal_number(part.content) for part in parts if part.category == IDENTITET]
        known = [number for number in numbers if number]
        return self._index.of(known[-1]) if known else None

    async def _row(self, case_id: UUID) -> AktRow | None:
        found = await self._session.exec(
            select(AktRow)
            .where(col(AktRow.case_id) == case_id, col(AktRow.team) == self._team)
            .execution_options(populate_existing=True)
        )
        return found.one_or_none()

    async def _to_akt(self, row: AktRow) -> Akt:
        asked = await questions_of(self._session, row.case_id)
        key = await self._keys.open_key(row.case_id) if asked else None
        questions = [(question_of(key, question), question.answered_at) for question in asked] if key else []
        return Akt(
            case_id=row.case_id,
            team=row.team,
            sender=row.sender,
            number=row.number,
            received_at=row.received_at,
            reply_by=row.reply_by,
            since=row.since,
            status=Status(row.status),
            version=row.version,
            open_questions=[question for question, answered_at in questions if answered_at is None],
            closed_questions=[question for question, answered_at in questions if answered_at is not None],
        )


async def hold_case(session: AsyncSession, case_id: UUID) -> None:
    """Make everything that concerns a case take turns, also before its akt exists."""
    await hold(session, f"akt:{case_id}")


def _part(key: CaseKey, part: Part) -> PartRow:
    row_id = uuid7()
    return PartRow(
        id=row_id,
        case_id=key.case_id,
        source=part.source,
        category=part.category,
        document=part.document,
        type=part.type,
        received_at=part.received_at,
        content=key.seal_json("part", "content", row_id, part.content),
    )


def _request(key: CaseKey, request: SupplementRequest) -> SupplementRequestRow:
    row_id = uuid7()
    content = {"text": request.text, "fields": list(request.fields)}
    return SupplementRequestRow(
        id=row_id,
        case_id=key.case_id,
        at=request.at,
        respond_by=request.respond_by,
        content=key.seal_json("supplement_request", "content", row_id, content),
    )
