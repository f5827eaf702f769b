"""A party, or the person, accepts or declines a delmål."""

from dataclasses import dataclass
from uuid import UUID

from services.coordinator.commands.ports import Akter, Plans, Rows
from services.coordinator.commands.settle import ABOUT_DELMAL, settle
from services.coordinator.domain import QuestionKind
from services.coordinator.domain.delmal import DelmalState
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Said
from services.coordinator.errors import UnknownDelmal

ACCEPTED = "Delmålet är accepterat."


@dataclass(frozen=True, slots=True)
class AnswerDelmal:
    """Yes or no to a delmål, and who says it. The case is the delmål's own, looked up before."""

    case_id: UUID
    delmal_id: UUID
    said: Said
    accepts: bool


async def answer_delmal(cmd: AnswerDelmal, akter: Akter, plans: Plans, rows: Rows) -> Plan:
    """Take in the answer. In a race with the end of the samtycke, whoever holds the case first decides."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownDelmal
    plan = await plans.of_delmal(cmd.case_id, cmd.delmal_id)
    said = cmd.said.after(await rows.of_case(cmd.case_id), akt.team)
    delmal = plan.answer(cmd.delmal_id, said, accepts=cmd.accepts)
    if plan.occasion is None:
        return plan  # said before
    await plans.save(plan)
    if delmal.state is DelmalState.AVBOJT:
        akt.ask(QuestionKind.AVBOJT_DELMAL, delmal.responsible.unit, delmal.id, said.at)
        await akter.save(akt)
    elif settle(akt, ABOUT_DELMAL, {delmal.id}, ACCEPTED, said.at):
        await akter.save(akt)
    return plan
