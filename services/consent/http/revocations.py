"""POST /v1/revocations: the person has said no. 200 when the door is shut, 202 while something may still be on its way."""

import json
from collections.abc import Sequence
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.revoke import Revoke, revoke
from services.consent.core import Core, CoreDep
from services.consent.domain.behind import Behind
from services.consent.domain.giving import GivenBy
from services.consent.domain.revocation import Author, Channel, Direction, Scope, ScopeKind
from services.consent.ending.enforcing import BOUND_SECONDS
from services.consent.errors import CaseOrAlias, CaseUnknown, RevocationUnknown
from services.consent.exit.exits import ExitDep
from services.consent.http.own_connections import on_connections_of
from services.consent.queries import KnownCase, known_case
from services.consent.queries.viewing import case_named, is_person, is_registering_staff, named_by
from services.consent.receipting import Receipting
from services.consent.repository.behind import all_behind
from services.consent.repository.revocations import RevocationRows, revocation_seen
from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body, Day
from shared.db import Sessions
from shared.idempotency import Answer, run_command
from shared.read_log import log_read

router = APIRouter(prefix="/v1/revocations", tags=["återkallelser"])

_MAY_ASK = frozenset({"individ", "handlaggare", "koordinator"})


class ScopeBody(Body):
    """All; a party's rows (where it is source or recipient); a category's, perhaps for one party.

    With a party, `direction` narrows it to what goes to the party (till) or comes from it (fran).
    """

    kind: ScopeKind
    party: Annotated[str | None, Field(max_length=60)] = None
    category: Annotated[str | None, Field(max_length=30)] = None
    direction: Direction | None = None

    def scope(self) -> Scope:
        """Return it as the domain knows it."""
        return Scope(self.kind, self.party, self.category, self.direction)


class RevocationBody(Body):
    """What the person withdraws, the day she said it, and through which channel; `said_by`, when it was not she who said it.

    The case is named by its id, or by the alias that the viewer's own unit knows it by: exactly one of them.
    """

    case_id: UUID | None = None
    alias: UUID | None = None
    scope: ScopeBody
    said_on: Day
    channel: Channel
    said_by: GivenBy = GivenBy.PERSON


@router.post("", summary="Ta emot en återkallelse av samtycke")
async def post_revocation(
    body: RevocationBody, request: Request, viewer: ViewerDep, core: CoreDep, exit_: ExitDep
) -> Response:
    """Commit the withdrawal, then carry it out; the answer comes within ten seconds."""
    if not viewer.roles & _MAY_ASK:
        raise Forbidden
    if (body.case_id is None) is (body.alias is None):
        raise CaseOrAlias
    deadline, at = monotonic() + BOUND_SECONDS, core.clock.now()
    scope = body.scope.scope()

    async def prepare() -> Sequence[Behind] | None:
        return await _behind(body, viewer, exit_.doors.commands.sessions, core.receipting)

    async def act(session: AsyncSession, behind: Sequence[Behind] | None) -> Answer:
        case_id = await _case_id(session, body, viewer)
        with named_by(body.alias):
            case = await known_case(session, case_id)
            if case is None:
                raise CaseUnknown
            author = author_of(viewer, case, core)
            command = Revoke(case_id, scope, author, body.said_on, body.channel, at, body.said_by)
            revocation = await revoke(command, RevocationRows(session), behind)
        location = f"/v1/revocations/{revocation.id}"
        return Answer(202, {"id": str(revocation.id), "state": "draining"}, location=location)

    # Until here nothing is committed: a store that is away answers 503. From here on the answer is 200 or 202.
    committed = await run_command(
        on_connections_of(request, exit_.doors.commands), act, prepare=prepare, content=await request.body()
    )
    revocation_id = UUID(json.loads(bytes(committed.body))["id"])
    enforced = await exit_.doors.enforcer.enforce(revocation_id, deadline)
    return JSONResponse(
        {"id": str(revocation_id), "state": "enforced" if enforced else "draining"},
        status_code=200 if enforced else 202,
        headers={"Location": f"/v1/revocations/{revocation_id}", "Cache-Control": "no-store"},
    )


@router.get("/{revocation_id}", summary="Hur långt en återkallelse har kommit")
async def get_revocation(revocation_id: UUID, viewer: ViewerDep, core: CoreDep) -> JSONResponse:
    """Return how far a withdrawal has come, to the person, the registering unit, the team, and who took it in."""
    async with core.sessions() as session, session.begin():
        seen = await revocation_seen(session, revocation_id)
        case = await known_case(session, seen.case_id) if seen else None
        if seen is None or case is None or not _may_see(viewer, case, seen.by_unit, core):
            raise RevocationUnknown
        if not is_person(viewer, case, core.person_index):
            await log_read(session, viewer, case.id, "återkallelse")
    answer = {
        "id": str(revocation_id),
        "state": "enforced" if seen.enforced_at else "draining",
        "said_on": seen.said_on.isoformat(),
        "received_at": seen.received_at.isoformat(),
        "effective_at": seen.effective_at.isoformat() if seen.effective_at else None,
        "enforced_at": seen.enforced_at.isoformat() if seen.enforced_at else None,
    }
    return JSONResponse(answer, headers={"Cache-Control": "no-store"})


async def _behind(
    body: RevocationBody, viewer: Viewer, sessions: Sessions, receipts: Receipting
) -> Sequence[Behind] | None:
    """Return who may speak for her, where it is not her own word. None: her own, or the keys can't be had now."""
    if body.said_by is GivenBy.PERSON:
        return None
    async with sessions() as session:
        case_id = await _case_id(session, body, viewer)
        if await known_case(session, case_id) is None:
            return None
    key = await receipts.key_of(case_id)
    if key is None:
        return None
    async with sessions() as session:
        return await all_behind(session, key)


async def _case_id(session: AsyncSession, body: RevocationBody, viewer: Viewer) -> UUID:
    if body.case_id is not None:
        return body.case_id
    assert body.alias is not None, "one of the two is given"
    return await case_named(session, viewer, body.alias)


def author_of(viewer: Viewer, case: KnownCase, core: Core) -> Author:
    """Return who says it: the person, or staff on her word."""
    return Author(
        is_person=is_person(viewer, case, core.person_index),
        unit=viewer.unit,
        function=viewer.function,
        is_handlaggare="handlaggare" in viewer.roles,
        is_koordinator="koordinator" in viewer.roles,
    )


def _may_see(viewer: Viewer, case: KnownCase, by_unit: str | None, core: Core) -> bool:
    if is_person(viewer, case, core.person_index) or is_registering_staff(viewer, case, core.recipients):
        return True
    if viewer.unit is not None and viewer.unit == core.recipients.holder_of(case):
        return "koordinator" in viewer.roles
    return "handlaggare" in viewer.roles and viewer.unit is not None and viewer.unit == by_unit
