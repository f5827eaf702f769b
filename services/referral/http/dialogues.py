"""Routes of the dialogue before the anmälan."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.record_dialogue import RecordDialogue, record_dialogue
from services.referral.http.edge import HandlaggareDep, Limit, PartsDep, actor, unit_of
from services.referral.http.forms import DialogueForm
from services.referral.queries import cases_of_dialogues, dialogue_summary, listed_dialogues, whole_dialogue
from shared.idempotency import Answer, run_command
from shared.ids import uuid7
from shared.read_log import log_read

router = APIRouter(tags=["dialog"])


@router.post("/dialogues", summary="Registrera dialogen med personen", status_code=201)
async def post_dialogue(
    request: Request, form: DialogueForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Record when and how she was asked, and what she answered; "vill inte" is an end of its own."""
    at = parts.clock.now()
    command = RecordDialogue(uuid7(), unit_of(viewer), actor(viewer), at, form.told())

    async def make_key() -> None:
        await parts.keys.create(command.dialogue_id)

    async def act(session: AsyncSession, _: None) -> Answer:
        await record_dialogue(command, parts.dialogues(session), parts.numbers(at))
        ident = str(command.dialogue_id)
        return Answer(201, {"id": ident}, location=f"/v1/dialogues/{ident}")

    return await run_command(request, act, prepare=make_key)


@router.get("/dialogues", summary="Lista enhetens dialoger")
async def get_dialogues(viewer: HandlaggareDep, parts: PartsDep, limit: Limit = 50) -> dict[str, Any]:
    """List them without who was asked or what was said; those with a person who has a withheld case are left out."""
    async with parts.sessions() as session:
        rows = await listed_dialogues(session, viewer, limit=limit)
        cases = await cases_of_dialogues(session, [row.id for row in rows])
    withheld = await parts.consent.withheld_persons(unit_of(viewer), (row.person_index for row in rows))
    shown = [row for row in rows if row.person_index not in withheld]
    return {"dialogues": [dialogue_summary(row, parts.draft_days, cases.get(row.id)) for row in shown]}


@router.get("/dialogues/{dialogue_id}", summary="Läs ett samtal")
async def get_dialogue(dialogue_id: UUID, viewer: HandlaggareDep, parts: PartsDep) -> dict[str, Any]:
    """Read one dialogue of the own unit; the read is logged, on the case if there is one."""
    async with parts.sessions() as session, session.begin():
        dialogue = await parts.dialogues(session).get(dialogue_id, unit_of(viewer))
        case_id = (await cases_of_dialogues(session, [dialogue_id])).get(dialogue_id)
        await log_read(session, viewer, case_id or dialogue_id, "dialog")
    return whole_dialogue(dialogue, case_id)
