"""GET /v1/cases/{case_id}/own-documents: for the source, which of its documents were opened, when and by whom."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.participants import sender_of
from services.consent.core import CoreDep
from services.consent.errors import CaseUnknown
from services.consent.http.vouching import is_vouched
from services.consent.queries import known_case
from services.consent.queries.own_documents import facts_handled, own_documents
from shared.auth import Viewer, ViewerDep
from shared.read_log import log_read

router = APIRouter(prefix="/v1/cases", tags=["utlämnanden"])


class OpeningAnswer(BaseModel):
    """One opening: unit and function, never a name."""

    at: datetime
    unit: str
    function: str


class OwnDocumentAnswer(BaseModel):
    """A document of the unit's own, at one recipient. No opening and a destroyed key: never opened, and never will be."""

    event_id: UUID
    source_event_id: UUID
    recipient: str
    recipient_name: str
    type: str
    key_destroyed: bool
    openings: list[OpeningAnswer]


class OwnDocumentsAnswer(BaseModel):
    """All of them, in the order they were made.

    `handled`: the number of the last fact about the anmälan that was handled here. Of a later one nothing is made yet.
    """

    documents: list[OwnDocumentAnswer]
    handled: int


@router.get(
    "/{case_id}/own-documents",
    summary="Vilka av enhetens egna handlingar som har öppnats, när och av vilken funktion",
    responses={200: {"model": OwnDocumentsAnswer}},
)
async def get_own_documents(
    request: Request,
    case_id: UUID,
    viewer: ViewerDep,
    core: CoreDep,
    *,
    x_service_authorization: Annotated[str | None, Header()] = None,
) -> JSONResponse:
    """Tell the source's handläggare what became of what the unit itself has sent, also of a protected case.

    When the koordinator has taken back what her team registered from paper, she reads the same of the sender: the
    referral service, which knows that she has, shows its own token (scope `coverage`) in `X-Service-Authorization`.
    """
    vouched = await is_vouched(request, x_service_authorization)
    async with core.sessions() as session, session.begin():
        unit = await _source(session, case_id, viewer, is_vouched_for=vouched)
        handled = await facts_handled(session, case_id)
        found = await own_documents(session, case_id, unit)
        await log_read(session, viewer, case_id, "egna handlingar")
    documents = [
        OwnDocumentAnswer(
            event_id=one.event_id,
            source_event_id=one.source_event_id,
            recipient=one.recipient,
            recipient_name=core.recipients.name_of(one.recipient),
            type=one.type,
            key_destroyed=one.key_destroyed,
            openings=[
                OpeningAnswer(at=each.at, unit=each.unit, function=each.function) for each in one.openings
            ],
        )
        for one in found
    ]
    answer = OwnDocumentsAnswer(documents=documents, handled=handled)
    return JSONResponse(answer.model_dump(mode="json"), headers={"Cache-Control": "no-store"})


async def _source(session: AsyncSession, case_id: UUID, viewer: Viewer, *, is_vouched_for: bool) -> str:
    """Return the viewer's unit: the one that registered the case, or that sends it though the team registered it from paper.

    The koordinator of the team that registered it reads of that sender, when the referral service vouches for her.
    """
    case, sender = await known_case(session, case_id), await sender_of(session, case_id)
    sources = {case.registering_unit, sender} if case else set()
    is_registrar = case is not None and "koordinator" in viewer.roles and viewer.unit == case.registering_unit
    if is_vouched_for and is_registrar and sender is not None:
        return sender
    if "handlaggare" not in viewer.roles or viewer.unit is None or viewer.unit not in sources:
        raise CaseUnknown
    return viewer.unit
