"""What the team does with what the followup service tells."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from services.coordinator.commands.books import Books, FollowUps
from services.coordinator.commands.ports import Akter
from services.coordinator.commands.wind_up import wind_up
from services.coordinator.domain import OPEN, Closing, Office, QuestionKind, local_day
from services.coordinator.domain.end_letters import concluded
from services.coordinator.domain.ends import FollowedUp
from services.coordinator.domain.followup import FollowUp, FollowUpResult
from services.coordinator.domain.followup_letter import followup_letter
from services.coordinator.domain.plan_words import Names


@dataclass(frozen=True, slots=True)
class WantPlan:
    """The follow-up has shown that the need remains: a new plan is wanted."""

    case_id: UUID
    followup_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class WarnOfExpiry:
    """The samtycke runs out before the follow-up."""

    case_id: UUID
    followup_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class ConcludeCase:
    """The follow-up has ended the case; `last_day` is the last day of the samtycke that it needed.

    `covered`: who still may be told that a meeting is called off. `result`: what the follow-up came to, in words.
    """

    case_id: UUID
    last_day: date
    covered: Collection[str]
    result: FollowUpResult | None = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True)
class ScheduleFollowUp:
    """A follow-up has got its day."""

    followup: FollowUp


@dataclass(frozen=True, slots=True)
class MoveFollowUp:
    """A follow-up is planned for another day; when it was due does not change."""

    case_id: UUID
    followup_id: UUID
    planned_for: date


@dataclass(frozen=True, slots=True)
class RecordFollowUp:
    """A follow-up has been made. `result`: what it came to, in words; None of a case that has been erased."""

    case_id: UUID
    followup_id: UUID
    result: FollowUpResult | None = field(repr=False)
    at: datetime


async def schedule_follow_up(cmd: ScheduleFollowUp, akter: Akter, followups: FollowUps) -> None:
    """Remember the follow-up and its day."""
    await akter.find(cmd.followup.case_id)
    await followups.schedule(cmd.followup)


async def move_follow_up(cmd: MoveFollowUp, akter: Akter, followups: FollowUps) -> None:
    """Remember the day it was moved to."""
    await akter.find(cmd.case_id)
    await followups.move(cmd.case_id, cmd.followup_id, cmd.planned_for)


async def record_follow_up(
    cmd: RecordFollowUp, books: Books, followups: FollowUps, names: Names, office: Office
) -> None:
    """Remember that it has been made; the person gets its result as a letter."""
    akt = await books.akter.find(cmd.case_id)
    await followups.record(cmd.case_id, cmd.followup_id, local_day(cmd.at))
    if akt is not None and akt.status in OPEN and cmd.result is not None:
        plan = await books.plans.get(cmd.case_id, cmd.result.plan_id)
        await books.letters.keep(followup_letter(plan, cmd.result, names, office.contact, cmd.at))


async def want_plan(cmd: WantPlan, akter: Akter) -> None:
    """Let the new plan be what comes next."""
    akt = await akter.find(cmd.case_id)
    if akt is not None and akt.status in OPEN:
        akt.ask(QuestionKind.NY_PLAN, None, cmd.followup_id, cmd.at)
        await akter.save(akt)


async def warn_of_expiry(cmd: WarnOfExpiry, akter: Akter) -> None:
    """Ask the koordinator whether the person wants to sign anew, while there is time."""
    akt = await akter.find(cmd.case_id)
    if akt is not None and akt.status in OPEN:
        akt.ask(QuestionKind.SAMTYCKE_GAR_UT, None, cmd.followup_id, cmd.at)
        await akter.save(akt)


async def conclude_case(cmd: ConcludeCase, books: Books, office: Office) -> None:
    """End the akt with its follow-up. What it counts as, and which parties were told, was settled there.

    The person gets a letter about the end.
    """
    akt = await books.akter.find(cmd.case_id)
    if akt is not None and akt.status in OPEN:
        akt.conclude(cmd.last_day, _closing(cmd), cmd.at)
        await wind_up(cmd.case_id, books, cmd.at, covered=cmd.covered)
        if cmd.result is not None:
            letter = concluded(cmd.case_id, cmd.result, cmd.last_day, office.contact, cmd.at)
            await books.letters.keep(letter)
        await books.akter.save(akt)


def _closing(cmd: ConcludeCase) -> Closing | None:
    """Say what the akt keeps of how the follow-up ended the case; the code is kept, and counted, there alone."""
    if cmd.result is None:
        return None
    after = cmd.result.after
    return Closing(
        outcome="",
        on=cmd.result.held_on or local_day(cmd.at),
        text=after.text,
        carries_on=after.carries_on,
        at=cmd.at,
        followed_up=FollowedUp("; ".join(cmd.result.outcomes), cmd.last_day),
    )
