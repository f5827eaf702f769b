"""The koordinator writes down the gemensam plan that a meeting led to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.domain import Cover
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import Outcome
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Basis, Handlaggare, HeldMeeting, PlanDraft, PlanPlace
from services.coordinator.domain.plan_words import letter
from services.coordinator.errors import HandledByHand, MeetingNotHeld, MeetingTooOld, PlanExists
from shared.days import local_day


@dataclass(frozen=True, slots=True)
class MakePlan:
    """What was agreed, at which meeting, and what the consent service says that the samtycke covers now."""

    case_id: UUID
    version: int
    """Of the akt that the koordinator has read."""
    meeting_id: UUID
    draft: PlanDraft = field(repr=False)
    cover: Cover
    proposed: Handlaggare
    """Who drives first of all: whom the anmälan names."""
    names: Mapping[str, str]
    contact: str
    at: datetime


async def make_plan(cmd: MakePlan, books: Books) -> Plan:
    """Put a plan in force; the one before it, made at an earlier meeting, ends. The person gets it as a letter."""
    akt = await books.akter.get(cmd.case_id, cmd.version)
    if cmd.cover.withheld:
        raise HandledByHand
    akt.plan_made(cmd.at)
    meeting = await books.meetings.find(cmd.case_id, cmd.meeting_id)
    held = _held(meeting)
    if await books.plans.of_meeting(cmd.case_id, cmd.meeting_id) is not None:
        raise PlanExists
    former = await books.plans.current(cmd.case_id)
    if former is not None and not await _is_later(meeting, former, books):
        raise MeetingTooOld
    basis = Basis(cmd.cover, await books.rows.of_case(cmd.case_id), cmd.at, cmd.proposed, cmd.names)
    number = await books.plans.last_number(cmd.case_id) + 1
    place = PlanPlace(cmd.case_id, akt.sender, akt.team, number)
    plan = Plan.make(place, held, cmd.draft, basis)
    if former is not None:
        former.replace_by_next(cmd.at)
        await books.plans.save(former)
    await books.plans.add(plan)
    await books.letters.keep(letter(plan, cmd.names, cmd.contact, cmd.at, changed=False))
    await books.akter.save(akt)
    return plan


async def _is_later(meeting: Meeting, former: Plan, books: Books) -> bool:
    before = await books.meetings.find(former.case_id, former.meeting_id)
    return meeting.slot.starts_at > before.slot.starts_at


def _held(meeting: Meeting) -> HeldMeeting:
    minutes = meeting.minutes
    if minutes is None or minutes.outcome is not Outcome.GEMENSAM_PLAN:
        raise MeetingNotHeld
    return HeldMeeting(
        meeting_id=meeting.id,
        day=local_day(meeting.slot.starts_at),
        invited=frozenset(meeting.units),
        present=frozenset(minutes.units),
    )
