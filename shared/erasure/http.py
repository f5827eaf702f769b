"""Routes of gallring, the same in every service: decide, attest, set aside, put and lift a stop, read the protocol."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body, Day, OneLine
from shared.clock import Clock
from shared.days import local_day, utc
from shared.db import Sessions
from shared.erasure import store
from shared.erasure.grounds import GROUNDS
from shared.erasure.holder import Holder
from shared.erasure.rules import HOLD_REASONS, Decision, Hold, Official, TooLate, decide
from shared.idempotency import Answer, run_command
from shared.ids import uuid7
from shared.reaching import IN_BACKUPS, IN_TOPICS, whole_days
from shared.read_log import log_read

_SIGNS = r"^[0-9A-Za-zÅÄÖåäö§ .,:/()-]+$"
_NUMBER = "Ingen uppgift om personen: hänvisningen finns kvar när allt annat är borta."
Move = Callable[[AsyncSession, Decision], Awaitable[None]]
Reference = Annotated[str, Field(min_length=1, max_length=120, pattern=_SIGNS, description=_NUMBER), OneLine]
REACHES = {"topics_days": whole_days(IN_TOPICS), "backups_days": whole_days(IN_BACKUPS)}
"""Ciphertext lies in topics that long at most; a key that is gone can be had from a backup no longer than that."""
STOP_REACHES = "Stoppet gäller bara det som den här tjänsten har i ärendet. Sätt ett stopp i varje tjänst där er enhet har något."
STATE_TEXT = {
    "vantar_pa_kontrasignering": "Väntar på att en annan person kontrasignerar",
    "beslutat": "Beslutat, verkställs den dag det anger om inget gallringsstopp gäller och grundens tid har gått",
    "verkstalls": "Verkställs",
    "verkstallt": "Verkställt",
    "upphavt": "Upphävt",
}


class DecisionForm(Body):
    """By what right, which decision, its number in the protocol, and the day it takes effect."""

    ground: Annotated[str, Field(pattern=f"^({'|'.join(GROUNDS)})$")]
    reference: Reference
    protocol: Annotated[str, Field(min_length=1, max_length=80, pattern=_SIGNS), OneLine]
    takes_effect: Day


class HoldForm(Body):
    """Why nothing is destroyed for now."""

    reason: Annotated[str, Field(pattern=f"^({'|'.join(HOLD_REASONS)})$")]
    reference: Reference | None = None


def erasure_routes(sessions: Sessions, holder: Holder, clock: Clock) -> APIRouter:
    """Return the routes; a unit sees its own decisions, also when nothing else is left."""
    router = APIRouter(prefix="/v1/cases/{case_id}/gallring", tags=["gallring"])

    @router.get("", summary="Gallringsbeslut och gallringsstopp i ett ärende")
    async def read(case_id: UUID, viewer: ViewerDep) -> dict[str, Any]:
        """Read them: the protocol, and what stands in the way."""
        unit = _unit(viewer, holder)
        async with sessions() as session, session.begin():
            decisions = await store.decisions_of(session, case_id, unit)
            holds = [one for one in await store.holds_of(session, case_id) if one.unit == unit]
            if not decisions and not holds:
                await holder.must_be_held(session, case_id, unit)
            await log_read(session, viewer, case_id, "gallring")
        return {
            "decisions": [_decision(one) for one in decisions],
            "stops": [_hold(one) for one in holds],
            "reaches": REACHES,
        }

    @router.post("/decisions", status_code=201, summary="Besluta om gallring")
    async def decide_erasure(
        request: Request, case_id: UUID, form: DecisionForm, viewer: ViewerDep
    ) -> Response:
        """Decide; nothing is destroyed before another person has attested it and its day has come."""
        unit, at = _unit(viewer, holder), clock.now()

        async def act(session: AsyncSession, _: None) -> Answer:
            await store.take_turn(session, case_id)
            await holder.must_be_held(session, case_id, unit)
            earlier = await store.standing_decision(session, case_id)
            words = (form.protocol, form.ground, form.reference)
            made = Decision(uuid7(), case_id, unit, *words, _official(viewer), at, form.takes_effect)
            noted = await store.last_note(session, case_id)
            decided = decide(made, earlier, local_day(at), noted, part=holder.part_of(unit))
            await store.must_be_unused(session, unit, form.protocol, case_id)
            await holder.must_be_over(session, case_id)
            await store.keep(session, decided)
            return Answer(201, _decision(decided))

        return await run_command(request, act)

    @router.post("/stops", status_code=201, summary="Sätt ett gallringsstopp")
    async def put_hold(request: Request, case_id: UUID, form: HoldForm, viewer: ViewerDep) -> Response:
        """Stop every gallring of the case that has not begun in this service; the others hold their own part of it."""
        unit = _unit(viewer, holder)

        async def act(session: AsyncSession, _: None) -> Answer:
            await store.take_turn(session, case_id)
            if await store.is_erased(session, case_id):
                raise TooLate
            await holder.must_be_held(session, case_id, unit)
            at = clock.now()
            made = Hold(uuid7(), case_id, unit, form.reason, form.reference, _official(viewer), at)
            await store.keep(session, made)
            return Answer(201, {**_hold(made), "reach_text": STOP_REACHES})

        return await run_command(request, act)

    _add_changes(router, holder, clock)
    return router


def _add_changes(router: APIRouter, holder: Holder, clock: Clock) -> None:
    @router.post("/decisions/{decision_id}/attestations", summary="Kontrasignera ett gallringsbeslut")
    async def attest(request: Request, case_id: UUID, decision_id: UUID, viewer: ViewerDep) -> Response:
        """Confirm it as a second person."""

        async def move(session: AsyncSession, decision: Decision) -> None:
            noted = await store.last_note(session, case_id)
            decision.attest(_official(viewer), clock.now(), noted)

        return await _change(request, viewer, case_id, decision_id, move)

    @router.post("/decisions/{decision_id}/set-asides", summary="Upphäv ett gallringsbeslut")
    async def set_aside(request: Request, case_id: UUID, decision_id: UUID, viewer: ViewerDep) -> Response:
        """Let it fall, while nothing has been destroyed."""

        async def move(_: AsyncSession, decision: Decision) -> None:
            decision.put_aside(_official(viewer), clock.now())

        return await _change(request, viewer, case_id, decision_id, move)

    @router.post("/stops/{stop_id}/liftings", summary="Häv ett gallringsstopp")
    async def lift(request: Request, case_id: UUID, stop_id: UUID, viewer: ViewerDep) -> Response:
        """Lift it; a decision that waited is carried out."""
        unit = _unit(viewer, holder)

        async def act(session: AsyncSession, _: None) -> Answer:
            await store.take_turn(session, case_id)
            hold = await store.the_hold(session, case_id, stop_id, unit)
            hold.lift(_official(viewer), clock.now())
            await store.keep(session, hold)
            return Answer(200, _hold(hold))

        return await run_command(request, act)

    async def _change(
        request: Request, viewer: Viewer, case_id: UUID, decision_id: UUID, move: Move
    ) -> Response:
        unit = _unit(viewer, holder)

        async def act(session: AsyncSession, _: None) -> Answer:
            await store.take_turn(session, case_id)
            decision = await store.the_decision(session, case_id, decision_id, unit)
            await move(session, decision)
            await store.keep(session, decision)
            return Answer(200, _decision(decision))

        return await run_command(request, act)


def _unit(viewer: Viewer, holder: Holder) -> str:
    if viewer.unit is None or not holder.roles_of(viewer.unit) & viewer.roles:
        raise Forbidden
    return viewer.unit


def _official(viewer: Viewer) -> Official:
    return Official(viewer.subject, viewer.function)


def _decision(one: Decision) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state,
        "state_text": STATE_TEXT[one.state],
        "protocol": one.protocol,
        "ground": one.ground,
        "ground_text": GROUNDS[one.ground].text,
        "reference": one.reference,
        "takes_effect": one.takes_effect.isoformat(),
        "decided": {"at": utc(one.decided_at), "function": one.decided.function},
        "attested": one.attested_at
        and {"at": utc(one.attested_at), "function": one.attested and one.attested.function},
        "begun_at": one.begun_at and utc(one.begun_at),
        "done_at": one.done_at and utc(one.done_at),
        "counts": dict(one.counts),
    }


def _hold(one: Hold) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "reason": one.reason,
        "reason_text": HOLD_REASONS[one.reason],
        "reference": one.reference,
        "put": {"at": utc(one.put_at), "function": one.put.function},
        "lifted": one.lifted_at
        and {"at": utc(one.lifted_at), "function": one.lifted and one.lifted.function},
    }
