"""GET /v1/feed: the viewer's own unit's records, as they were sent."""

import base64
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from services.consent.core import CoreDep
from services.consent.exit.feed import FeedQuery, Place, feed
from services.consent.http.readers import unit_of
from services.consent.restoring.gate import OpenGate
from shared.auth import ViewerDep
from shared.days import local_day

router = APIRouter(prefix="/v1", tags=["feed"])


class FeedItem(BaseModel):
    """One record (base64). `gone`: its header opens no more."""

    id: UUID
    sequence: int
    epoch: int
    alias: UUID
    record: str
    state: Literal["open", "gone"]


class FeedAnswer(BaseModel):
    """A page. `next` goes into `after` of the next question; it stays the same at the end."""

    records: list[FeedItem]
    next: str | None


@router.get(
    "/feed",
    summary="Den egna enhetens handlingar, så som de skickades",
    responses={200: {"model": FeedAnswer}},
)
async def get_feed(
    viewer: ViewerDep,
    core: CoreDep,
    _open: OpenGate,
    after: Annotated[str | None, Query(max_length=40)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
    alias: UUID | None = None,
) -> JSONResponse:
    """Return what was sent to the viewer's unit; it says nothing of what a record is."""
    unit = unit_of(viewer, core.recipients, local_day(core.clock.now()), scope="feed")
    query = FeedQuery(unit, Place.of(after), limit, alias)
    async with core.sessions() as session, session.begin():
        await core.gate.pass_through(session)
        records = await feed(session, query, core.clock.now())
    items = [
        FeedItem(
            id=each.event_id,
            sequence=each.sequence,
            epoch=each.epoch,
            alias=each.alias,
            record=base64.b64encode(each.record).decode(),
            state="open" if each.is_open else "gone",
        )
        for each in records
    ]
    answer = FeedAnswer(records=items, next=records[-1].place.cursor() if records else after)
    return JSONResponse(answer.model_dump(mode="json"), headers={"Cache-Control": "no-store"})
