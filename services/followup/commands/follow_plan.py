"""A plan in force changes: whom its follow-up reminds changes with it."""

from dataclasses import dataclass
from uuid import UUID

from services.followup.commands.ports import FollowUps
from services.followup.domain import Plan


@dataclass(frozen=True, slots=True)
class FollowPlan:
    """The plan's newer version."""

    case_id: UUID
    plan: Plan


@dataclass(frozen=True, slots=True)
class SettleDelmal:
    """A delmål that no longer goes on."""

    case_id: UUID
    plan_id: UUID
    delmal_id: UUID


async def follow_plan(cmd: FollowPlan, follow_ups: FollowUps) -> None:
    """Follow the plan's newer version."""
    follow_up = await follow_ups.open_one(cmd.case_id)
    if follow_up is not None and follow_up.plan.id == cmd.plan.id:
        follow_up.follow_plan(cmd.plan)
        await follow_ups.save(follow_up)


async def settle_delmal(cmd: SettleDelmal, follow_ups: FollowUps) -> None:
    """Remind nobody of a delmål that is settled."""
    follow_up = await follow_ups.open_one(cmd.case_id)
    if follow_up is not None and follow_up.plan.id == cmd.plan_id:
        follow_up.settle(cmd.delmal_id)
        await follow_ups.save(follow_up)
