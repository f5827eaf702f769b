"""Receipts for those who hand them over: the unit that registered the samtycke, and the team's koordinator."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.hand_over_receipt import HandOverReceipt, hand_over_receipt
from services.consent.core import CoreDep
from services.consent.domain.hand_overs import How
from services.consent.errors import ReceiptUnknown
from services.consent.http.receipt_answers import ReceiptForm, listed, receipt_answer
from services.consent.queries import receipts as receipt_queries
from services.consent.queries.receipts import HandOverRows
from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body, Day
from shared.idempotency import Answer, run_command
from shared.read_log import log_read, log_reads

router = APIRouter(prefix="/v1/receipts", tags=["kvitton"])

Purpose = Literal["begaran_fran_individen", "kvitto_till_individen"]
"""Why staff prints one: she asks for it, or it is to be handed over to her."""

LONGEST_LIST = 200


class HandOverBody(Body):
    """How the receipt was handed over, and on which day (Stockholm's)."""

    how: How
    handed_on: Day


@router.get("", summary="Kvitton att lämna till personen")
async def get_receipts(
    viewer: ViewerDep,
    core: CoreDep,
    handed_over: bool | None = None,
    case_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_LIST)] = LONGEST_LIST,
) -> JSONResponse:
    """Return the receipts of the viewer's own cases, oldest first; `handed_over=false`: those that are still to reach her.

    `post_allowed` is false for a protected person: no letter goes to any address. `more`: there are others after these.
    """
    _may_hand_over(viewer)
    async with core.sessions() as session, session.begin():
        found = await receipt_queries.receipts_to_hand_over(
            session, viewer, handed_over=handed_over, case_id=case_id, limit=limit + 1
        )
        shown = found[:limit]
        await log_reads(session, viewer, {receipt.case_id for receipt in shown}, "kvitton att lämna")
    answers = [{**listed(receipt, core), "post_allowed": not receipt.withheld} for receipt in shown]
    return JSONResponse(
        {"receipts": answers, "more": len(found) > limit}, headers={"Cache-Control": "no-store"}
    )


@router.get("/{receipt_id}.{form}", summary="Skriv ut ett kvitto åt personen", response_class=Response)
async def print_receipt(
    receipt_id: UUID, form: ReceiptForm, purpose: Purpose, viewer: ViewerDep, core: CoreDep
) -> Response:
    """Set one receipt, for the registering unit's handläggare or the team's koordinator; a logged read."""
    async with core.sessions() as session, session.begin():
        receipt = await receipt_queries.receipt_for(session, receipt_id, viewer)
        if receipt is None:
            raise ReceiptUnknown
        await log_read(session, viewer, receipt.case_id, purpose)
    return await receipt_answer(receipt, form, core)


@router.post("/{receipt_id}/hand-overs", status_code=201, summary="Notera att kvittot har lämnats")
async def post_hand_over(
    receipt_id: UUID, body: HandOverBody, request: Request, viewer: ViewerDep, core: CoreDep
) -> Response:
    """Note how and on which day the receipt was handed over. Never by post to a protected person's address."""
    _may_hand_over(viewer)
    command = HandOverReceipt(
        receipt_id, body.how, body.handed_on, viewer.unit, viewer.function, core.clock.now()
    )

    async def act(session: AsyncSession, _: None) -> Answer:
        hand_over_id = await hand_over_receipt(command, HandOverRows(session, viewer))
        return Answer(201, {"id": str(hand_over_id), "receipt_id": str(receipt_id)})

    return await run_command(request, act)


def _may_hand_over(viewer: Viewer) -> None:
    if viewer.unit is None or not viewer.roles & {"handlaggare", "koordinator"}:
        raise Forbidden
