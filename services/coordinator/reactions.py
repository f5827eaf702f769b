"""What a stored event leads to: the team's akt follows what becomes of the samtycke, and of the follow-up."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol
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
from services.coordinator.domain import Cover, Ending, Office, Row
from services.coordinator.domain.followup import FollowUp, FollowUpResult
from services.coordinator.domain.plan_words import Names
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
AskResult = Callable[[UUID], Awaitable[FollowUpResult | None]]
"""Asks, before the transaction, what a follow-up came to."""
Asked = tuple[Cover, FollowUpResult | None]


class MakeBooks(Protocol):
    """Makes the books of one transaction."""

    def __call__(self, session: AsyncSession, *, by_hand: bool = False) -> Books:
        """Return them; `by_hand` when the case is handled by hand."""
        ...


@dataclass(frozen=True, slots=True)
class Around:
    """What reactions ask others, and what the letters need: the team, and what people call the units."""

    ask_cover: AskCover
    ask_result: AskResult
    office: Office
    names: Names


def reactions(books: MakeBooks, around: Around) -> dict[str, Reaction | TwoSteps]:
    """Return what to do per event type; other types are stored and left without effect."""
    return {**_consent(books, around), **_dates(books), **_results(books, around)}


def _consent(books: MakeBooks, around: Around) -> dict[str, Reaction | TwoSteps]:
    async def consent_given(session: AsyncSession, envelope: Envelope) -> None:
        fact = ConsentGiven.of(envelope)
        rows = [Row(r.id, r.source, r.recipient, r.category) for r in fact.rows]
        await note_consent(NoteConsent(fact.subject, rows), ConsentRows(session))

    async def cover(envelope: Envelope) -> Cover:
        return await around.ask_cover(RowsEnded.of(envelope).subject)

    async def rows_ended(session: AsyncSession, envelope: Envelope, covered: Cover) -> None:
        fact = RowsEnded.of(envelope)
        rows = [Row(r.id, r.source, r.recipient, r.category) for r in fact.rows]
        ending, hidden = Ending(fact.reason_kind), covered.withheld
        command = EndConsent(fact.subject, rows, ending, fact.whole, hidden, fact.occurred_at)
        await end_consent(command, books(session, by_hand=hidden), around.office, around.names)

    return {CONSENT_GIVEN: consent_given, ROWS_ENDED: TwoSteps(cover, rows_ended)}


def _dates(books: MakeBooks) -> dict[str, Reaction]:
    async def scheduled(session: AsyncSession, envelope: Envelope) -> None:
        fact = FollowupScheduled.of(envelope)
        command = ScheduleFollowUp(FollowUp(fact.followup_id, fact.subject, fact.plan_id, fact.due))
        await schedule_follow_up(command, books(session).akter, FollowUpBook(session))

    async def rescheduled(session: AsyncSession, envelope: Envelope) -> None:
        fact = FollowupRescheduled.of(envelope)
        command = MoveFollowUp(fact.subject, fact.followup_id, fact.planned_for)
        await move_follow_up(command, books(session).akter, FollowUpBook(session))

    async def wanted(session: AsyncSession, envelope: Envelope) -> None:
        fact = NewPlanWanted.of(envelope)
        await want_plan(WantPlan(fact.subject, fact.followup_id, fact.occurred_at), books(session).akter)

    async def expiring(session: AsyncSession, envelope: Envelope) -> None:
        fact = ConsentExpiring.of(envelope)
        await warn_of_expiry(
            WarnOfExpiry(fact.subject, fact.followup_id, fact.occurred_at), books(session).akter
        )

    return {
        FOLLOWUP_SCHEDULED: scheduled,
        FOLLOWUP_RESCHEDULED: rescheduled,
        CONSENT_EXPIRING: expiring,
        NEW_PLAN_WANTED: wanted,
    }


def _results(books: MakeBooks, around: Around) -> dict[str, TwoSteps]:
    async def ask(envelope: Envelope) -> Asked:
        fact = FollowupRecorded.of(envelope)
        return await around.ask_cover(fact.subject), await around.ask_result(fact.followup_id)

    async def recorded(session: AsyncSession, envelope: Envelope, asked: Asked) -> None:
        fact, (covered, result) = FollowupRecorded.of(envelope), asked
        command = RecordFollowUp(fact.subject, fact.followup_id, result, fact.occurred_at)
        kept = books(session, by_hand=covered.withheld)
        await record_follow_up(command, kept, FollowUpBook(session), around.names, around.office)

    async def concluded(session: AsyncSession, envelope: Envelope, asked: Asked) -> None:
        fact, (covered, result) = CaseConcluded.of(envelope), asked
        command = ConcludeCase(fact.subject, fact.last_day, sorted(covered.units), result, fact.occurred_at)
        await conclude_case(command, books(session, by_hand=covered.withheld), around.office)

    return {FOLLOWUP_RECORDED: TwoSteps(ask, recorded), CASE_CONCLUDED: TwoSteps(ask, concluded)}
