"""The koordinator names a new driver of a gemensam plan, and who steps in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.ports import Akter, Letters, Plans, Rows
from services.coordinator.commands.settle import settle
from services.coordinator.domain import Cover, QuestionKind
from services.coordinator.domain.plan import Plan
from services.coordinator.domain.plan_values import Basis, Handlaggare
from services.coordinator.domain.plan_words import letter
from services.coordinator.errors import HandledByHand, StalePlan, UnknownAkt

NAMED = "En ny handläggare driver planen."


@dataclass(frozen=True, slots=True)
class NameDriver:
    """The handläggare who drives from now on, and the ersättare."""

    case_id: UUID
    plan_id: UUID
    version: int
    driver: Handlaggare
    deputy: Handlaggare | None
    reason: str = field(repr=False)
    """Why somebody else than who made the anmälan drives."""
    cover: Cover
    proposed: Handlaggare
    """Who drives first of all: whom the anmälan names."""
    names: Mapping[str, str]
    contact: str
    at: datetime


async def name_driver(cmd: NameDriver, akter: Akter, plans: Plans, rows: Rows, letters: Letters) -> Plan:
    """Let another handläggare, of a unit that is covered, drive the plan."""
    akt = await akter.find(cmd.case_id)
    if akt is None:
        raise UnknownAkt
    plan = await plans.get(cmd.case_id, cmd.plan_id)
    if plan.version != cmd.version:
        raise StalePlan
    if cmd.cover.withheld:
        raise HandledByHand
    basis = Basis(cmd.cover, await rows.of_case(cmd.case_id), cmd.at, cmd.proposed, cmd.names)
    plan.name_driver(cmd.driver, cmd.deputy, cmd.reason, basis)
    reads_anew = plan.reads_anew
    await plans.save(plan)
    if reads_anew:
        await letters.keep(letter(plan, cmd.names, cmd.contact, cmd.at, changed=True))
    asked = {QuestionKind.DRIVANDE_SAKNAS, QuestionKind.BYTE_AV_HANDLAGGARE}
    if settle(akt, asked, {plan.plan_id}, NAMED, cmd.at):
        await akter.save(akt)
    return plan
