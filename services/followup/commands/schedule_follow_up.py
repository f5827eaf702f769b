"""A gemensam plan is made: its follow-up is scheduled, and the former one gives way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.followup.commands.ports import FollowUps, Rows
from services.followup.domain import EndedBy, FollowUp, Plan, is_lost


@dataclass(frozen=True, slots=True)
class ScheduleFollowUp:
    """The plan, and the id that its follow-up gets."""

    followup_id: UUID
    case_id: UUID
    team: str
    sender: str
    plan: Plan
    at: datetime


async def schedule_follow_up(cmd: ScheduleFollowUp, follow_ups: FollowUps, rows: Rows) -> None:
    """Schedule it once per plan; a plan older than the latest one changes nothing."""
    known = await follow_ups.of_case(cmd.case_id)
    if any(each.plan.id == cmd.plan.id or each.plan.number >= cmd.plan.number for each in known):
        return
    for former in known:
        if former.is_open:
            former.give_way()
            await follow_ups.save(former)
    made = FollowUp.schedule(
        cmd.followup_id, cmd.case_id, cmd.plan, team=cmd.team, sender=cmd.sender, at=cmd.at
    )
    if is_lost(await rows.of_case(cmd.case_id), cmd.team):
        made.lapse(EndedBy.SAMTYCKE)
        made.take_publications()
    await follow_ups.add(made)
