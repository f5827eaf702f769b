"""Aliases: a unit asks for its own of a case that it knows; a service resolves one with a scope of its own."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, select
from sqlmodel import col

from services.consent.core import Core, CoreDep
from services.consent.errors import AliasUnknown
from services.consent.http.readers import unit_of
from services.consent.tables.deliveries import Alias
from services.consent.tables.files import CaseFile
from shared.auth import ViewerDep, require

router = APIRouter(prefix="/v1/aliases", tags=["alias"])

_PRIVATE = {"Cache-Control": "no-store"}


class AliasAnswer(BaseModel):
    """A unit's own id of a case."""

    case_id: UUID
    recipient: str
    alias: UUID


class ResolveBody(BaseModel):
    """An alias to be resolved, and whose it is."""

    model_config = ConfigDict(extra="forbid")

    recipient: str = Field(max_length=60)
    alias: UUID


@router.get("", summary="Den egna enhetens beteckning på ett ärende", responses={200: {"model": AliasAnswer}})
async def get_alias(case_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the unit's own alias; 404 for a case in which it has never received anything."""
    unit = unit_of(viewer, core.recipients, scope="feed")
    return await _answer(core, (col(Alias.case_id) == case_id, col(Alias.recipient) == unit))


@router.post(
    "/resolve", summary="Slå upp ärendet bakom en enhets beteckning", responses={200: {"model": AliasAnswer}}
)
async def resolve(body: ResolveBody, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the case of an alias, to a service that keeps the recipient's own akt."""
    require(viewer, scope="resolve")
    return await _answer(core, (col(Alias.alias) == body.alias, col(Alias.recipient) == body.recipient))


async def _answer(core: Core, conditions: tuple[ColumnElement[bool], ...]) -> JSONResponse:
    query = (
        select(col(Alias.case_id), col(Alias.recipient), col(Alias.alias))
        .outerjoin(CaseFile, col(CaseFile.case_id) == col(Alias.case_id))
        .where(*conditions, col(CaseFile.withheld_since).is_(None))
    )
    async with core.sessions() as session, session.begin():
        found = (await (await session.connection()).execute(query)).first()
    if found is None:
        raise AliasUnknown
    answer = AliasAnswer(case_id=found[0], recipient=found[1], alias=found[2])
    return JSONResponse(answer.model_dump(mode="json"), headers=_PRIVATE)
