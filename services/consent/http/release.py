"""POST /v1/release: keys of single sections, for the viewer's own unit, now."""

import base64
import json
from functools import partial
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from services.consent.core import CoreDep
from services.consent.exit.exits import ExitDep
from services.consent.exit.handing_over import HandedOver
from services.consent.exit.release import Opened, Reader, Released
from services.consent.http.readers import function_of, unit_of
from shared.auth import ViewerDep
from shared.bodies import Body
from shared.days import local_day

MAX_EVENTS = 20

router = APIRouter(prefix="/v1", tags=["release"])


class ReleaseBody(Body):
    """Records to be opened now, and what for. Ask only for what is about to be handed on: released is disclosed."""

    events: Annotated[list[UUID], Field(min_length=1, max_length=MAX_EVENTS)]
    purpose: Literal["handlaggning", "planering", "uppfoljning", "granskning"] = "handlaggning"


class SectionAnswer(BaseModel):
    """One section: its key (base64, 32 bytes), or `gone`: final, nobody opens it any more."""

    index: int
    status: Literal["key", "gone"]
    category: str | None = None
    key: str | None = None


class EventAnswer(BaseModel):
    """One record. `refused` tells no reason. Only teams get the case id."""

    id: UUID
    status: Literal["ok", "refused"]
    case_id: UUID | None = None
    sections: list[SectionAnswer] | None = None


class ReleaseAnswer(BaseModel):
    """In the order of the question."""

    events: list[EventAnswer]


@router.post(
    "/release",
    summary="Öppna handlingar för den egna enheten: en nyckel per avsnitt",
    responses={200: {"model": ReleaseAnswer}},
)
async def release(body: ReleaseBody, viewer: ViewerDep, core: CoreDep, exit_: ExitDep) -> Response:
    """Open records for the viewer's unit; never cached, never repeated from memory."""
    unit = unit_of(viewer, core.recipients, local_day(core.clock.now()), scope="release")
    reader = Reader(unit, function_of(viewer), body.purpose)
    event_ids = list(dict.fromkeys(body.events))
    released = await exit_.release(reader, event_ids)
    left = partial(exit_.flights.land, released.flights)
    try:
        return HandedOver(_written(released, event_ids, is_team=exit_.is_team(unit)), left)
    except BaseException:
        await left()
        raise


def _written(released: Released, event_ids: list[UUID], *, is_team: bool) -> bytes:
    answers = [_event(released.opened.get(event_id), event_id, is_team=is_team) for event_id in event_ids]
    return json.dumps({"events": answers}, separators=(",", ":")).encode()


def _event(opened: Opened | None, event_id: UUID, *, is_team: bool) -> dict[str, Any]:
    if opened is None:
        return {"id": str(event_id), "status": "refused"}
    sections = [
        {"index": section.index, "status": "gone"}
        if section.key is None
        else {
            "index": section.index,
            "status": "key",
            "category": section.category,
            "key": base64.b64encode(section.key).decode(),
        }
        for section in opened.sections
    ]
    case = {"case_id": str(opened.case_id)} if is_team else {}
    return {"id": str(event_id), "status": "ok", **case, "sections": sections}
