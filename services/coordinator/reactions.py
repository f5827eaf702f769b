"""What a stored event leads to: the team's akt follows what becomes of the samtycke, and of the follow-up."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.books import Books
from services.coordinator.commands.heed_consent import EndConsent, NoteConsent, end_consent, note_consent
from services.coordinator.commands.heed_followup import (
    ConcludeCase,
    MoveFollowUp,
    RecordFollowUp,
    ScheduleFollowUp,
    WantPlan,
    WarnOfExpiry,
    conclude_case,
    move_follow_up,
    record_follow_up,
    schedule_follow_up,
    want_plan,
    warn_of_expiry,
)
from services.coordinator.domain import Cover, Ending, Row, local_day
from services.coordinator.domain.followup import FollowUp
from services.coordinator.foreign import (
    CASE_CONCLUDED,
    CONSENT_EXPIRING,
    CONSENT_GIVEN,
    FOLLOWUP_RECORDED,
    FOLLOWUP_RESCHEDULED,
    FOLLOWUP_SCHEDULED,
    NEW_PLAN_WANTED,
    ROWS_ENDED,
    CaseConcluded,
    ConsentExpiring,
    ConsentGiven,
    FollowupRecorded,
    FollowupRescheduled,
    FollowupScheduled,
    NewPlanWanted,
    RowsEnded,
)
from services.coordinator.repository import AktRepository, ConsentRows
from services.coordinator.repository.followups import FollowUpBook
from shared.events import Envelope
from shared.inbox import Reaction, TwoSteps

MakeAkter = Callable[[AsyncSession], AktRepository]
AskCover = Callable[[UUID], Awaitable[Cover]]
"""Asks, before the transaction, who is covered now, and fetches what sealing needs."""


class MakeBooks(Protocol):
    """Makes the books of one transaction."""

    def __call__(self, session: AsyncSession, *, by_hand: bool = False) -> Books:
        """Return them; `by_hand` when the case is handled by hand."""
        ...


def reactions(books: MakeBooks, ask_cover: AskCover) -> dict[str, Reaction | TwoSteps]:
    """Return what to do per event type; other types are stored and left without effect."""
    return {**_consent(books, ask_cover), **_followup(books, ask_cover)}


def _consent(books: MakeBooks, ask_cover: AskCover) -> dict[str, Reaction | TwoSteps]:
    async def consent_given(session: AsyncSession, envelope: Envelope) -> None:
        fact = ConsentGiven.of(envelope)
        rows = [Row(r.id, r.source, r.recipient, r.category) for r in fact.rows]
        await note_consent(NoteConsent(fact.subject, rows), ConsentRows(session))

    async def cover(envelope: Envelope) -> Cover:
        return await ask_cover(RowsEnded.of(envelope).subject)

    async def rows_ended(session: AsyncSession, envelope: Envelope, covered: Cover) -> None:
        fact = RowsEnded.of(envelope)
        rows = [Row(r.id, r.source, r.recipient, r.category) for r in fact.rows]
        ending, hidden = Ending(fact.reason_kind), covered.withheld
        command = EndConsent(fact.subject, rows, ending, fact.whole, hidden, fact.occurred_at)
        await end_consent(command, books(session, by_hand=hidden))

    return {CONSENT_GIVEN: consent_given, ROWS_ENDED: TwoSteps(cover, rows_ended)}


def _followup(books: MakeBooks, ask_cover: AskCover) -> dict[str, Reaction | TwoSteps]:
    async def scheduled(session: AsyncSession, envelope: Envelope) -> None:
        fact = FollowupScheduled.of(envelope)
        command = ScheduleFollowUp(FollowUp(fact.followup_id, fact.subject, fact.plan_id, fact.due))
        await schedule_follow_up(command, *_dates(books, session))

    async def rescheduled(session: AsyncSession, envelope: Envelope) -> None:
        fact = FollowupRescheduled.of(envelope)
        command = MoveFollowUp(fact.subject, fact.followup_id, fact.planned_for)
        await move_follow_up(command, *_dates(books, session))

    async def recorded(session: AsyncSession, envelope: Envelope) -> None:
        fact = FollowupRecorded.of(envelope)
        command = RecordFollowUp(fact.subject, fact.followup_id, local_day(fact.occurred_at))
        await record_follow_up(command, *_dates(books, session))

    async def wanted(session: AsyncSession, envelope: Envelope) -> None:
        fact = NewPlanWanted.of(envelope)
        await want_plan(WantPlan(fact.subject, fact.followup_id, fact.occurred_at), books(session).akter)

    async def expiring(session: AsyncSession, envelope: Envelope) -> None:
        fact = ConsentExpiring.of(envelope)
        await warn_of_expiry(
            WarnOfExpiry(fact.subject, fact.followup_id, fact.occurred_at), books(session).akter
        )

    async def cover(envelope: Envelope) -> Cover:
        return await ask_cover(CaseConcluded.of(envelope).subject)

    async def concluded(session: AsyncSession, envelope: Envelope, covered: Cover) -> None:
        fact = CaseConcluded.of(envelope)
        command = ConcludeCase(fact.subject, fact.last_day, sorted(covered.units), fact.occurred_at)
        await conclude_case(command, books(session, by_hand=covered.withheld))

    return {
        FOLLOWUP_SCHEDULED: scheduled,
        FOLLOWUP_RESCHEDULED: rescheduled,
        FOLLOWUP_RECORDED: recorded,
        CONSENT_EXPIRING: expiring,
        NEW_PLAN_WANTED: wanted,
        CASE_CONCLUDED: TwoSteps(cover, concluded),
    }


def _dates(books: MakeBooks, session: AsyncSession) -> Sequence[Any]:
    return books(session).akter, FollowUpBook(session)
