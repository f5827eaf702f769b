"""A representative's mandate that ends before its day."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.end_mandate import EndMandate, end_mandate, prepare_end
from services.consent.core import CoreDep
from services.consent.domain.rows import Cause
from services.consent.errors import SigningUnknown
from services.consent.http.giving_form import Words
from services.consent.http.signings import attested_by
from services.consent.repository.mandates import MandateRows
from shared.auth import ViewerDep
from shared.bodies import Body, Day
from shared.idempotency import Answer, run_command
from shared.keys import KeyGone
from shared.sealing import CaseKey

router = APIRouter(prefix="/v1", tags=["samtycken"])


class MandateEndBody(Body):
    """The mandate's last day, past or to come, and how the unit knows it."""

    last_day: Day
    how_known: Words


@router.post(
    "/signings/{signing_id}/mandate-ends",
    status_code=201,
    summary="Ställföreträdarens uppdrag upphör tidigare",
)
async def post_mandate_end(
    signing_id: UUID, body: MandateEndBody, request: Request, viewer: ViewerDep, core: CoreDep
) -> Response:
    """Cut what rests on the mandate to its last day, by the registering unit; answers with the rows that lost time.

    A row whose time is out by that is disclosed on no more from this moment, and then ends as utgånget.
    """
    command = EndMandate(
        signing_id, body.last_day, body.how_known, attested_by(viewer, core.recipients), core.clock.now()
    )

    async def prepare() -> CaseKey:
        try:
            async with core.sessions() as session:
                return await prepare_end(command, MandateRows(session, core.outbox), core.keys)
        except KeyGone:  # erased: nothing of it is left
            raise SigningUnknown from None

    async def act(session: AsyncSession, key: CaseKey) -> Answer:
        await core.gate.pass_through(session)
        cut = await end_mandate(command, key, MandateRows(session, core.outbox))
        row_ids = {row.id for row in cut.rows}
        await core.receipting.of_shortening(session, cut.id, row_ids, Cause.UPPDRAGET_UPPHOR, key)
        told = [
            {"id": str(row.id), **row.cell.as_dict(), "valid_to": row.window.end.isoformat()}
            for row in cut.rows
        ]
        return Answer(201, {"signing_id": str(signing_id), "rows": told})

    return await run_command(request, act, prepare=prepare)
