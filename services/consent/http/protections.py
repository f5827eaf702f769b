"""Protected identity: the mark that stops everything, and tells no one."""

import json
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.lift_protection import LiftProtection, lift_protection
from services.consent.commands.mark_protected import MarkProtected, Opening, mark_protected, may_open
from services.consent.core import Core, CoreDep
from services.consent.domain.protection import Protection, ProtectionKind, ProtectionSource
from services.consent.errors import CaseUnknown, ProtectionUnknown, ReadingNeedsPurpose
from services.consent.exit.exits import ExitDep
from services.consent.http.own_connections import on_connections_of
from services.consent.http.vouching import is_vouched
from services.consent.queries import KnownCase, cases_of_same_person, known_case
from services.consent.queries.viewing import is_person, is_registering_staff
from services.consent.repository.cases import CaseRows, PairDoors
from services.consent.repository.protections import ProtectionRows, case_of_protection
from shared.auth import Forbidden, Viewer, ViewerDep
from shared.bodies import Body, Day, OneLine
from shared.idempotency import Answer, run_command
from shared.purposes import Purpose
from shared.read_log import log_read
from shared.sealing import CaseKey

router = APIRouter(prefix="/v1", tags=["skyddade personuppgifter"])
_USUAL: Final = "skyddade personuppgifter"


class ProtectionForm(Body):
    """The case to mark. Without `kind` it is known that she is protected, and not yet how.

    `known_on` is the day when it became known, today if nothing is said. `personal_number` comes from the referral service
    alone, with a draft that is not saved yet: her other cases are found by it. Nothing here asks for, or ties together, the
    numbers of somebody who has been given another identity (lag 1991:483): she is the person she is now.
    """

    case_id: UUID
    personal_number: str | None = Field(None, pattern=r"^[0-9]{12}$", repr=False)
    kind: ProtectionKind | None = None
    source: ProtectionSource | None = None
    known_on: Day | None = None


class LiftingForm(Body):
    """The decision: its day, whose it is (a function, not a name), and why."""

    decided_on: Day
    decided_by: Annotated[str, Field(min_length=1, max_length=200), OneLine]
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.post("/protections", summary="Markera att personen har skyddade personuppgifter")
async def post_protection(
    request: Request,
    form: ProtectionForm,
    viewer: ViewerDep,
    core: CoreDep,
    exit_: ExitDep,
    *,
    x_service_authorization: Annotated[str | None, Header()] = None,
) -> Response:
    """Mark the case, by a handläggare of its unit or the koordinator of its team.

    200 `enforced`: nothing of the case is sealed or released from now on, and nothing is on its way. 202 `draining`:
    marked, but an answer may still be on its way; the same request again tells when it is not.

    For a draft that is not saved yet the referral service asks on the user's behalf, and shows its own token too (scope
    `coverage`) in `X-Service-Authorization`.
    """
    if not viewer.roles & {"handlaggare", "koordinator"}:
        raise Forbidden
    vouched = await is_vouched(request, x_service_authorization)
    if form.personal_number is not None and not vouched:
        raise Forbidden
    command = _marking(form, viewer, core.clock.now(), is_vouched=vouched)

    async def prepare() -> Opening | None:
        async with exit_.doors.commands.sessions() as session:
            case = await known_case(session, form.case_id)
        registering = case.registering_unit if case else None
        is_named = case is not None and case.person_hash is not None
        return await may_open(command, registering, core.subjects, core.person_index, is_named=is_named)

    async def act(session: AsyncSession, opening: Opening | None) -> Answer:
        cases, doors, marks = CaseRows(session), PairDoors(session), ProtectionRows(session)
        mark = await mark_protected(command, cases, doors, marks, opening, directory=core.recipients)
        return Answer(200, {"case_id": str(form.case_id), "protection_id": str(mark.id)})

    own = on_connections_of(request, exit_.doors.commands)
    answered = await run_command(own, act, prepare=prepare, content=await request.body())
    async with exit_.doors.commands.sessions() as session:
        marked = await cases_of_same_person(session, form.case_id)
    drained = all([await exit_.drain(case_id) for case_id in marked])
    body = json.loads(bytes(answered.body)) | {"state": "enforced" if drained else "draining"}
    return JSONResponse(body, status_code=200 if drained else 202)


