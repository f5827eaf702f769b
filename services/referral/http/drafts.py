"""Routes of the draft: begin, change, confirm the secrecy trial."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.confirm_secrecy import ConfirmSecrecy, confirm_secrecy
from services.referral.commands.save_draft import SaveDraft, plan_save, save_draft
from services.referral.commands.start_draft import StartDraft, plan_draft, start_draft
from services.referral.domain import Content, Referral
from services.referral.http.edge import HandlaggareDep, PartsDep, actor, unit_of
from services.referral.http.forms import ChangeForm, DraftForm, ReviewForm
from shared.idempotency import Answer, if_match, run_command
from shared.ids import uuid7

router = APIRouter(tags=["utkast"])


def told(referral: Referral, status: int = 200) -> Answer:
    """Answer a command: ids, status and version, nothing about the person."""
    registration = referral.registration
    body = {
        "id": str(referral.id),
        "status": referral.status.value,
        "dnr": registration.dnr if registration else None,
        "text_version": registration.version if registration else None,
        "version": referral.version,
    }
    location = f"/v1/referrals/{referral.id}" if status == 201 else None  # noqa: PLR2004 Created
    return Answer(status, body, etag=referral.version, location=location)


@router.post("/referrals", summary="Börja ett utkast till anmälan", status_code=201)
async def post_referral(
    request: Request, form: DraftForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Begin a draft after a dialogue in which she said yes; this issues the case id."""
    at = parts.clock.now()
    command = StartDraft(
        case_id=uuid7(),
        dialogue_id=form.dialogue_id,
        unit=unit_of(viewer),
        by=actor(viewer),
        at=at,
        values=form.values(),
        protected=form.skyddade_personuppgifter,
        token=viewer.token,
    )

    async def prepare() -> Content:
        rules = parts.rules(command.unit, at)
        content = await plan_draft(command, parts.saved_dialogues(), rules, parts.consent)
        await parts.keys.create(command.case_id)
        return content

    async def act(session: AsyncSession, content: Content) -> Answer:
        draft = await start_draft(command, content, parts.dialogues(session), parts.referrals(session))
        return told(draft, 201)

    return await run_command(request, act, prepare=prepare)


@router.patch("/referrals/{case_id}", summary="Ändra ett utkast")
async def patch_referral(
    request: Request, case_id: UUID, form: ChangeForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Replace the fields that are given; a confirmed secrecy trial falls when anything changed."""
    at = parts.clock.now()
    command = SaveDraft(
        case_id=case_id,
        unit=unit_of(viewer),
        version=if_match(request),
        at=at,
        values=form.values(),
        protected=form.skyddade_personuppgifter,
        token=viewer.token,
    )
    rules = parts.rules(command.unit, at)

    async def prepare() -> Content:
        return await plan_save(command, parts.saved_referrals(), rules, parts.consent)

    async def act(session: AsyncSession, content: Content) -> Answer:
        return told(await save_draft(command, content, parts.referrals(session)))

    return await run_command(request, act, prepare=prepare)


@router.post("/referrals/{case_id}/secrecy-review", summary="Bekräfta att utkastet är sekretessprövat")
async def post_secrecy_review(
    request: Request, case_id: UUID, form: ReviewForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Confirm, for the version in If-Match, that the content and what it says of others was tried for secrecy."""
    review = form.review(actor(viewer), parts.clock.now())
    command = ConfirmSecrecy(case_id, unit_of(viewer), if_match(request), review)

    async def act(session: AsyncSession, _: None) -> Answer:
        return told(await confirm_secrecy(command, parts.referrals(session)))

    return await run_command(request, act)
