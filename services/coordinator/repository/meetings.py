"""Rows ↔ meeting. Saving a meeting stages what it publishes and keeps its letters, in the same transaction."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.ports import Letters
from services.coordinator.domain import Office
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import MeetingState
from services.coordinator.errors import SlotTaken, StaleMeeting, UnknownMeeting
from services.coordinator.repository.akter import hold_case
from services.coordinator.repository.letters import has_heard
from services.coordinator.repository.meeting_rows import (
    answer_values,
    meeting_values,
    need_values,
    to_meeting,
)
from services.coordinator.tables.meetings import ONE_AT_A_TIME, InvitationRow, MeetingRow
from shared.holding import hold
from shared.ids import uuid7
from shared.outbox import Outbox
from shared.sealing import CaseKey, CaseKeys


class MeetingRepository:
    """The meetings of one team, within one transaction. What it loads stays held, with its case, until the end."""

    def __init__(
        self, session: AsyncSession, office: Office, keys: CaseKeys, outbox: Outbox, letters: Letters
    ) -> None:
        self._session = session
        self._office = office
        self._keys = keys
        self._outbox = outbox
        self._letters = letters

    async def find(self, case_id: UUID, meeting_id: UUID) -> Meeting:
        """Load a meeting as it is now; raises UnknownMeeting."""
        await hold_case(self._session, case_id)
        found = await self._load(case_id, col(MeetingRow.id) == meeting_id)
        if not found:
            raise UnknownMeeting
        return found[0]

    async def get(self, case_id: UUID, meeting_id: UUID, version: int) -> Meeting:
        """Load the meeting that the caller has read; raises UnknownMeeting or StaleMeeting."""
        meeting = await self.find(case_id, meeting_id)
        if meeting.version != version:
            raise StaleMeeting
        return meeting

    async def of_case(self, case_id: UUID) -> list[Meeting]:
        """Load the meetings of a case that are booked, the earliest first: also one whose end is not yet noted."""
        await hold_case(self._session, case_id)
        return await self._load(case_id, col(MeetingRow.state) == MeetingState.BOKAT.value)

    async def has_met(self, case_id: UUID) -> bool:
        """Tell whether a meeting of a case has been held."""
        await hold_case(self._session, case_id)
        held = col(MeetingRow.state) == MeetingState.HALLET.value
        found = await self._session.exec(
            select(MeetingRow.id).where(col(MeetingRow.case_id) == case_id, held).limit(1)
        )
        return found.one_or_none() is not None

    async def has_heard(self, meeting: Meeting) -> bool:
        """Tell whether the person may know of a meeting: a kallelse was posted, or she has read of her case since."""
        return await has_heard(self._session, meeting.case_id, meeting.called_at)

    async def add(self, meeting: Meeting) -> None:
        """Keep a new meeting, as version 1; raises SlotTaken."""
        meeting.version = 1
        key = await self._keys.open_key(meeting.case_id)
        values = meeting_values(key, meeting) | need_values(key, meeting)
        await self._take_turns()
        self._session.add(
            MeetingRow(
                id=meeting.id,
                case_id=meeting.case_id,
                team=meeting.team,
                sender=meeting.sender,
                kind=meeting.kind.value,
                plan_id=meeting.plan_id,
                version=meeting.version,
                called_at=meeting.called_at,
                **values,
            )
        )
        try:
            await self._session.flush()
        except IntegrityError as failure:
            raise _refusal(failure) from None
        for invitation in meeting.invitations:
            row_id = uuid7()
            answer = answer_values(key, row_id, invitation)
            self._session.add(
                InvitationRow(id=row_id, meeting_id=meeting.id, invited=invitation.invited, **answer)
            )
        await self._session.flush()
        await self._tell(meeting)

    async def save(self, meeting: Meeting) -> None:
        """Keep what changed; raises StaleMeeting when another transaction was first, and SlotTaken."""
        key = await self._keys.open_key(meeting.case_id)
        await self._take_turns()
        changes = meeting_values(key, meeting) | {"version": meeting.version + 1}
        try:
            moved = await self._session.exec(
                update(MeetingRow)
                .where(col(MeetingRow.id) == meeting.id, col(MeetingRow.version) == meeting.version)
                .values(**changes)
            )
        except IntegrityError as failure:
            raise _refusal(failure) from None
        if moved.rowcount != 1:
            raise StaleMeeting
        meeting.version += 1
        await self._keep_answers(key, meeting)
        await self._tell(meeting)

    async def save_answers(self, meeting: Meeting) -> None:
        """Keep what others have answered; the meeting itself is not a new version by that."""
        key = await self._keys.open_key(meeting.case_id)
        change = update(MeetingRow).where(col(MeetingRow.id) == meeting.id)
        await self._session.exec(change.values(**need_values(key, meeting)))
        await self._keep_answers(key, meeting)
        await self._tell(meeting)

    async def cancel_all(self, case_id: UUID, *, covered: Collection[str], at: datetime) -> None:
        """Call off what lies ahead in a case that ends. Of the units, only those in `covered` are told.

        The person reads it in the letter about the end. A meeting whose time has begun stays booked: who was there
        and what it led to is still to be noted.
        """
        for meeting in await self.of_case(case_id):
            if meeting.slot.starts_at <= at:
                continue
            for unit in set(meeting.units) - set(covered):
                meeting.drop_party(unit, at)
            meeting.end_with_case(contact=self._office.contact, at=at)
            await self.save(meeting)

    async def _load(self, case_id: UUID, which: Any) -> list[Meeting]:
        found = await self._session.exec(
            select(MeetingRow)
            .where(col(MeetingRow.case_id) == case_id, col(MeetingRow.team) == self._office.team, which)
            .order_by(col(MeetingRow.during), col(MeetingRow.id))
            .execution_options(populate_existing=True)
        )
        rows = found.all()
        if not rows:
            return []
        key = await self._keys.open_key(case_id)
        called = await self._called(rows)
        return [to_meeting(key, row, [i for i in called if i.meeting_id == row.id]) for row in rows]

    async def _called(self, rows: Iterable[MeetingRow]) -> Sequence[InvitationRow]:
        found = await self._session.exec(
            select(InvitationRow)
            .where(col(InvitationRow.meeting_id).in_([row.id for row in rows]))
            .execution_options(populate_existing=True)
        )
        return found.all()

    async def _keep_answers(self, key: CaseKey, meeting: Meeting) -> None:
        stands = {invitation.invited: invitation for invitation in meeting.invitations}
        found = await self._session.exec(
            select(InvitationRow).where(col(InvitationRow.meeting_id) == meeting.id)
        )
        for row in found.all():
            for name, value in answer_values(key, row.id, stands[row.invited]).items():
                setattr(row, name, value)
            self._session.add(row)
        await self._session.flush()

    async def _tell(self, meeting: Meeting) -> None:
        for publication in meeting.take_publications():
            await self._outbox.stage(self._session, publication.fact, publication.sections)
        for letter in meeting.take_letters():
            await self._letters.keep(letter)

    async def _take_turns(self) -> None:
        """Let bookings of one team wait for each other: the constraint alone decides, but two at once could deadlock."""
        await hold(self._session, f"calendar:{self._office.team}")


MakeMeetings = Callable[[AsyncSession], MeetingRepository]


def _refusal(failure: IntegrityError) -> Exception:
    """Say which rule of the database refused; anything but the calendar's is an error of ours."""
    diagnosis = getattr(failure.orig, "diag", None)
    return SlotTaken() if getattr(diagnosis, "constraint_name", None) == ONE_AT_A_TIME else failure
