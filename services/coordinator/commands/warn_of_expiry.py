"""The koordinator is told ahead that a samtycke runs out before the follow-up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.coordinator.commands.books import FollowUps
from services.coordinator.commands.ports import Akter, Plans, Rows
from services.coordinator.domain.coverage import runs_out
from shared.clock import end_of_day

AHEAD = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class WarnOfExpiry:
    """A case whose samtycke may run out soon."""

    case_id: UUID
    at: datetime


async def warn_of_expiry(
    cmd: WarnOfExpiry, akter: Akter, rows: Rows, plans: Plans, followups: FollowUps
) -> None:
    """Put the question, once per plan, eight weeks before the first party's rows run out ahead of the follow-up."""
    akt = await akter.find(cmd.case_id)
    plan = await plans.current(cmd.case_id)
    if akt is None or plan is None:
        return
    followup = await followups.of_plan(cmd.case_id, plan.plan_id)
    last = runs_out(await rows.of_case(cmd.case_id), akt.team)
    if followup is None or followup.recorded_on is not None or last is None:
        return
    is_short = last < end_of_day(followup.planned_for or followup.due)
    if is_short and cmd.at >= last - AHEAD and akt.warn_of_expiry(plan.plan_id, cmd.at):
        await akter.save(akt)
