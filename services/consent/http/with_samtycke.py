"""Which cases have a samtycke: asked before a draft that nobody touches is removed."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlmodel import col

from services.consent.core import CoreDep
from services.consent.domain.rows import RowState
from services.consent.tables.rows import ConsentRow
from shared.auth import ViewerDep, require
from shared.bodies import Body

router = APIRouter(prefix="/v1", tags=["mellan tjänsterna"])


class CasesForm(Body):
    """Cases of the service that asks."""

    case_ids: list[UUID] = Field(max_length=200)


class SamtyckeAnswer(BaseModel):
    """Those of them with a samtycke."""

    with_samtycke: list[UUID]


@router.post(
    "/cases-with-samtycke", summary="Vilka ärenden har ett samtycke som gäller eller ska börja gälla?"
)
async def post_cases_with_samtycke(form: CasesForm, viewer: ViewerDep, core: CoreDep) -> SamtyckeAnswer:
    """Name the cases with a row that goes on, in force now or from a day ahead (scope `coverage`)."""
    require(viewer, scope="coverage")
    goes_on = (col(ConsentRow.state) == RowState.AKTIV.value, col(ConsentRow.valid_to) > core.clock.now())
    query = select(col(ConsentRow.case_id)).where(col(ConsentRow.case_id).in_(form.case_ids), *goes_on)
    async with core.sessions() as session:
        found = set(await (await session.connection()).scalars(query.distinct()))
    return SamtyckeAnswer(with_samtycke=[case_id for case_id in form.case_ids if case_id in found])