def _marking(form: ProtectionForm, viewer: Viewer, at: datetime, *, is_vouched: bool) -> MarkProtected:
    return MarkProtected(
        case_id=form.case_id,
        unit=viewer.unit,
        is_koordinator="koordinator" in viewer.roles,
        is_vouched=is_vouched,
        at=at,
        token=viewer.token,
        personal_number=form.personal_number,
        function=viewer.function,
        kind=form.kind,
        source=form.source,
        known_on=form.known_on,
    )


@router.post("/protections/{protection_id}/liftings", summary="Häv markeringen efter beslut", status_code=201)
async def post_lifting(
    request: Request, protection_id: UUID, form: LiftingForm, viewer: ViewerDep, core: CoreDep
) -> Response:
    """Lift one mark, noted by who may set it. `protected` tells whether another mark of the person's still stands.

    When none does, her cases open as they are: rows that run still run. What happened meanwhile was sealed for nobody,
    and is not sealed afterwards.
    """
    if not viewer.roles & {"handlaggare", "koordinator"}:
        raise Forbidden
    async with core.sessions() as session:
        case_id = await case_of_protection(session, protection_id)
    if case_id is None:
        raise ProtectionUnknown
    command = LiftProtection(
        protection_id=protection_id,
        case_id=case_id,
        unit=viewer.unit,
        function=viewer.function,
        is_koordinator="koordinator" in viewer.roles,
        at=core.clock.now(),
        **form.model_dump(),
    )

    async def make_key() -> CaseKey:
        return await core.keys.of_case(case_id)

    async def act(session: AsyncSession, key: CaseKey) -> Answer:
        marks = ProtectionRows(session, {case_id: key})
        mark, opened = await lift_protection(command, CaseRows(session), marks, key, core.recipients)
        return Answer(201, {"protection_id": str(mark.id), "protected": not opened})

    return await run_command(request, act, prepare=make_key)


@router.get("/cases/{case_id}/protections", summary="Markeringar om skyddade personuppgifter i ett ärende")
async def get_protections(
    case_id: UUID, viewer: ViewerDep, core: CoreDep, purpose: Annotated[Purpose | None, Query()] = None
) -> JSONResponse:
    """Return the case's marks and the decisions that lifted them: to the person, the registering unit, the koordinator.

    While the case is handled by hand its staff states a purpose; each read is logged with it.
    """
    async with core.sessions() as session, session.begin():
        case = await known_case(session, case_id)
        if case is None or not _may_see(viewer, case, core):
            raise CaseUnknown
        if case.withheld and purpose is None and not is_person(viewer, case, core.person_index):
            raise ReadingNeedsPurpose
        keys = await core.case_keys.open_many([case_id])
        marks = await ProtectionRows(session, keys).of_cases([case_id])
        await log_read(session, viewer, case_id, purpose or _USUAL)
    body = {"case_id": str(case_id), "protections": [_mark(mark, core) for mark in marks]}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def _may_see(viewer: Viewer, case: KnownCase, core: Core) -> bool:
    is_koordinator = (
        "koordinator" in viewer.roles
        and viewer.unit is not None
        and viewer.unit == core.recipients.holder_of(case)
    )
    return (
        is_koordinator
        or is_person(viewer, case, core.person_index)
        or is_registering_staff(viewer, case, core.recipients)
    )


def _mark(mark: Protection, core: Core) -> dict[str, Any]:
    lifted = mark.lifted
    return {
        "protection_id": str(mark.id),
        "kind": mark.kind,
        "source": mark.source,
        "known_on": mark.known_on.isoformat(),
        "marked_at": mark.marked_at.isoformat(),
        "unit": mark.by_unit,
        "unit_name": core.recipients.name_of(mark.by_unit),
        "function": mark.by_function,
        "lifted": None
        if lifted is None
        else {
            "decided_on": lifted.decided_on.isoformat(),
            "decided_by": lifted.decided_by,
            "reason": lifted.reason,
            "unit": lifted.by_unit,
            "function": lifted.by_function,
            "at": lifted.at.isoformat(),
        },
    }
