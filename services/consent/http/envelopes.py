"""The registering unit's sheet for letters to a protected person: what stands on which envelope. Never kept."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.core import Core, CoreDep
from services.consent.errors import AddressKnown, CaseUnknown
from services.consent.queries import known_case
from services.consent.queries.viewing import is_registering_staff
from services.consent.repository.signings import PERSON_SEALED_AS
from services.consent.tables.files import CasePerson
from shared.auth import ViewerDep
from shared.days import local_day
from shared.letters.blocks import Addressee, Letterhead
from shared.letters.forwarding import TITLE, envelopes
from shared.letters.http import Form, letter_answer
from shared.letters.sheet import lay_out
from shared.purposes import Purpose
from shared.read_log import log_read

router = APIRouter(prefix="/v1", tags=["brev till personen"])
_POSTING: Final = "utskick"


@router.get(
    "/cases/{case_id}/envelopes.{form}",
    summary="Så skickas ett brev genom Skatteverkets postförmedling",
    response_class=Response,
)
async def print_envelopes(
    case_id: UUID,
    form: Form,
    viewer: ViewerDep,
    core: CoreDep,
    purpose: Annotated[Purpose | None, Query()] = None,
) -> Response:
    """Say how a letter that this service sets is sent to a protected person; for the unit that registered the case."""
    async with core.sessions() as session, session.begin():
        case = await known_case(session, case_id)
        if case is None or not is_registering_staff(viewer, case, core.recipients):
            raise CaseUnknown
        if not case.withheld:
            raise AddressKnown
        number = await _number(session, case_id, core)
        await log_read(session, viewer, case_id, purpose or _POSTING)
    head = _head(case.registering_unit, core)
    sheet = lay_out(
        TITLE,
        envelopes(number, head, core.settings.forwarding_address),
        day=local_day(core.clock.now()),
        head=head,
        to=Addressee(),
        references=(("Ärende", str(case_id)),),
    )
    return await letter_answer(sheet, form)


async def _number(session: AsyncSession, case_id: UUID, core: Core) -> str:
    """Return the person's number, twelve digits; before a samtycke names her there is none, and nothing to send."""
    found = await session.exec(select(CasePerson.identity).where(col(CasePerson.case_id) == case_id))
    sealed = found.one_or_none()
    keys = await core.case_keys.open_many([case_id])
    if sealed is None or case_id not in keys:
        raise CaseUnknown
    person: dict[str, Any] = keys[case_id].open_json(*PERSON_SEALED_AS, case_id, sealed)
    return str(person["personal_number"])


def _head(registering_unit: str, core: Core) -> Letterhead:
    unit = core.recipients.find(registering_unit)
    if unit is None:
        raise CaseUnknown
    return Letterhead(unit.name, unit.authority, f"handläggaren vid {unit.name}", unit.phone, unit.address)
