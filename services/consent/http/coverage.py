"""Questions that the other services ask: is this case covered, and which cases leave the lists."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.domain.coverage import Asked, Uncovered, coverage, covered_unit
from services.consent.domain.rows import Cell
from shared.auth import ViewerDep, require
from shared.bodies import Body

router = APIRouter(prefix="/v1", tags=["mellan tjänsterna"])

Code = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class CoverageForm(Body):
    """Who would take part, and the categories that the anmälan fills."""

    case_id: UUID
    sender: Code
    team: Code
    parties: list[Code] = Field(default_factory=list, max_length=60)
    categories: list[Code] = Field(default_factory=list, max_length=20)


class CellAnswer(BaseModel):
    """A row that is missing."""

    source: str
    recipient: str
    category: str


class UncoveredAnswer(BaseModel):
    """A unit that is not covered."""

    recipient: str
    missing: list[CellAnswer]


class SigningAnswer(BaseModel):
    """The signature that the sender's rows to the team rest on."""

    signing_id: UUID
    text_id: str
    text_hash: str


class CoverageAnswer(BaseModel):
    """The answer. A withheld case (protected identity) is never covered: all its units are uncovered."""

    covered: bool
    withheld: bool
    signing: SigningAnswer | None
    exclusion_note_exists: bool
    uncovered: list[UncoveredAnswer]
    uncovered_categories: list[str]


class UnitsForm(Body):
    """Units that would sit with the team, be called by it or be told something by it."""

    case_id: UUID
    team: Code
    units: list[Code] = Field(max_length=60)


class UnitAnswer(BaseModel):
    """One of them; `categories` are those that the team may hand it now, `to_team` those that it may hand the team."""

    unit: str
    covered: bool
    categories: list[str]
    to_team: list[str]


class UnitsAnswer(BaseModel):
    """The units in the order asked. In a withheld case (protected identity) none is covered, in any category."""

    withheld: bool
    units: list[UnitAnswer]


class HiddenForm(Body):
    """Cases in someone's list."""

    case_ids: list[UUID] = Field(max_length=1000)


class HiddenAnswer(BaseModel):
    """Those of them that the list leaves out."""

    hidden: list[UUID]


class WithheldForm(Body):
    """Cases in a unit's own list."""

    case_ids: list[UUID] = Field(max_length=200)


class WithheldAnswer(BaseModel):
    """Those of them that are handled by hand (protected identity)."""

    withheld: list[UUID]


@router.post("/coverage", summary="Omfattas avsändare, team och tillfrågade parter av samtycket nu?")
async def post_coverage(form: CoverageForm, viewer: ViewerDep, core: CoreDep) -> CoverageAnswer:
    """Answer from the rows in force now (scope `coverage`); nothing is changed and nothing is stored."""
    require(viewer, scope="coverage")
    async with core.sessions() as session:
        return await _covered(session, form, core)


@router.post("/covered-units", summary="Vilka enheter omfattas av samtycket nu, och för vilka uppgifter?")
async def post_covered_units(form: UnitsForm, viewer: ViewerDep, core: CoreDep) -> UnitsAnswer:
    """Answer from the rows in force now, team ↔ unit (scope `coverage`); of an unknown case nobody is covered."""
    require(viewer, scope="coverage")
    async with core.sessions() as session:
        case = await queries.known_case(session, form.case_id)
        rows = await queries.rows_in_force(session, form.case_id, core.clock.now())
    in_force = {row.cell for row in rows}
    found = [covered_unit(unit, form.team, in_force) for unit in dict.fromkeys(form.units)]
    return UnitsAnswer(
        withheld=case is not None and case.withheld,
        units=[
            UnitAnswer(
                unit=each.unit,
                covered=each.is_covered,
                categories=list(each.categories),
                to_team=list(each.to_team),
            )
            for each in found
        ],
    )


@router.post("/hidden-cases", summary="Vilka ärenden ska inte synas i listor?")
async def post_hidden_cases(form: HiddenForm, viewer: ViewerDep, core: CoreDep) -> HiddenAnswer:
    """Name the cases that leave a team's lists (scope `hidden`): withheld, without rows to the team, or unknown."""
    require(viewer, scope="hidden")
    async with core.sessions() as session:
        shown = await queries.shown_cases(session, form.case_ids, core.clock.now())
    return HiddenAnswer(hidden=[case_id for case_id in form.case_ids if case_id not in shown])


@router.post("/withheld-cases", summary="Vilka ärenden handläggs för hand?")
async def post_withheld_cases(form: WithheldForm, viewer: ViewerDep, core: CoreDep) -> WithheldAnswer:
    """Name the withheld cases (scope `coverage`): protected identity. An id unknown here is not withheld."""
    require(viewer, scope="coverage")
    async with core.sessions() as session:
        withheld = await queries.withheld_cases(session, form.case_ids)
    return WithheldAnswer(withheld=[case_id for case_id in form.case_ids if case_id in withheld])


async def _covered(session: AsyncSession, form: CoverageForm, core: Core) -> CoverageAnswer:
    case = await queries.known_case(session, form.case_id)
    rows = await queries.rows_in_force(session, form.case_id, core.clock.now())
    asked = Asked(form.sender, form.team, tuple(form.parties), tuple(form.categories))
    found = coverage(asked, {row.cell for row in rows})
    papers = {paper.id: paper for paper in await queries.papers_of(session, [form.case_id])}
    mine = Cell(form.sender, form.team, "handlaggning")
    signing = next((papers[row.signing_id] for row in rows if row.cell == mine), None)
    return CoverageAnswer(
        covered=found.covered,
        withheld=case is not None and case.withheld,
        signing=SigningAnswer(signing_id=signing.id, text_id=signing.text_id, text_hash=signing.text_hash)
        if signing
        else None,
        exclusion_note_exists=any(papers[row.signing_id].exclusion_note is not None for row in rows),
        uncovered=[_uncovered(each) for each in found.uncovered],
        uncovered_categories=list(found.uncovered_categories),
    )


def _uncovered(unit: Uncovered) -> UncoveredAnswer:
    missing = [
        CellAnswer(source=cell.source, recipient=cell.recipient, category=cell.category)
        for cell in unit.missing
    ]
    return UncoveredAnswer(recipient=unit.recipient, missing=missing)
