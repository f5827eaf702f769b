"""How meetings are written: whole for the koordinator, in plain words for the person."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import Office, local_day, utc
from services.coordinator.domain.case_letter import still_told
from services.coordinator.domain.letter import CALLS
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_letters import HOW_TO_ANSWER, VOLUNTARY, why
from services.coordinator.domain.meeting_rules import is_late
from services.coordinator.domain.meeting_values import INDIVID, Invitation, MeetingState, Outcome
from services.coordinator.domain.meeting_words import (
    OUTCOMES,
    REASONS,
    called,
    hanvisning_text,
    when,
    where,
)
from services.coordinator.repository.meeting_rows import to_meeting
from services.coordinator.tables import LetterRow
from services.coordinator.tables.meetings import InvitationRow, MeetingRow
from shared.clock import Clock
from shared.sealing import CaseKeys

Json = dict[str, Any]
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
    Outcome.UPPFOLJNING: "Vi följde upp planen. Resultatet finns i uppföljningen.",
}


@dataclass(frozen=True, slots=True)
class MeetingReader:
    """Opens meetings with the keys of their cases."""

    keys: CaseKeys
    office: Office
    name_of: Callable[[str], str]
    clock: Clock

    async def of_case(self, session: AsyncSession, case_id: UUID, *, hide_places: bool = False) -> list[Json]:
        """Write the meetings of a case as the koordinator reads them, the latest first."""
        meetings = await self._meetings(session, [case_id])
        calls = await _calls(session, case_id)
        return [
            self._whole(meeting, calls.get(meeting.written_at), hide_places=hide_places)
            for meeting in meetings
        ]

    async def of_person(self, session: AsyncSession, case_ids: Collection[UUID]) -> list[Json]:
        """Write the meetings of a person's cases as she reads them, the latest first."""
        return [self._hers(meeting) for meeting in await self._meetings(session, case_ids)]

    async def in_letter(self, session: AsyncSession, case_id: UUID, *, is_open: bool) -> list[Json]:
        """Write those of a case's meetings that her letter tells of."""
        meetings = await self._meetings(session, [case_id])
        return [self._hers(one) for one in still_told(meetings, self.clock.now(), is_open=is_open)]

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

    def _whole(self, meeting: Meeting, letter: LetterRow | None, *, hide_places: bool) -> Json:
        agreed, change, adjourned = meeting.agreement, meeting.change, meeting.adjournment
        posted_on = letter.posted_on if letter else None
        return {
            **_times(meeting),
            "version": meeting.version,
            "plan_id": str(meeting.plan_id) if meeting.plan_id else None,
            "form": meeting.place.form.value,
            "place": None if hide_places else meeting.place.text,
            "agenda": meeting.agenda,
            "called_at": utc(meeting.called_at),
            "shorter_notice": agreed and {"agreed_on": agreed.agreed_on.isoformat(), "how": agreed.how},
            "letter": letter
            and {"letter_id": str(letter.id), "posted_on": posted_on.isoformat() if posted_on else None},
            "late_letter": is_late(
                meeting.state, meeting.slot, agreed, posted_on or local_day(self.clock.now())
            ),
            "reason": change
            and {
                "code": change.reason.value,
                "label": REASONS[change.reason],
                "text": change.text,
                "to_person": change.to_person,
            },
            "invited": [self._answer(i) for i in meeting.invitations],
            "held": self._held(meeting),
            "adjourned": adjourned
            and {"reason": adjourned.cause.value, "text": adjourned.text, "to_person": adjourned.to_person},
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
            "reason": meeting.change and why(meeting.change),
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


def _times(meeting: Meeting) -> Json:
    return {
        "meeting_id": str(meeting.id),
        "kind": meeting.kind.value,
        "state": meeting.state.value,
        "starts_at": utc(meeting.slot.starts_at),
        "minutes": meeting.slot.minutes,
    }


async def _calls(session: AsyncSession, case_id: UUID) -> dict[datetime, LetterRow]:
    """Return the letters that call the person to meetings of a case, by the moment when they were written."""
    found = await session.exec(
        select(LetterRow).where(
            col(LetterRow.case_id) == case_id, col(LetterRow.kind).in_([kind.value for kind in CALLS])
        )
    )
    return {letter.at: letter for letter in found.all()}
