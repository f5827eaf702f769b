"""What a stored event leads to: follow-ups follow plans, meetings, the akt and the samtycke."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup import foreign
from services.followup.commands.end_follow_up import EndFollowUp, end_follow_up
from services.followup.commands.follow_meeting import FollowMeeting, MeetingEvent, follow_meeting
from services.followup.commands.follow_plan import FollowPlan, SettleDelmal, follow_plan, settle_delmal
from services.followup.commands.heed_consent import EndConsent, NoteConsent, end_consent, note_consent
from services.followup.commands.schedule_follow_up import ScheduleFollowUp, schedule_follow_up
from services.followup.domain import Delmal, Ending, Plan, Row
from services.followup.repository import ConsentRows, FollowUpRepository
from shared.events import Envelope
from shared.ids import uuid7
from shared.inbox import Reaction, Reactions

MakeFollowUps = Callable[[AsyncSession], FollowUpRepository]
FOLLOW_UP = "uppfoljning"
"""The kind of meeting that follows a plan up."""
MEETINGS = {
    foreign.MEETING_CALLED: MeetingEvent.CALLED,
    foreign.MEETING_MOVED: MeetingEvent.MOVED,
    foreign.MEETING_CANCELLED: MeetingEvent.CANCELLED,
    foreign.MEETING_ADJOURNED: MeetingEvent.ADJOURNED,
    foreign.MEETING_HELD: MeetingEvent.HELD,
}


def reactions(follow_ups: MakeFollowUps) -> Reactions:
    """Return what to do per event type; other types are stored and left without effect."""
    plans, samtycke = _Plans(follow_ups), _Samtycke(follow_ups)
    return {
        foreign.PLAN_MADE: plans.made,
        foreign.PLAN_CHANGED: plans.changed,
        foreign.DELMAL_SETTLED: plans.settled,
        foreign.AKT_ENDED: plans.ended,
        **{kind: _meeting(follow_ups, event) for kind, event in MEETINGS.items()},
        foreign.CONSENT_GIVEN: samtycke.given,
        foreign.ROWS_SHORTENED: samtycke.given,
        foreign.ROWS_ENDED: samtycke.ended,
    }


def _meeting(follow_ups: MakeFollowUps, event: MeetingEvent) -> Reaction:
    async def happened(session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.MeetingFact.of(envelope)
        if fact.kind == FOLLOW_UP:
            when = fact.held_at or fact.starts_at
            command = FollowMeeting(fact.subject, fact.plan_id, fact.meeting_id, event, when)
            await follow_meeting(command, follow_ups(session))

    return happened


@dataclass(frozen=True, slots=True)
class _Plans:
    follow_ups: MakeFollowUps

    async def made(self, session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.PlanInForce.of(envelope)
        command = ScheduleFollowUp(
            uuid7(), fact.subject, fact.team, fact.sender, _plan(fact), fact.occurred_at
        )
        await schedule_follow_up(command, self.follow_ups(session), ConsentRows(session))

    async def changed(self, session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.PlanInForce.of(envelope)
        await follow_plan(FollowPlan(fact.subject, _plan(fact)), self.follow_ups(session))

    async def settled(self, session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.DelmalSettled.of(envelope)
        command = SettleDelmal(fact.subject, fact.plan_id, fact.delmal_id)
        await settle_delmal(command, self.follow_ups(session))

    async def ended(self, session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.AktEnded.of(envelope)
        await end_follow_up(EndFollowUp(fact.subject), self.follow_ups(session))


@dataclass(frozen=True, slots=True)
class _Samtycke:
    follow_ups: MakeFollowUps

    async def given(self, session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.ConsentGiven.of(envelope)
        rows = [Row(r.id, r.source, r.recipient, r.category, r.valid_to) for r in fact.rows]
        command = NoteConsent(fact.subject, rows)
        await note_consent(command, self.follow_ups(session), ConsentRows(session))

    async def ended(self, session: AsyncSession, envelope: Envelope) -> None:
        fact = foreign.RowsEnded.of(envelope)
        rows = [Row(r.id, r.source, r.recipient, r.category) for r in fact.rows]
        command = EndConsent(fact.subject, rows, Ending(fact.reason_kind), fact.whole)
        await end_consent(command, self.follow_ups(session), ConsentRows(session))


def _plan(fact: foreign.PlanInForce) -> Plan:
    delmal = tuple(Delmal(d.id, d.kind, d.responsible, d.due, d.category) for d in fact.delmal)
    return Plan(
        fact.plan_id,
        fact.number,
        fact.version,
        fact.made_on,
        fact.driver,
        tuple(unit for unit in fact.parties if unit != fact.team),
        delmal,
    )
