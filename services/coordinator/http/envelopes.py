"""The koordinator's sheet for a letter to a protected person: what stands on which envelope. Made anew, never kept."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.coordinator.errors import AddressKnown
from services.coordinator.http.desk import Desk
from services.coordinator.http.letters import POSTING
from services.coordinator.queries import visible_akt
from services.coordinator.queries.letters import LetterReader
from shared.auth import ViewerDep
from shared.days import local_day
from shared.letters.blocks import Addressee
from shared.letters.forwarding import TITLE, envelopes
from shared.letters.http import Form, letter_answer
from shared.letters.sheet import lay_out
from shared.purposes import Purpose
from shared.read_log import log_read


def envelope_routes(desk: Desk, forwarder: Sequence[str]) -> APIRouter:
    """Return the koordinator's read. `forwarder`: the address of the postförmedling, as the operator has set it."""
    router = APIRouter(prefix="/akter/{case_id}/letters", tags=["brev"])
    reader = LetterReader(desk.reader.keys, desk.office.team)

    @router.get(
        "/{letter_id}/envelopes.{form}",
        summary="Så skickas brevet genom Skatteverkets postförmedling",
        response_class=Response,
    )
    async def read_envelopes(
        case_id: UUID,
        letter_id: UUID,
        form: Form,
        viewer: ViewerDep,
        purpose: Annotated[Purpose | None, Query()] = None,
    ) -> Response:
        """Say how the letter is sent by way of Skatteverket; refused for a person whose address the akt may use."""
        async with desk.sessions() as session:
            akt = await visible_akt(session, viewer, case_id)
            row = await reader.found(session, [case_id], letter_id)
        if case_id not in await desk.consent.withheld([case_id]):
            raise AddressKnown
        async with desk.sessions.begin() as session:
            head = (await reader.opened(row)).head
            number = await desk.letters(session, by_hand=True).number_of_person(case_id)
            await log_read(session, viewer, case_id, purpose or POSTING)
        sheet = lay_out(
            TITLE,
            envelopes(number, head, forwarder),
            day=local_day(desk.clock.now()),
            head=head,
            to=Addressee(),
            references=(("Aktnummer", akt.number),),
        )
        return await letter_answer(sheet, form)

    return router
