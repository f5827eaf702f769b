"""The facts about a gemensam plan: what is open of it, and what goes sealed beside."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from services.coordinator.domain import plan_content
from services.coordinator.domain.plan_values import Happened
from services.coordinator.domain.values import Publication
from services.coordinator.events import DelmalSettled, PartyAnswered, PlanChanged, PlanMade

if TYPE_CHECKING:
    from services.coordinator.domain.delmal import Delmal, DelmalState
    from services.coordinator.domain.plan import Plan
    from services.coordinator.domain.plan_values import Said


def told(plan: "Plan", kind: type[PlanMade | PlanChanged], at: datetime) -> Publication:
    """Tell the plan as it stands, in the version that is kept."""
    fact = kind(
        **_happened(plan, at),
        parties=plan.parties,
        plan_id=plan.plan_id,
        number=plan.number,
        version=plan.version,
        made_on=plan.made_on,
        driver=plan.driver.unit if plan.driver else None,
        delmal=tuple(plan_content.opened(delmal) for delmal in plan.delmal if delmal.goes_on),
    )
    return Publication(fact, plan_content.sections(plan))


def settled(plan: "Plan", delmal_id: UUID, at: datetime) -> Publication:
    """Tell that nothing is left to remind of."""
    return Publication(DelmalSettled(**_happened(plan, at), plan_id=plan.plan_id, delmal_id=delmal_id))


def answered(plan: "Plan", delmal: "Delmal", said: "Said", state: "DelmalState") -> Publication:
    """Tell that a party has answered or reported: what goes to the team, with the party as source."""
    assert said.unit is not None, "a party is a unit"
    fact = PartyAnswered(**_happened(plan, said.at), party=said.unit, about=delmal.id, about_kind="delmal")
    return Publication(fact, plan_content.answer(plan, delmal, said, state))


def _happened(plan: "Plan", at: datetime) -> Happened:
    return {"subject": plan.case_id, "occurred_at": at, "sender": plan.sender, "team": plan.team}
