"""What the team reads of its akter, and the person of hers. Every query starts from who is asking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.coordinator.domain import (
    ENDED,
    PARTYS_ANSWER,
    RETRACTED,
    WITH_THE_TEAM,
    Office,
    Row,
    Status,
    besked,
    consent_ended,
    has_ended,
    utc,
)
from services.coordinator.domain.addresses import without_address
from services.coordinator.domain.meeting_values import MeetingState
from services.coordinator.errors import OpeningNeedsPurpose, UnknownAkt
from services.coordinator.queries.ends import acknowledgements, answers, how_it_ended, questions
from services.coordinator.repository import ConsentRows, decision_from_json
from services.coordinator.tables import AktRow, NoticeRow, PartRow, SupplementRequestRow
from services.coordinator.tables.meetings import MeetingRow
from shared.auth import Viewer
from shared.keys import KeyGone
from shared.sealing import CaseKey, CaseKeys

Json = dict[str, Any]
ROLE = "koordinator"
RUNNING_ACCOUNT = "handlaggning"
"""In this category each document adds to what was said; in all others it says the category's fields anew."""


def visible_to(viewer: Viewer) -> SelectOfScalar[AktRow]:
    """Select the akter of the viewer's own team; nobody but its koordinator sees any."""
    mine = col(AktRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()
    return select(AktRow).where(mine)


async def visible_akt(session: AsyncSession, viewer: Viewer, case_id: UUID) -> AktRow:
    """Return one akt; unknown and foreign look the same."""
    found = await session.exec(visible_to(viewer).where(col(AktRow.case_id) == case_id))
    row = found.one_or_none()
    if row is None:
        raise UnknownAkt
    return row


async def read_by_reviewer(session: AsyncSession, viewer: Viewer, case_id: UUID) -> None:
    """Let a reviewer of access logs through who belongs to the akt's own unit; she sees no akt, only its log."""
    found = await session.exec(
        select(AktRow.case_id).where(col(AktRow.case_id) == case_id, col(AktRow.team) == viewer.unit)
    )
    if found.one_or_none() is None:
        raise UnknownAkt


async def listed_akter(
    session: AsyncSession, viewer: Viewer, *, limit: int, after: UUID | None = None
) -> Sequence[AktRow]:
    """List the akter that go on, were decided, or have ended with a meeting still to be noted, the earliest reply first.

    `after`: the last one of the page before. Raises UnknownAkt for one that the viewer does not see.
    """
    ended = col(AktRow.status).in_([status.value for status in ENDED])
    query = visible_to(viewer).where(or_(~ended, _has_unwritten_meeting()))
    if after is not None:
        last = await visible_akt(session, viewer, after)
        place = tuple_(last.reply_by, last.case_id)
        query = query.where(tuple_(col(AktRow.reply_by), col(AktRow.case_id)) > place)
    found = await session.exec(query.order_by(col(AktRow.reply_by), col(AktRow.case_id)).limit(limit))
    return found.all()


def _has_unwritten_meeting() -> ColumnElement[bool]:
    """Of an akt that has ended: what lay ahead was called off, so that a booked meeting is one whose time had begun."""
    booked = select(MeetingRow.id).where(
        col(MeetingRow.case_id) == col(AktRow.case_id), col(MeetingRow.state) == MeetingState.BOKAT.value
    )
    return booked.exists()


async def same_person(session: AsyncSession, viewer: Viewer, akt: AktRow) -> Sequence[AktRow]:
    """List other open akter of the same person in this team: by keyed hash, for the koordinator only."""
    if akt.person_index is None:
        return []
    found = await session.exec(
        visible_to(viewer)
        .where(col(AktRow.person_index) == akt.person_index, col(AktRow.case_id) != akt.case_id)
        .where(col(AktRow.status).in_([status.value for status in WITH_THE_TEAM]))
        .order_by(col(AktRow.received_at))
    )
    return found.all()


def must_be_listed(akt: AktRow, hidden: Collection[UUID]) -> None:
    """Refuse to open, without a stated purpose, an akt that has left the lists."""
    if Status(akt.status) in ENDED or akt.case_id in hidden:
        raise OpeningNeedsPurpose


def summary(akt: AktRow) -> Json:
    """Write an akt as a list shows it: nothing about the person."""
    return {
        "case_id": str(akt.case_id),
        "number": akt.number,
        "status": akt.status,
        "sender": akt.sender,
        "received_at": utc(akt.received_at),
        "reply_by": akt.reply_by.isoformat(),
        "version": akt.version,
    }


@dataclass(frozen=True, slots=True)
class AktReader:
    """Opens an akt with the key of its case."""

    keys: CaseKeys
    office: Office
    names: Mapping[str, str]
    """What people call the recipients."""

    async def whole(
        self, session: AsyncSession, akt: AktRow, *, hide_addresses: bool, with_retracted: bool = False
    ) -> Json:
        """Write the whole akt: what holds, what was said before, and what the team has done.

        What its source has taken back is closed: it is named, and read only when it is opened for a stated purpose.
        """
        try:
            key = await self.keys.open_key(akt.case_id)
        except KeyGone:  # erased: nothing is left to read
            raise UnknownAkt from None
        notices = await _notices(session, akt.case_id)
        closed = {notice["document"] for notice in notices if notice["kind"] == RETRACTED}
        sections, history, retracted = await _sections(session, key, closed)
        if hide_addresses:
            sections, history = _without_addresses(sections), _without_addresses(history)
            retracted = _without_addresses(retracted)
        rows = await ConsentRows(session).of_case(akt.case_id)
        for section in (*sections, *history):
            section.update(_cover(rows, section, akt.team))
        return {
            **summary(akt),
            **how_it_ended(key, akt),
            "sections": sections,
            "history": history,
            "retracted": retracted if with_retracted else [one | {"content": None} for one in retracted],
            "supplement_requests": await _requests(session, key),
            "questions": await questions(session, key, rows, akt.team, self.names),
            "answers": await answers(session, key),
            "stop_acknowledgements": await acknowledgements(session, akt.case_id),
            "notices": notices,
            "decision": self._decision(key, akt),
        }

    async def decisions(self, session: AsyncSession, case_ids: Collection[UUID]) -> list[Json]:
        """Write the besked of a person's cases as she reads them, the latest first."""
        found = await session.exec(
            select(AktRow)
            .where(col(AktRow.case_id).in_(list(case_ids)), col(AktRow.team) == self.office.team)
            .where(col(AktRow.decision).is_not(None))
        )
        rows = found.all()
        keys = await self.keys.open_many([row.case_id for row in rows])
        read = [self._decision(keys[row.case_id], row) for row in rows if row.case_id in keys]
        return sorted((said for said in read if said), key=lambda said: said["at"], reverse=True)

    def _decision(self, key: CaseKey, akt: AktRow) -> Json | None:
        if akt.decision is None:
            return None
        decision = decision_from_json(key.open_json("akt", "decision", akt.case_id, akt.decision))
        return {
            "case_id": str(akt.case_id),
            "at": utc(decision.at),
            "decision": (Status.TAS_UPP if decision.next_step else Status.TAS_INTE_UPP).value,
            "reason_code": decision.decline.reason.code if decision.decline else None,
            **besked(decision, self.office.contact),
        }


async def _sections(
    session: AsyncSession, key: CaseKey, closed: Collection[str]
) -> tuple[list[Json], list[Json], list[Json]]:
    """Read what holds, what was said before, and what its source has taken back: as if that had never come."""
    found = await session.exec(
        select(PartRow)
        .where(col(PartRow.case_id) == key.case_id, col(PartRow.type) != PARTYS_ANSWER)
        .order_by(col(PartRow.received_at), col(PartRow.id))
    )
    current: dict[tuple[str, str], Json] = {}
    earlier: list[Json] = []
    retracted: list[Json] = []
    for row in found:
        part = {
            "source": row.source,
            "category": row.category,
            "document": str(row.document),
            "received_at": utc(row.received_at),
            "content": key.open_json("part", "content", row.id, row.content),
        }
        if str(row.document) in closed:
            retracted.append(part)
            continue
        before = current.get((row.source, row.category))
        if before is not None:
            earlier.append(before)
            if row.category == RUNNING_ACCOUNT:
                part["content"] = before["content"] | part["content"]
        current[row.source, row.category] = part
    return list(current.values()), earlier, retracted


def _cover(rows: Sequence[Row], section: Json, team: str) -> Json:
    """Say whether the samtycke still covers it. What the team has received stays in its akt either way."""
    category = section["category"]
    ended = has_ended(rows, section["source"], team, category)
    return {"covered": not ended, "note": consent_ended(category) if ended else None}


def _without_addresses(sections: list[Json]) -> list[Json]:
    return [section | {"content": without_address(section["content"])} for section in sections]


async def _requests(session: AsyncSession, key: CaseKey) -> list[Json]:
    found = await session.exec(
        select(SupplementRequestRow)
        .where(col(SupplementRequestRow.case_id) == key.case_id)
        .order_by(col(SupplementRequestRow.at))
    )
    return [
        {
            "at": utc(row.at),
            "respond_by": row.respond_by.isoformat(),
            **key.open_json("supplement_request", "content", row.id, row.content),
        }
        for row in found
    ]


async def _notices(session: AsyncSession, case_id: UUID) -> list[Json]:
    found = await session.exec(
        select(NoticeRow).where(col(NoticeRow.case_id) == case_id).order_by(col(NoticeRow.at))
    )
    return [
        {
            "kind": row.kind,
            "at": utc(row.at),
            "scope": row.scope,
            "document": str(row.document) if row.document else None,
        }
        for row in found
    ]
