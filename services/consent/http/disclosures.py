"""GET /v1/cases/{case_id}/disclosures: what was handed out to whom, for the person and for who reviews the log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.core import Core, CoreDep
from services.consent.errors import CaseUnknown
from services.consent.queries import known_case
from services.consent.queries.disclosed import Disclosure, disclosures_of
from services.consent.queries.viewing import is_person
from shared.auth import Viewer, ViewerDep
from shared.read_log import log_read

router = APIRouter(prefix="/v1/cases", tags=["utlämnanden"])


class DisclosureAnswer(BaseModel):
    """One section, when it first left. `row_id` is empty for a control notice; `unit` and `function` asked for it."""

    recipient: str
    recipient_name: str
    event_id: UUID
    type: str
    category: str
    row_id: UUID | None
    ground: str
    source: str
    at: datetime
    unit: str
    function: str
    purpose: str


@router.get(
    "/{case_id}/disclosures",
    summary="Vad som har lämnats ut till vem, och på vilken grund",
    responses={200: {"model": list[DisclosureAnswer]}},
)
async def get_disclosures(case_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return every distinct section that has been disclosed; the reading itself is logged."""
    async with core.sessions() as session, session.begin():
        found = await _visible(session, case_id, viewer, core)
        await log_read(session, viewer, case_id, "utlämnanden")
    answers = [
        DisclosureAnswer(
            recipient_name=core.recipients.name_of(each.recipient),
            **{name: getattr(each, name) for name in Disclosure.__slots__},
        ).model_dump(mode="json")
        for each in found
    ]
    return JSONResponse(answers, headers={"Cache-Control": "no-store"})


async def _visible(session: AsyncSession, case_id: UUID, viewer: Viewer, core: Core) -> Sequence[Disclosure]:
    """The person and the registering unit's reviewer see all; another unit's sees what it received or was source of."""
    case = await known_case(session, case_id)
    if case is None:
        raise CaseUnknown
    if is_person(viewer, case, core.person_index):
        return await disclosures_of(session, case_id)
    if "logggranskare" not in viewer.roles or viewer.unit is None:
        raise CaseUnknown
    found = await disclosures_of(session, case_id)
    if viewer.unit == case.registering_unit:
        return found
    own = [each for each in found if viewer.unit in {each.recipient, each.source}]
    if case.withheld or not own:
        raise CaseUnknown
    return own
