"""Aliases: a unit asks for its own of a case that it knows; a service resolves one with a scope of its own."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.core import CoreDep
from services.consent.errors import AliasUnknown
from services.consent.http.readers import unit_of
from services.consent.tables.deliveries import Alias
from services.consent.tables.files import CaseFile
from shared.auth import ViewerDep, require
from shared.bodies import Body
from shared.days import local_day
from shared.read_log import log_read

router = APIRouter(prefix="/v1/aliases", tags=["alias"])

_PRIVATE = {"Cache-Control": "no-store"}


class AliasAnswer(BaseModel):
    """A unit's own id of a case."""

    case_id: UUID
    recipient: str
    alias: UUID


class ResolveBody(Body):
    """An alias to be resolved, and whose it is."""

    recipient: str = Field(max_length=60)
    alias: UUID


@router.get("", summary="Den egna enhetens beteckning på ett ärende", responses={200: {"model": AliasAnswer}})
async def get_alias(case_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the unit's own alias; 404 for a case in which it has never received anything."""
    unit = unit_of(viewer, core.recipients, local_day(core.clock.now()), scope="feed")
    async with core.sessions() as session, session.begin():
        answer = await _found(session, (col(Alias.case_id) == case_id, col(Alias.recipient) == unit))
        await log_read(session, viewer, case_id, "den egna enhetens beteckning")
    return JSONResponse(answer, headers=_PRIVATE)


@router.post(
    "/resolve", summary="Slå upp ärendet bakom en enhets beteckning", responses={200: {"model": AliasAnswer}}
)
async def resolve(body: ResolveBody, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the case of an alias, to a service that keeps the recipient's own akt."""
    require(viewer, scope="resolve")
    async with core.sessions() as session:
        answer = await _found(
            session, (col(Alias.alias) == body.alias, col(Alias.recipient) == body.recipient)
        )
    return JSONResponse(answer, headers=_PRIVATE)


async def _found(session: AsyncSession, conditions: tuple[ColumnElement[bool], ...]) -> dict[str, str]:
    query = (
        select(col(Alias.case_id), col(Alias.recipient), col(Alias.alias))
        .outerjoin(CaseFile, col(CaseFile.case_id) == col(Alias.case_id))
        .where(*conditions, col(CaseFile.withheld_since).is_(None))
    )
    found = (await (await session.connection()).execute(query)).first()
    if found is None:
        raise AliasUnknown
    return AliasAnswer(case_id=found[0], recipient=found[1], alias=found[2]).model_dump(mode="json")
