"""A party, the person or the koordinator says how a delmål goes."""

from dataclasses import dataclass
from uuid import UUID

from services.coordinator.commands.ports import Akter, Plans, Rows
from services.coordinator.domain.delmal import DelmalState
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Said
from services.coordinator.errors import UnknownDelmal


@dataclass(frozen=True, slots=True)
class ReportDelmal:
    """That it goes on, is done, or has met an obstacle, and who says so."""

    case_id: UUID
    delmal_id: UUID
    said: Said
    state: DelmalState


async def report_delmal(cmd: ReportDelmal, akter: Akter, plans: Plans, rows: Rows) -> Plan:
    """Take in the report; what is done needs no more reminding."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownDelmal
    plan = await plans.of_delmal(cmd.case_id, cmd.delmal_id)
    said = cmd.said.after(await rows.of_case(cmd.case_id), akt.team)
    plan.report(cmd.delmal_id, said, cmd.state)
    await plans.save(plan)
    return plan
