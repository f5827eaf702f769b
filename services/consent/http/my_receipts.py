"""Her receipts: what was given, changed and ended, each as a letter, as text and as a record for programs."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from services.consent.core import CoreDep
from services.consent.errors import ReceiptUnknown
from services.consent.http.receipt_answers import ReceiptForm, listed, receipt_answer
from services.consent.queries import receipts as receipt_queries
from services.consent.queries.viewing import own_cases
from shared.auth import ViewerDep
from shared.read_log import log_read, log_reads

router = APIRouter(prefix="/v1/my/receipts", tags=["kvitton"])


@router.get("", summary="Mina kvitton på samtycke")
async def get_my_receipts(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return every receipt of the person's cases, oldest first, and how each has reached her."""
    async with core.sessions() as session, session.begin():
        cases = [case.id for case in await own_cases(session, viewer, core.person_index)]
        found = await receipt_queries.receipts_of(session, cases)
        await log_reads(session, viewer, cases, "egna kvitton")
    receipts = [listed(receipt, core) for receipt in found]
    return JSONResponse({"receipts": receipts}, headers={"Cache-Control": "no-store"})


@router.get("/{receipt_id}.{form}", summary="Ett av mina kvitton", response_class=Response)
async def get_my_receipt(receipt_id: UUID, form: ReceiptForm, viewer: ViewerDep, core: CoreDep) -> Response:
    """Return one receipt. That she has it now is noted, so that nobody needs to hand it over."""
    async with core.sessions() as session, session.begin():
        cases = [case.id for case in await own_cases(session, viewer, core.person_index)]
        receipt = await receipt_queries.own_receipt(session, receipt_id, cases)
        if receipt is None:
            raise ReceiptUnknown
        await log_read(session, viewer, receipt.case_id, "eget kvitto")
    answer = await receipt_answer(receipt, form, core)
    # Only when it could be opened: what she has not been able to read has not reached her.
    async with core.sessions() as session, session.begin():
        await receipt_queries.note_own_view(session, receipt_id, core.clock.now())
    return answer
