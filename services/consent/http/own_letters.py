"""Her samtycken, and who has been told what, as letters: for herself, and for staff who print them because she asks."""

from collections.abc import Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import queries
from services.consent.core import Core, CoreDep
from services.consent.domain import insight, own_letters
from services.consent.domain.insight_words import BY_VARIANT
from services.consent.domain.own_letters import Agreed
from services.consent.errors import CaseUnknown
from services.consent.http.my_consent import DisclosureQuery
from services.consent.queries import KnownCase
from services.consent.queries.insight import insight_of, keys_at_hand
from services.consent.queries.viewing import is_registering_staff, own_case, own_cases
from shared.auth import Viewer, ViewerDep
from shared.bodies import Body
from shared.clock import STOCKHOLM
from shared.days import local_day, long_date
from shared.letters.blocks import Addressee, Block, Letterhead
from shared.letters.http import Form, letter_answer
from shared.letters.sheet import Sheet, lay_out
from shared.read_log import log_read, log_reads

router = APIRouter(prefix="/v1", tags=["brev"])

Purpose = Literal["begaran_fran_individen"]
"""The only reason why staff prints them."""
Variant = Literal["lattlast"]
"""In easy-to-read Swedish."""


class LetterQuery(DisclosureQuery):
    """Which disclosures, and in which variant of Swedish."""

    variant: Variant | None = None


class PrintQuery(Body):
    """Why staff prints it, and in which variant of Swedish."""

    purpose: Purpose
    variant: Variant | None = None


@router.get("/my/samtycken.{form}", summary="Mina samtycken som brev", response_class=Response)
async def my_samtycken_letter(form: Form, viewer: ViewerDep, core: CoreDep) -> Response:
    """Set what the person has agreed to as a letter: per party, and what a withdrawal would mean."""
    async with core.sessions() as session, session.begin():
        cases = await _own(session, viewer, core)
        sheet = await _samtycken(session, cases, core)
        await log_reads(session, viewer, [case.id for case in cases], "egna samtycken")
    return await letter_answer(sheet, form)


@router.get("/my/disclosures.{form}", summary="Vem som har fått veta vad, som brev", response_class=Response)
async def my_disclosures_letter(
    form: Form, viewer: ViewerDep, core: CoreDep, which: Annotated[LetterQuery, Query()]
) -> Response:
    """Set as a letter who has been told what about the person: all, or of one case, or to one unit."""
    async with core.sessions() as session, session.begin():
        cases = own_case(await _own(session, viewer, core), which.case_id)
        sheet = await _disclosures(session, cases, core, which.variant, which.party)
        await log_reads(session, viewer, [case.id for case in cases], "egna utlämnanden")
    return await letter_answer(sheet, form)


@router.get(
    "/cases/{case_id}/samtycken.{form}",
    summary="Skriv ut personens samtycken åt henne",
    response_class=Response,
)
async def print_samtycken(
    case_id: UUID, form: Form, purpose: Purpose, viewer: ViewerDep, core: CoreDep
) -> Response:
    """Set one case's samtycken as a letter to the person, for the team's koordinator or the registering unit."""
    async with core.sessions() as session, session.begin():
        case = await _may_print(session, case_id, viewer, core)
        sheet = await _samtycken(session, [case], core)
        await log_read(session, viewer, case_id, purpose)
    return await letter_answer(sheet, form)


@router.get(
    "/cases/{case_id}/disclosures.{form}",
    summary="Skriv ut vem som har fått veta vad, åt personen",
    response_class=Response,
)
async def print_disclosures(
    case_id: UUID,
    form: Form,
    viewer: ViewerDep,
    core: CoreDep,
    asked: Annotated[PrintQuery, Query()],
) -> Response:
    """Set one case's disclosures as a letter to the person, for the team's koordinator or the registering unit."""
    async with core.sessions() as session, session.begin():
        case = await _may_print(session, case_id, viewer, core)
        sheet = await _disclosures(session, [case], core, asked.variant)
        await log_read(session, viewer, case_id, asked.purpose)
    return await letter_answer(sheet, form)


async def _own(session: AsyncSession, viewer: Viewer, core: Core) -> list[KnownCase]:
    cases = await own_cases(session, viewer, core.person_index)
    if not cases:
        raise CaseUnknown
    return cases


async def _may_print(session: AsyncSession, case_id: UUID, viewer: Viewer, core: Core) -> KnownCase:
    """Return a case that the viewer may print of; raises CaseUnknown, for another unit's too.

    A withheld case is the registering unit's alone to see.
    """
    case = await queries.known_case(session, case_id)
    if case is None:
        raise CaseUnknown
    is_koordinator = "koordinator" in viewer.roles and viewer.unit is not None and viewer.unit == case.team
    if is_registering_staff(viewer, case, core.recipients) or (is_koordinator and not case.withheld):
        return case
    raise CaseUnknown


async def _samtycken(session: AsyncSession, cases: Sequence[KnownCase], core: Core) -> Sheet:
    agreed = [
        Agreed(
            _title(case, core),
            case.registering_unit,
            case.team or "",
            await queries.rows_of(session, case.id),
        )
        for case in cases
    ]
    blocks = own_letters.samtycken(agreed, core.recipients.name_of, core.clock.now())
    return _sheet(own_letters.SAMTYCKEN, blocks, cases, core)


async def _disclosures(
    session: AsyncSession,
    cases: Sequence[KnownCase],
    core: Core,
    variant: Variant | None = None,
    party: str | None = None,
) -> Sheet:
    say, now = BY_VARIANT[variant], core.clock.now()
    keys = await keys_at_hand(core.case_keys, cases)
    found = [
        await insight_of(session, case, _title(case, core), now, keys.get(case.id), party=party)
        for case in cases
    ]
    return _sheet(say.title, insight.letter(found, core.recipients.name_of, say), cases, core)


def _title(case: KnownCase, core: Core) -> str:
    """Say who opened a case and when, to the minute: two of the same day are told apart. No other number is known here."""
    opened = f"{long_date(local_day(case.opened_at))} klockan {case.opened_at.astimezone(STOCKHOLM):%H.%M}"
    return f"{core.recipients.name_of(case.registering_unit)}, öppnat den {opened}"


def _sheet(title: str, blocks: Sequence[Block], cases: Sequence[KnownCase], core: Core) -> Sheet:
    """Lay it out. This service knows no name and no address: who prints it hands it over, or writes the envelope."""
    references = (("Ärende", str(cases[0].id)),) if len(cases) == 1 else ()
    return lay_out(
        title,
        blocks,
        day=local_day(core.clock.now()),
        head=_head(cases[-1], core),
        to=Addressee(),
        references=references,
    )


def _head(case: KnownCase, core: Core) -> Letterhead:
    """Write in the team's name; before a samtycke has named the team, in that of the unit that registered the case."""
    unit = core.recipients.find(case.team or case.registering_unit)
    if unit is None:
        raise CaseUnknown
    phone = core.recipients.phone_of(unit.id, local_day(core.clock.now()))
    contact = f"koordinatorn i {unit.name}" if case.team else f"handläggaren vid {unit.name}"
    return Letterhead(unit.name, unit.authority, contact, phone, unit.address)
