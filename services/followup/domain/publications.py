"""What a follow-up publishes: each fact, and what its addressees read of it. Nobody who is not covered is told anything."""

from datetime import date, datetime, timedelta
from typing import Protocol, TypedDict
from uuid import UUID

from services.followup.domain import words
from services.followup.domain.due import LAST_DAYS, Calendar
from services.followup.domain.record import Record
from services.followup.domain.values import (
    HANDLAGGNING,
    Meeting,
    PartyAnswer,
    Plan,
    Publication,
    Rescheduling,
)
from services.followup.events import (
    CaseConcluded,
    ConsentExpiring,
    FollowupRecorded,
    FollowupReminded,
    FollowupRescheduled,
    FollowupScheduled,
    NewPlanWanted,
    PartyAnswered,
)
from shared.days import local_day
from shared.events import Section


class Told(Protocol):
    """A follow-up, as far as anything is published of it."""

    id: UUID
    case_id: UUID
    team: str
    sender: str
    plan: Plan
    days: Calendar

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that comes."""
        ...


class Happened(TypedDict):
    """What every fact about a follow-up says."""

    subject: UUID
    occurred_at: datetime
    sender: str
    team: str
    followup_id: UUID
    plan_id: UUID


def scheduled(of: Told, at: datetime) -> Publication:
    """Say by when the plan is to be followed up."""
    return Publication(FollowupScheduled(**_happened(of, at), due=of.days.due))


def reminded(of: Told, parties: tuple[str, ...], contact: str, at: datetime) -> Publication:
    """Remind the units of what is to come."""
    fact = FollowupReminded(**_happened(of, at), parties=parties, due=of.days.due)
    content = words.reminder(of.days.due, of.days.planned_for, of.meeting, contact)
    return Publication(fact, (Section(HANDLAGGNING, of.team, content),))


def consent_expiring(of: Told, at: datetime) -> Publication:
    """Say that the samtycke runs out before the follow-up."""
    return Publication(ConsentExpiring(**_happened(of, at)))


def party_answered(of: Told, answer: PartyAnswer) -> Publication:
    """Hand on a party's own words, with the party as source."""
    fact = PartyAnswered(
        subject=of.case_id,
        occurred_at=answer.at,
        sender=of.sender,
        team=of.team,
        party=answer.party,
        about=of.id,
    )
    return Publication(fact, (Section(HANDLAGGNING, answer.party, words.party_answer(answer)),))


def rescheduled(of: Told, move: Rescheduling, parties: tuple[str, ...], contact: str) -> Publication:
    """Say that the follow-up is planned for another day."""
    fact = FollowupRescheduled(**_happened(of, move.at), parties=parties, planned_for=move.to_day)
    return Publication(fact, words.rescheduled(move, of.days.due, of.team, contact) if parties else ())


def recorded(
    of: Told, record: Record, parties: tuple[str, ...], contact: str, *, again: date | None, at: datetime
) -> Publication:
    """Tell the result; `again`: by when a case that is kept open is followed up anew."""
    fact = FollowupRecorded(**_happened(of, at), parties=parties)
    return Publication(fact, words.recorded(record, of.plan, of.team, contact, again) if parties else ())


def new_plan_wanted(of: Told, at: datetime) -> Publication:
    """Say that the team makes a new plan."""
    return Publication(NewPlanWanted(**_happened(of, at)))


def concluded(of: Told, record: Record, parties: tuple[str, ...], contact: str, at: datetime) -> Publication:
    """Tell the end, and who carries on. The samtycke is needed for some days yet."""
    last_day = local_day(at) + timedelta(days=LAST_DAYS)
    fact = CaseConcluded(**_happened(of, at), parties=parties, last_day=last_day)
    return Publication(fact, words.concluded(record, last_day, of.team, contact) if parties else ())


def _happened(of: Told, at: datetime) -> Happened:
    return {
        "subject": of.case_id,
        "occurred_at": at,
        "sender": of.sender,
        "team": of.team,
        "followup_id": of.id,
        "plan_id": of.plan.id,
    }
