"""The operator's routes of a service: for the role ``drift`` alone, and without anything said about a person."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID, uuid4

import structlog
from fastapi import APIRouter, Depends, Path, Request, Response
from pydantic import Field, model_validator
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth import Viewer, ViewerDep, require
from shared.bodies import Body
from shared.clock import Clock
from shared.db import Sessions
from shared.idempotency import Answer, run_command
from shared.operating.facts import Discarding
from shared.operating.parked import Discarded, InboxShelf, NothingParked, OutboxShelf, Parked, Shelf
from shared.operating.replay import Replay, replay
from shared.outbox import Outbox

log = structlog.get_logger(__name__)

ROLE = "drift"
Reason = Literal["handled_by_hand", "obsolete", "sent_in_error", "unreadable"]
"""Why something is given up: its effect was made by hand, came too late to matter, should not be, or can't be read."""


async def _at_any_time(_: AsyncSession) -> None:
    """Refuse nothing."""


@dataclass(frozen=True, slots=True)
class Operating:
    """What the routes of one service need."""

    sessions: Sessions
    outbox: Outbox
    clock: Clock
    fact: type[Discarding]
    """The service's own fact that something was given up."""
    shelves: Sequence[Shelf] = (InboxShelf(), OutboxShelf())
    may_tell: Callable[[AsyncSession], Awaitable[None]] = _at_any_time
    """Raises a refusal while the service may publish no new fact."""

    def shelf(self, parked_id: str) -> tuple[Shelf, str]:
        """Return the shelf that an id names, and the place there; raises NothingParked."""
        name, _, place = parked_id.partition("-")
        by_name: Mapping[str, Shelf] = {shelf.name: shelf for shelf in self.shelves}
        if name not in by_name:
            raise NothingParked
        return by_name[name], place

    def discarding(self, given_up: Discarded, form: "DiscardForm") -> Discarding:
        """Return the fact that this was given up."""
        return self.fact(
            subject=given_up.subject or uuid4(),
            occurred_at=self.clock.now(),
            discarded_id=given_up.event_id,
            discarded_source=given_up.source,
            discarded_type=given_up.type,
            discarded_number=given_up.number,
            reason=form.reason,
            reference=form.reference,
        )


class DiscardForm(Body):
    """Why it is given up, and where the operator's own notes about it are (a ticket's number, never a text)."""

    reason: Reason
    reference: str = Field(pattern=r"^[A-Z]{1,10}[-/ ]?[0-9]{1,8}$")


class ReplayForm(Body):
    """What is published once more: everything, a case, or an event. `after` is the `next` of the answer before."""

    case_id: UUID | None = None
    event_id: UUID | None = None
    after: UUID | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "ReplayForm":
        if self.case_id is not None and self.event_id is not None:
            raise ValueError
        return self


def operator(viewer: ViewerDep) -> Viewer:
    """Return an operator; anyone else is refused."""
    require(viewer, role=ROLE)
    return viewer


OperatorDep = Annotated[Viewer, Depends(operator)]
ParkedId = Annotated[str, Path(max_length=80)]


def operating_routes(operating: Operating) -> APIRouter:
    """Return the routes, under ``/v1/operations``."""
    router = APIRouter(prefix="/v1/operations", tags=["drift"])

    @router.get("/parked", summary="Det som har parkerats")
    async def get_parked(_: OperatorDep) -> list[Parked]:
        """List what could not be handled or sent, shelf by shelf, the oldest first."""
        async with operating.sessions() as session:
            return [each for shelf in operating.shelves for each in await shelf.listed(session)]

    @router.get("/parked/{parked_id}", summary="En parkerad händelse, utan det som rör personen")
    async def get_one(parked_id: ParkedId, _: OperatorDep) -> Parked:
        """Show one of them with what stands open in it."""
        shelf, place = operating.shelf(parked_id)
        async with operating.sessions() as session:
            return await shelf.show(session, place)

    @router.post("/parked/{parked_id}/retries", summary="Försök igen med det som har parkerats")
    async def post_retry(request: Request, parked_id: ParkedId, _: OperatorDep) -> Response:
        """Let it be tried again from the start."""
        shelf, place = operating.shelf(parked_id)

        async def act(session: AsyncSession, _: None) -> Answer:
            await shelf.retry(session, place)
            log.info("parked_retried", code=parked_id)
            return Answer(202)

        return await run_command(request, act)

    @router.post("/parked/{parked_id}/discards", summary="Ge upp det som har parkerats")
    async def post_discard(
        request: Request, parked_id: ParkedId, form: DiscardForm, _: OperatorDep
    ) -> Response:
        """Give it up for a stated reason: a fact says so, and what waits behind it goes on."""
        shelf, place = operating.shelf(parked_id)

        async def act(session: AsyncSession, _: None) -> Answer:
            await operating.may_tell(session)
            given_up = await shelf.discard(session, place)
            event_id = await operating.outbox.stage(session, operating.discarding(given_up, form))
            log.warning("parked_discarded", event_id=given_up.event_id, type=given_up.type, code=form.reason)
            return Answer(201, {"event_id": str(event_id)})

        return await run_command(request, act)

    @router.post("/replays", summary="Publicera händelser på nytt")
    async def post_replay(request: Request, form: ReplayForm, _: OperatorDep) -> Response:
        """Publish a page of the service's own history once more; `next` of the answer begins the page after."""
        wanted = Replay(form.case_id, form.event_id, form.after)

        async def act(session: AsyncSession, _: None) -> Answer:
            done = await replay(session, operating.outbox, wanted)
            log.info("replayed", count=done.count, case_id=form.case_id and str(form.case_id))
            return Answer(202, {"count": done.count, "next": done.next and str(done.next)})

        return await run_command(request, act, prepare=operating.outbox.prepare)

    return router
