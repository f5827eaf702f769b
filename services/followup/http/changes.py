"""What the koordinator does: plan a follow-up for another day, and record what it came to."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictInt
from sqlmodel.ext.asyncio.session import AsyncSession

from services.followup.commands.record_follow_up import RecordFollowUp, record_follow_up
from services.followup.commands.reschedule_follow_up import RescheduleFollowUp, reschedule_follow_up
from services.followup.domain import (
    Ability,
    CarriesOn,
    Continuation,
    Cover,
    DelmalResult,
    FollowUp,
    MoveReason,
    Record,
)
from services.followup.domain.outcomes import AbilityLevel, DelmalStatus, Next
from services.followup.domain.values import UPPFOLJNING
from services.followup.http.body import Code, Words
from services.followup.http.desk import Desk
from services.followup.queries import visible_follow_up
from services.followup.repository import ConsentRows, OutcomeCounts, plan_from_json
from shared.auth import Viewer, ViewerDep
from shared.bodies import Body, Day, OneLine
from shared.idempotency import Answer, if_match, run_command
from shared.ids import uuid7

MOST_MONTHS = 6


class Moving(Body):
    """The new day and why; `annat` needs words."""

    planned_for: Day
    reason_code: MoveReason
    text: Words | None = None


class DelmalForm(Body):
    """What became of one delmål, with words per data category."""

    delmal_id: UUID
    status: DelmalStatus
    texts: dict[Code, Words] = Field(default_factory=dict, max_length=10)


class OutcomesForm(Body):
    """The main outcome and others beside it."""

    main: Code
    secondary: list[Code] = Field(default_factory=list, max_length=10)


class AbilityForm(Body):
    """Ability to work; percent only when it is partial."""

    level: AbilityLevel
    percent: Annotated[StrictInt, Field(ge=1, le=99)] | None = None


class AbilitiesForm(Body):
    """Ability to work on the same scale, before and after."""

    before: AbilityForm
    after: AbilityForm


class CarriesOnForm(Body):
    """Something that goes on, and who answers for it; told in its data category only."""

    what: Annotated[str, Field(min_length=1, max_length=300)]
    who: Annotated[str, Field(min_length=1, max_length=200), OneLine]
    category: Code = UPPFOLJNING


class NewPlanForm(Body):
    """The need remains."""

    kind: Literal["ny_plan"]
    reason: Words


class EndForm(Body):
    """The team's work ends."""

    kind: Literal["avslut"]
    carries_on: list[CarriesOnForm] = Field(default_factory=list[CarriesOnForm], max_length=20)
    text: Words


class KeptOpenForm(Body):
    """Care comes first: the next follow-up is in some months."""

    kind: Literal["halls_oppet"]
    months: Annotated[StrictInt, Field(ge=1, le=MOST_MONTHS)]
    reason: Words


class Recording(Body):
    """The result of the follow-up, and what follows."""

    delmal: list[DelmalForm] = Field(max_length=60)
    outcomes: OutcomesForm
    arbetsformaga: AbilitiesForm
    forsorjning: Code
    own_words: Words
    next: Annotated[NewPlanForm | EndForm | KeptOpenForm, Field(discriminator="kind")]


def change_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's commands; each needs Idempotency-Key and If-Match."""
    router = APIRouter(prefix="/follow-ups/{followup_id}", tags=["uppföljningar"])

    @router.post("/reschedulings", summary="Planera uppföljningen till en annan dag")
    async def reschedule(followup_id: UUID, body: Moving, viewer: ViewerDep, request: Request) -> Response:
        """Plan the follow-up for another day, with a coded reason; its due day stays."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            row = await visible_follow_up(session, viewer, followup_id)
            contact, now = desk.contact(row.team), desk.clock.now()
            command = RescheduleFollowUp(
                followup_id, version, body.planned_for, body.reason_code, body.text, cover, contact, now
            )
            done = await reschedule_follow_up(command, desk.follow_ups(session), ConsentRows(session))
            return _answer(done)

        return await run_command(request, act, prepare=lambda: _covered(desk, viewer, followup_id))

    @router.post("/record", summary="Anteckna uppföljningens resultat, och vad som följer")
    async def record(followup_id: UUID, body: Recording, viewer: ViewerDep, request: Request) -> Response:
        """Record the result after the meeting, and what follows: new plan, end, or kept open."""
        version = if_match(request)

        async def act(session: AsyncSession, cover: Cover) -> Answer:
            row = await visible_follow_up(session, viewer, followup_id)
            contact, now = desk.contact(row.team), desk.clock.now()
            command = RecordFollowUp(followup_id, version, _record(body), cover, contact, uuid7(), now)
            done = await record_follow_up(command, desk.follow_ups(session), OutcomeCounts(session))
            return _answer(done)

        return await run_command(request, act, prepare=lambda: _covered(desk, viewer, followup_id))

    return router


async def _covered(desk: Desk, viewer: Viewer, followup_id: UUID) -> Cover:
    """Look whether the follow-up is the viewer's, and ask who may be told, before a transaction opens."""
    async with desk.sessions() as session:
        row = await visible_follow_up(session, viewer, followup_id)
    await desk.prepare()
    return await desk.consent.cover(row.case_id, row.team, plan_from_json(row.plan_id, row.plan).parties)


def _record(body: Recording) -> Record:
    results = [DelmalResult(each.delmal_id, each.status, dict(each.texts)) for each in body.delmal]
    before, after = body.arbetsformaga.before, body.arbetsformaga.after
    return Record(
        tuple(results),
        body.outcomes.main,
        tuple(body.outcomes.secondary),
        Ability(before.level, before.percent),
        Ability(after.level, after.percent),
        body.forsorjning,
        body.own_words,
        _continuation(body.next),
    )


def _continuation(form: NewPlanForm | EndForm | KeptOpenForm) -> Continuation:
    if isinstance(form, EndForm):
        carried = tuple(CarriesOn(each.what, each.who, each.category) for each in form.carries_on)
        return Continuation(Next.AVSLUT, form.text, carried)
    if isinstance(form, KeptOpenForm):
        return Continuation(Next.HALLS_OPPET, form.reason, months=form.months)
    return Continuation(Next.NY_PLAN, form.reason)


def _answer(follow_up: FollowUp) -> Answer:
    body = {"id": str(follow_up.id), "status": follow_up.status.value, "version": follow_up.version}
    return Answer(200, body, etag=follow_up.version)
