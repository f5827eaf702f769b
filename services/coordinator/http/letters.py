"""Letters to the person: the koordinator prints and posts them, the person reads her own. Made anew each time."""

from collections.abc import Collection
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.post_letter import PostLetter, post_letter
from services.coordinator.domain import Status
from services.coordinator.domain.letter import TO_SENDER, Way
from services.coordinator.errors import LetterFallen, UnknownLetter
from services.coordinator.http.desk import Desk
from services.coordinator.http.person import PERSON
from services.coordinator.letters import sheet_of
from services.coordinator.queries import must_be_listed, visible_akt
from services.coordinator.queries.letters import LetterReader, letter_line
from services.coordinator.repository.letters import fallen_among
from services.coordinator.tables import AktRow, LetterRow
from shared.auth import ViewerDep, require
from shared.bodies import Body, Day
from shared.idempotency import Answer, run_command
from shared.letters.http import Form, letter_answer
from shared.purposes import HANDLING, OWN_INSIGHT, Purpose
from shared.read_log import log_read, log_reads

Json = dict[str, Any]
POSTING = "utskick"
"""Why a letter that is still to be posted is opened."""
Why = Annotated[Purpose | Literal["utskick"] | None, Query()]


class LetterPosted(Body):
    """The day when the letter was posted or handed over, and how it went."""

    posted_on: Day
    way: Way | None = None


def letter_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's routes to the letters of an akt."""
    router = APIRouter(prefix="/akter/{case_id}/letters", tags=["brev"])
    reader = _reader(desk)

    @router.get("", summary="Aktens brev")
    async def list_letters(case_id: UUID, viewer: ViewerDep) -> Json:
        """List the akt's letters, and whether they are handed over instead of posted."""
        async with desk.sessions() as session:
            await visible_akt(session, viewer, case_id)
        by_hand = await desk.consent.withheld([case_id])
        async with desk.sessions.begin() as session:
            await visible_akt(session, viewer, case_id)
            rows = await reader.listed(session, [case_id])
            fallen = await fallen_among(session, reader.keys, rows)
            await log_read(session, viewer, case_id, HANDLING)
            ways = await reader.ways(case_id, rows)
        lines = [letter_line(row, fallen) | {"way": ways.get(row.id)} for row in rows]
        return {"letters": lines, "by_hand": case_id in by_hand}

    @router.get("/{letter_id}.{form}", summary="Läs eller skriv ut ett brev", response_class=Response)
    async def read_letter(
        case_id: UUID, letter_id: UUID, form: Form, viewer: ViewerDep, purpose: Why = None
    ) -> Response:
        """Set a letter. One of an akt that has left the lists needs a purpose; `utskick` while it is to be posted."""
        async with desk.sessions() as session:
            await visible_akt(session, viewer, case_id)
        hidden = await desk.consent.hidden([case_id])
        by_hand = await desk.consent.withheld(hidden)
        async with desk.sessions.begin() as session:
            akt = await visible_akt(session, viewer, case_id)
            if Status(akt.status) is Status.VANTAR_PA_SAMTYCKE:
                hidden = by_hand  # that there is no samtycke yet hides nothing of a paper
            row = await reader.found(session, [case_id], letter_id)
            fallen = row.id in await fallen_among(session, reader.keys, [row])
            _must_be_stated(purpose, akt, row, hidden, fallen=fallen)
            written = await reader.opened(row)
            usual = HANDLING if row.posted_on or fallen else POSTING
            await log_read(session, viewer, case_id, purpose or usual)
        return await letter_answer(sheet_of(written, by_hand=case_id in by_hand), form)

    @router.post("/{letter_id}/postings", summary="Notera att ett brev är skickat eller överlämnat")
    async def post(
        case_id: UUID, letter_id: UUID, body: LetterPosted, viewer: ViewerDep, request: Request
    ) -> Response:
        """Note the day when the letter was posted or handed over, and how; once.

        One to a protected person was handed over, or went by way of Skatteverket (`postformedling`).
        """

        async def prepare() -> bool:
            async with desk.sessions() as session:
                await visible_akt(session, viewer, case_id)
            return case_id in await desk.consent.withheld([case_id])

        async def act(session: AsyncSession, by_hand: bool) -> Answer:
            await visible_akt(session, viewer, case_id)
            at = desk.clock.now()
            command = PostLetter(case_id, letter_id, body.posted_on, at, body.way, by_hand)
            await post_letter(command, desk.letters(session))
            return Answer(200, {"letter_id": str(letter_id), "posted_on": body.posted_on.isoformat()})

        return await run_command(request, act, prepare=prepare)

    return router


def my_letter_routes(desk: Desk) -> APIRouter:
    """Return the person's routes to her own letters."""
    router = APIRouter(prefix="/my/letters", tags=["individen"])
    reader = _reader(desk)

    @router.get("", summary="Mina brev från teamet")
    async def my_letters(viewer: ViewerDep) -> Json:
        """List the letters that the team has written to the person, the newest first."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions.begin() as session:
            rows = [row for row in await reader.listed(session, mine) if row.kind not in TO_SENDER]
            fallen = await fallen_among(session, reader.keys, rows)
            await log_reads(session, viewer, {row.case_id for row in rows}, OWN_INSIGHT)
        return {"letters": [letter_line(row, fallen) for row in rows]}

    @router.get("/{letter_id}.{form}", summary="Ett av mina brev", response_class=Response)
    async def my_letter(letter_id: UUID, form: Form, viewer: ViewerDep) -> Response:
        """Set one of the person's own letters."""
        require(viewer, role=PERSON)
        mine = await desk.consent.cases_of(viewer.token)
        async with desk.sessions() as session:
            row = await reader.found(session, mine, letter_id)
        if row.kind in TO_SENDER:
            raise UnknownLetter
        by_hand = await desk.consent.withheld([row.case_id])
        async with desk.sessions.begin() as session:
            written = await reader.opened(row)
            await log_read(session, viewer, row.case_id, OWN_INSIGHT)
        return await letter_answer(sheet_of(written, by_hand=row.case_id in by_hand), form)

    return router


def _must_be_stated(
    purpose: str | None, akt: AktRow, row: LetterRow, hidden: Collection[UUID], *, fallen: bool
) -> None:
    """Refuse to open a letter without a purpose that holds. Raises OpeningNeedsPurpose, LetterFallen."""
    if purpose == POSTING and fallen:
        raise LetterFallen
    if purpose is None or (purpose == POSTING and row.posted_on is not None):
        must_be_listed(akt, hidden)


def _reader(desk: Desk) -> LetterReader:
    return LetterReader(desk.reader.keys, desk.office.team)
