"""POST /v1/operations/party-replays: a recipient's records go out once more, the same bytes, in the same order."""

from uuid import UUID

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.records import on_its_way
from services.consent.core import CoreDep
from services.consent.errors import RecipientNotThere
from services.consent.exit.feed import FeedQuery, Place, feed
from shared.bodies import Body
from shared.idempotency import Answer, run_command
from shared.operating import OperatorDep

log = structlog.get_logger(__name__)
router = APIRouter(prefix="/v1/operations", tags=["drift"])

PAGE = 100


class PartyReplayForm(Body):
    """Whose records, of one of its aliases or of all; `after` is the `next` of the answer before."""

    recipient: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    alias: UUID | None = None
    after: str | None = Field(default=None, max_length=40)


@router.post("/party-replays", summary="Skicka en mottagares handlingar på nytt")
async def post_party_replay(
    request: Request, form: PartyReplayForm, core: CoreDep, _: OperatorDep
) -> Response:
    """Send a page of what the feed holds on the recipient's topic again. What has lost its key still does not open."""
    if core.recipients.find(form.recipient) is None:
        raise RecipientNotThere
    query = FeedQuery(form.recipient, Place.of(form.after), PAGE, form.alias)

    async def act(session: AsyncSession, _: None) -> Answer:
        records = await feed(session, query, core.clock.now())
        for each in records:
            sent = on_its_way(form.recipient, each.alias, each.event_id, each.record)
            await core.outbox.restage_record(session, **sent)
        log.info("party_replayed", unit=form.recipient, count=len(records))
        return Answer(202, {"count": len(records), "next": records[-1].place.cursor() if records else None})

    return await run_command(request, act)
