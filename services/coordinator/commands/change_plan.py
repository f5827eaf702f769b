"""The koordinator changes a gemensam plan: goals, delmål, who answers for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Letters, Plans, Rows
from services.coordinator.commands.settle import ABOUT_DELMAL, settle
from services.coordinator.domain import Cover
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Basis, GoalDraft, Handlaggare
from services.coordinator.domain.plan_words import letter
from services.coordinator.errors import HandledByHand, StalePlan, UnknownAkt

CHANGED = "Planen är ändrad."


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """The goals and the person's words as they are to be; None leaves them as they are."""

    case_id: UUID
    plan_id: UUID
    version: int
    goals: tuple[GoalDraft, ...] | None = field(repr=False)
    individens_ord: str | None = field(repr=False)
    cover: Cover
    names: Mapping[str, str]
    contact: str
    at: datetime


async def change_plan(cmd: ChangePlan, akter: Akter, plans: Plans, rows: Rows, letters: Letters) -> Plan:
    """Make a new version of the plan. What is promised anew has to be accepted anew."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    plan = await plans.get(cmd.case_id, cmd.plan_id)
    if plan.version != cmd.version:
        raise StalePlan
    if cmd.cover.withheld:
        raise HandledByHand
    basis = Basis(
        cmd.cover, await rows.of_case(cmd.case_id), cmd.at, Handlaggare(akt.sender, "", ""), cmd.names
    )
    resolved = plan.change(cmd.goals, cmd.individens_ord, basis)
    await plans.save(plan)
    await letters.keep(letter(plan, cmd.names, cmd.contact, cmd.at, changed=True))
    if resolved and settle(akt, ABOUT_DELMAL, resolved, CHANGED, cmd.at):
        await akter.save(akt)
    return plan
