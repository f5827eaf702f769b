"""What the clock does about a follow-up: reminders and notices, each once, in order."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.commands.ports import FollowUps, Rows
from services.followup.domain import Cover, FollowUp, first_expiry
from services.followup.domain.due import Step


@dataclass(frozen=True, slots=True)
class CarryOutSteps:
    """The follow-up, and what the consent service answered about the units to be reminded."""

    followup_id: UUID
    cover: Cover
    contact: str
    at: datetime


async def carry_out_steps(cmd: CarryOutSteps, follow_ups: FollowUps, rows: Rows) -> bool:
    """Do every step whose moment has come; False when a unit to be reminded was not asked about: look once more."""
    follow_up = await follow_ups.find(cmd.followup_id)
    if follow_up is None:
        return True
    steps = await steps_of(follow_up, rows)
    due = [step for step in steps if step.at <= cmd.at]
    if any(not cmd.cover.asked >= set(step.units) for step in due):
        return False
    for step in due:
        follow_up.carry_out(step, cmd.cover, cmd.contact, cmd.at)
    if due:
        await follow_ups.save(follow_up)
    later = [step.at for step in steps if step.at > cmd.at]
    await follow_ups.look_again(follow_up.id, min(later, default=None))
    return True


async def steps_of(follow_up: FollowUp, rows: Rows) -> list[Step]:
    """List what the clock has still to do about a follow-up."""
    known = await rows.of_case(follow_up.case_id)
    return follow_up.steps(first_expiry(known, follow_up.team, follow_up.plan.units))
