"""What is read of meetings: by the koordinator, by a unit that is called, by the person."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import false, func
from sqlalchemy.dialects.postgresql import Range
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from services.coordinator.domain import ENDED, Office, utc
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_letters import HOW_TO_ANSWER, VOLUNTARY
from services.coordinator.domain.meeting_values import INDIVID, Invitation, MeetingState, Outcome
from services.coordinator.domain.meeting_words import OUTCOMES, called, hanvisning_text, when, where
from services.coordinator.errors import UnknownMeeting
from services.coordinator.queries.akt import ROLE
from services.coordinator.repository.meeting_rows import to_meeting
from services.coordinator.tables import AktRow
from services.coordinator.tables.meetings import InvitationRow, MeetingRow
from shared.auth import Viewer
from shared.sealing import CaseKeys

Json = dict[str, Any]
STAFF, ANSWER = "handlaggare", "answer"
STATE_TEXT = {
    MeetingState.BOKAT: "Mötet är bokat.",
    MeetingState.HALLET: "Mötet har hållits.",
    MeetingState.INSTALLT: "Mötet är inställt.",
    MeetingState.AJOURNERAT: "Mötet blev inte av. En ny tid kommer.",
}
ANSWER_TEXT = {
    "kommer": "Du har svarat att du kommer.",
    "annan_tid": "Du har svarat att du behöver en annan tid.",
    "kommer_inte": "Du har svarat att du inte kommer.",
}
OUTCOME_TO_HER = OUTCOMES | {
    Outcome.VAGLEDNING: "Mötet gav vägledning. Ingen gemensam plan görs nu.",
    Outcome.HANVISNING: "Du hänvisas vidare. Ingen gemensam plan görs nu.",
}


def meetings_of_team(viewer: Viewer) -> SelectOfScalar[MeetingRow]:
    """Select the meetings of the viewer's own team; nobody but its koordinator sees any."""
    mine = col(MeetingRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()
    return select(MeetingRow).where(mine)


async def meeting_of_team(
    session: AsyncSession, viewer: Viewer, case_id: UUID, meeting_id: UUID
) -> MeetingRow:
    """Return one meeting of the viewer's team; unknown and foreign look the same."""
    return await _one(
        session,
        meetings_of_team(viewer).where(col(MeetingRow.id) == meeting_id, col(MeetingRow.case_id) == case_id),
    )


async def meeting_called_to(session: AsyncSession, viewer: Viewer, meeting_id: UUID) -> MeetingRow:
    """Return a meeting that the viewer's unit is or was called to, for its staff or its own system."""
    invited = select(col(InvitationRow.meeting_id)).where(col(InvitationRow.invited) == answers_for(viewer))
    return await _one(
        session, select(MeetingRow).where(col(MeetingRow.id) == meeting_id, col(MeetingRow.id).in_(invited))
    )


async def meeting_of_sender(session: AsyncSession, viewer: Viewer, meeting_id: UUID) -> MeetingRow:
    """Return a meeting about a case that the viewer's unit has sent, for its staff or its own system."""
    return await _one(
        session,
        select(MeetingRow).where(
            col(MeetingRow.id) == meeting_id, col(MeetingRow.sender) == answers_for(viewer)
        ),
    )


async def meeting_of_person(
    session: AsyncSession, case_ids: Collection[UUID], meeting_id: UUID
) -> MeetingRow:
    """Return a meeting in one of the person's cases."""
    return await _one(
        session,
        select(MeetingRow).where(
            col(MeetingRow.id) == meeting_id, col(MeetingRow.case_id).in_(list(case_ids))
        ),
    )


async def units_of(session: AsyncSession, meeting_id: UUID) -> list[str]:
    """List the units that were called to a meeting."""
    found = await session.exec(
        select(InvitationRow.invited).where(
            col(InvitationRow.meeting_id) == meeting_id, col(InvitationRow.invited) != INDIVID
        )
    )
    return list(found.all())


async def calendar(
    session: AsyncSession, viewer: Viewer, start: datetime, end: datetime
) -> Sequence[tuple[MeetingRow, str]]:
    """List the meetings of the viewer's team with the numbers of their akter; cancelled and ended ones are left out."""
    mine = col(MeetingRow.team) == viewer.unit if ROLE in viewer.roles and viewer.unit else false()
    found = await session.exec(
        select(MeetingRow, AktRow.number)
        .join(AktRow, col(AktRow.case_id) == col(MeetingRow.case_id))
        .where(mine, col(MeetingRow.during).op("&&")(Range(start, end)))
        .where(col(MeetingRow.state) != MeetingState.INSTALLT.value)
        .where(col(AktRow.status).not_in([status.value for status in ENDED]))
        .order_by(func.lower(col(MeetingRow.during)), col(MeetingRow.id))
    )
    return found.all()


def in_calendar(row: MeetingRow, number: str) -> Json:
    """Write a meeting as the calendar shows it: nothing about the person."""
    return {
        "meeting_id": str(row.id),
        "case_id": str(row.case_id),
        "number": number,
        "kind": row.kind,
        "state": row.state,
        "starts_at": utc(row.during.lower),
        "ends_at": utc(row.during.upper),
    }


@dataclass(frozen=True, slots=True)
class MeetingReader:
    """Opens meetings with the keys of their cases."""

    keys: CaseKeys
    office: Office
    name_of: Callable[[str], str]

    async def of_case(self, session: AsyncSession, case_id: UUID, *, hide_places: bool = False) -> list[Json]:
        """Write the meetings of a case as the koordinator reads them, the latest first."""
        meetings = await self._meetings(session, [case_id])
        return [self._whole(meeting, hide_places=hide_places) for meeting in meetings]

    async def of_person(self, session: AsyncSession, case_ids: Collection[UUID]) -> list[Json]:
        """Write the meetings of a person's cases as she reads them, the latest first."""
        return [self._hers(meeting) for meeting in await self._meetings(session, case_ids)]

    async def _meetings(self, session: AsyncSession, case_ids: Collection[UUID]) -> list[Meeting]:
        found = await session.exec(
            select(MeetingRow)
            .where(col(MeetingRow.case_id).in_(list(case_ids)), col(MeetingRow.team) == self.office.team)
            .order_by(func.lower(col(MeetingRow.during)).desc(), col(MeetingRow.id))
        )
        rows = found.all()
        keys = await self.keys.open_many(list({row.case_id for row in rows}))
        invited = await session.exec(
            select(InvitationRow).where(col(InvitationRow.meeting_id).in_([row.id for row in rows]))
        )
        called_to: dict[UUID, list[InvitationRow]] = {}
        for invitation in invited.all():
            called_to.setdefault(invitation.meeting_id, []).append(invitation)
        return [
            to_meeting(keys[row.case_id], row, called_to.get(row.id, []))
            for row in rows
            if row.case_id in keys
        ]

    def _whole(self, meeting: Meeting, *, hide_places: bool) -> Json:
        agreed = meeting.agreement
        return {
            **_times(meeting),
            "version": meeting.version,
            "plan_id": str(meeting.plan_id) if meeting.plan_id else None,
            "form": meeting.place.form.value,
            "place": None if hide_places else meeting.place.text,
            "agenda": meeting.agenda,
            "called_at": utc(meeting.called_at),
            "shorter_notice": agreed and {"agreed_on": agreed.agreed_on.isoformat(), "how": agreed.how},
            "reason": meeting.reason,
            "invited": [self._answer(i) for i in meeting.invitations],
            "held": self._held(meeting),
            "adjourned": meeting.adjournment
            and {"reason": meeting.adjournment.cause.value, "text": meeting.adjournment.text},
            "need": meeting.need and {"need": meeting.need.remains, "at": utc(meeting.need.at)},
        }

    def _answer(self, invitation: Invitation) -> Json:
        reply = invitation.reply
        return {
            "invited": invitation.invited,
            "name": "Personen" if invitation.invited == INDIVID else self.name_of(invitation.invited),
            "fallen_at": utc(invitation.fallen_at) if invitation.fallen_at else None,
            "answer": reply and reply.coming.value,
            "answered_at": reply and utc(reply.at),
            "text": reply and reply.text,
            "how": reply and reply.how,
        }

    def _held(self, meeting: Meeting) -> Json | None:
        minutes = meeting.minutes
        if minutes is None:
            return None
        return {
            "present": list(minutes.units),
            "persons": [{"unit": a.unit, "name": a.name, "function": a.function} for a in minutes.attendees],
            "outcome": minutes.outcome.value,
            "outcome_text": OUTCOMES[minutes.outcome],
            "hanvisning": minutes.hanvisning
            and {"to": minutes.hanvisning.to.value, "unit": minutes.hanvisning.unit},
            "note": minutes.note,
        }

    def _hers(self, meeting: Meeting) -> Json:
        names = self._names(meeting)
        upcoming = meeting.state is MeetingState.BOKAT
        reply = next((i.reply for i in meeting.invitations if i.invited == INDIVID), None)
        minutes = meeting.minutes
        return {
            **_times(meeting),
            "case_id": str(meeting.case_id),
            "state_text": STATE_TEXT[meeting.state],
            "when": when(meeting.slot),
            "place": where(meeting.place),
            "agenda": meeting.agenda,
            "called": ["Du", "Koordinatorn i Finsamteamet", *called(meeting, names)],
            "reason": meeting.reason,
            "my_answer": reply and reply.coming.value,
            "my_answer_text": ANSWER_TEXT[reply.coming.value] if reply else None,
            "how_to_answer": HOW_TO_ANSWER if upcoming else None,
            "voluntary": VOLUNTARY,
            "outcome": minutes and OUTCOME_TO_HER[minutes.outcome],
            "hanvisning": minutes and hanvisning_text(minutes, names),
            "note": minutes and minutes.note,
            "contact": self.office.contact,
        }

    def _names(self, meeting: Meeting) -> dict[str, str]:
        units: Iterable[str] = meeting.units
        sent_on = meeting.minutes.hanvisning if meeting.minutes else None
        named = [*units, sent_on.unit] if sent_on and sent_on.unit else units
        return {unit: self.name_of(unit) for unit in named}


def answers_for(viewer: Viewer) -> str:
    """Return the unit that the viewer answers for: its staff, or its own system with the scope `answer`."""
    allowed = ANSWER in viewer.scopes if viewer.is_machine() else STAFF in viewer.roles
    if not allowed or viewer.unit is None:
        raise UnknownMeeting
    return viewer.unit


def _times(meeting: Meeting) -> Json:
    return {
        "meeting_id": str(meeting.id),
        "kind": meeting.kind.value,
        "state": meeting.state.value,
        "starts_at": utc(meeting.slot.starts_at),
        "minutes": meeting.slot.minutes,
    }


async def _one(session: AsyncSession, wanted: SelectOfScalar[MeetingRow]) -> MeetingRow:
    row = (await session.exec(wanted)).one_or_none()
    if row is None:
        raise UnknownMeeting
    return row
