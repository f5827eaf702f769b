"""The koordinator takes a stand on a question."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.coordinator.commands.books import Books
from services.coordinator.commands.settle import ABOUT_DELMAL
from services.coordinator.domain import Akt, Cover
from services.coordinator.domain.plan_cover import must_be_covered
from services.coordinator.domain.plan_rules import must_be_named
from services.coordinator.domain.plan_values import Basis, Handlaggare
from services.coordinator.domain.plan_words import letter


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """Which question, and what was decided; the names and the contact are for the person's letter.

    `driver`: who drives a case without a plan from now on; `cover`: what the samtycke covers now.
    """

    case_id: UUID
    version: int
    question_id: UUID
    decision: str = field(repr=False)
    driver: Handlaggare | None
    cover: Cover
    names: Mapping[str, str]
    contact: str
    at: datetime


async def answer_question(cmd: AnswerQuestion, books: Books) -> Akt:
    """Close the question with the decision. A declined delmål that nobody takes over is thereby out of the plan."""
    akt = await books.akter.get(cmd.case_id, cmd.version)
    is_named = cmd.driver is not None and await books.plans.current(cmd.case_id) is None
    said = await _with_driver(cmd.driver, akt, cmd, books) if cmd.driver and is_named else cmd.decision
    question = akt.answer(cmd.question_id, said, cmd.at, is_done=is_named)
    if question.kind in ABOUT_DELMAL and question.about is not None:
        await _let_lapse(question.about, cmd, books)
    await books.akter.save(akt)
    return akt


async def _with_driver(driver: Handlaggare, akt: Akt, cmd: AnswerQuestion, books: Books) -> str:
    """Write down who drives a case that has no plan yet. Raises PlanIncomplete, ResponsibleNotCovered."""
    must_be_named(driver, None)
    basis = Basis(cmd.cover, await books.rows.of_case(cmd.case_id), cmd.at, driver, cmd.names)
    must_be_covered((), {"driver": driver}, akt.team, basis)
    unit = cmd.names.get(driver.unit, driver.unit)
    return f"{driver.name}, {driver.function}, {unit} driver ärendet. {cmd.decision}"


async def _let_lapse(delmal_id: UUID, cmd: AnswerQuestion, books: Books) -> None:
    plan = await books.plans.current(cmd.case_id)
    if plan is not None and plan.let_lapse(delmal_id, cmd.at):
        await books.plans.save(plan)
        await books.letters.keep(letter(plan, cmd.names, cmd.contact, cmd.at, changed=True))
