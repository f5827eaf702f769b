"""The koordinator's stand on another akt of the same person: seen in the team's akt, told to nobody."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.settle_same_person import SettleSamePerson, settle_same_person
from services.coordinator.errors.papers import NotSamePerson
from services.coordinator.http.desk import Desk
from services.coordinator.http.left_out import left_out
from services.coordinator.http.paper_forms import Settling
from services.coordinator.queries import same_person, visible_akt
from shared.auth import ViewerDep
from shared.idempotency import Answer, if_match, run_command


def same_person_routes(desk: Desk) -> APIRouter:
    """Return the command; it needs Idempotency-Key and If-Match."""
    router = APIRouter(prefix="/akter/{case_id}", tags=["beslut"])

    @router.post("/same-person", summary="Notera att en annan akt om samma person har prövats")
    async def settle(case_id: UUID, body: Settling, viewer: ViewerDep, request: Request) -> Response:
        """Note that another akt of the same person was considered: `samma_fraga` declines this one, `olika_fragor` does not.

        An akt whose person's identity is protected is never shown as a hit: it is found by hand.
        """
        version = if_match(request)

        async def prepare() -> bool:
            async with desk.sessions() as session:
                akt = await visible_akt(session, viewer, case_id)
                others = await same_person(session, viewer, akt)
            hidden = await left_out(desk.consent, others)
            if body.other_case_id not in {other.case_id for other in others} - hidden:
                raise NotSamePerson
            await desk.prepare()
            return (await desk.consent.covered_units(case_id, desk.office.team, ())).withheld

        async def act(session: AsyncSession, by_hand: bool) -> Answer:
            await visible_akt(session, viewer, case_id)
            command = SettleSamePerson(
                case_id, version, body.other_case_id, body.stand, body.reason, desk.clock.now()
            )
            letters = desk.letters(session, by_hand=by_hand)
            akter, papers = desk.akter(session), desk.paper.papers(session)
            akt = await settle_same_person(command, akter, papers, letters, desk.office)
            answer = {"case_id": str(akt.case_id), "status": akt.status.value, "version": akt.version}
            return Answer(200, answer, etag=akt.version)

        return await run_command(request, act, prepare=prepare)

    return router
