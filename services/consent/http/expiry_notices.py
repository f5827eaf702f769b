"""GET /v1/expiry-notices: samtycken that end soon, for the unit that registered them and the team's koordinator."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.consent.core import Core, CoreDep
from services.consent.domain.notices import Why, last_day_of, why_it_ends
from services.consent.queries import notices as queries_notices
from services.consent.queries.notices import EndingSigning, EndingSoon
from services.consent.repository.givings import opened_giving
from shared.auth import Forbidden, ViewerDep
from shared.read_log import log_reads
from shared.sealing import CaseKey

router = APIRouter(prefix="/v1", tags=["samtycken"])


class NoticeAnswer(BaseModel):
    """That it was noticed so many days ahead."""

    days: int
    noticed_at: datetime


class EndingAnswer(BaseModel):
    """An end that lies ahead: its last day, the units whose rows it is about, and the notices so far.

    `why` is told to the registering unit only: that time is out, that a guardian's word ends at 18, that a
    representative's mandate ends, or that paper should have followed what was said.
    """

    case_id: UUID
    last_day: date
    units: list[str]
    unit_names: list[str]
    why: Why | None
    notices: list[NoticeAnswer]


@router.get(
    "/expiry-notices",
    summary="Samtycken som snart går ut",
    responses={200: {"model": list[EndingAnswer]}},
)
async def get_expiry_notices(viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return the viewer's own unit's, the first to end first. One that was renewed, or has ended, is gone from the list.

    A protected person's case is shown to the registering unit only; so is one whose anmälan has not been sent.
    """
    if viewer.unit is None or not viewer.roles & {"handlaggare", "koordinator"}:
        raise Forbidden
    async with core.sessions() as session, session.begin():
        endings = await queries_notices.endings_of(
            session,
            registered_by=viewer.unit if "handlaggare" in viewer.roles else None,
            team=viewer.unit if "koordinator" in viewer.roles else None,
        )
        own = [each for each in endings if each.registering_unit == viewer.unit]
        signings = await queries_notices.signings_of(session, own)
        await log_reads(session, viewer, {each.case_id for each in endings}, "samtycken som går ut")
    keys = await core.case_keys.open_many(sorted({each.case_id for each in own}))
    whys = {
        (each.case_id, each.ends_at): _why(each, signings, key)
        for each in own
        if (key := keys.get(each.case_id)) is not None
    }
    answers = [_answer(each, core, whys.get((each.case_id, each.ends_at))) for each in endings]
    return JSONResponse(answers, headers={"Cache-Control": "no-store"})


def _answer(ending: EndingSoon, core: Core, why: Why | None) -> dict[str, Any]:
    units = sorted(ending.units)
    return EndingAnswer(
        case_id=ending.case_id,
        last_day=last_day_of(ending.ends_at),
        units=units,
        unit_names=[core.recipients.name_of(unit) for unit in units],
        why=why,
        notices=[NoticeAnswer(days=days, noticed_at=at) for days, at in ending.notices.items()],
    ).model_dump(mode="json")


def _why(ending: EndingSoon, signings: Mapping[UUID, EndingSigning], key: CaseKey) -> Why:
    rest_on = [signings[each] for each in sorted(ending.signing_ids)]
    found = {
        why_it_ends(opened_giving(key, each.id, each.given), each.valid_to, ending.ends_at)
        for each in rest_on
    }
    return min(found - {Why.TIDEN}, default=Why.TIDEN)
