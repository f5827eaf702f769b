"""Routes of what leaves the unit: submit, answer a komplettering, correct."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands import answer_supplement, correct
from services.referral.commands import submit as submitting
from services.referral.domain import Coverage, FreeText
from services.referral.http.drafts import told
from services.referral.http.edge import HandlaggareDep, PartsDep, actor, unit_of
from services.referral.http.forms import AnswerForm, CorrectionForm
from services.referral.repository import DiaryRepository
from shared.idempotency import Answer, if_match, run_command

router = APIRouter(tags=["anmälan"])


@router.post("/referrals/{case_id}/submit", summary="Skicka anmälan till teamet")
async def post_submit(request: Request, case_id: UUID, viewer: HandlaggareDep, parts: PartsDep) -> Response:
    """Send it when nothing is missing and the samtycke covers every party asked and every filled category."""
    at = parts.clock.now()
    command = submitting.Submit(case_id, unit_of(viewer), if_match(request), actor(viewer), at)
    rules = parts.rules(command.unit, at)

    async def prepare() -> Coverage:
        coverage = await submitting.ask_cover(command, parts.saved_referrals(), rules, parts.consent)
        await parts.outbox.prepare()
        return coverage

    async def act(session: AsyncSession, coverage: Coverage) -> Answer:
        diary = DiaryRepository(session)
        return told(
            await submitting.submit_referral(command, coverage, parts.referrals(session), diary, rules)
        )

    return await run_command(request, act, prepare=prepare)


@router.post("/referrals/{case_id}/supplement-answers", summary="Svara på en begärd komplettering")
async def post_supplement_answer(
    request: Request, case_id: UUID, form: AnswerForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Send a text, and the fields that change, to the team; what leaves is tried for secrecy again."""
    at, by = parts.clock.now(), actor(viewer)
    command = answer_supplement.AnswerSupplement(
        case_id=case_id,
        unit=unit_of(viewer),
        version=if_match(request),
        by=by,
        at=at,
        values=form.changes.values() if form.changes else {},
        answer=FreeText(form.answer.text, form.answer.category),
        review=form.secrecy_review.review(by, at) if form.secrecy_review else None,
    )
    rules = parts.rules(command.unit, at)

    async def prepare() -> Coverage:
        referrals = parts.saved_referrals()
        coverage = await answer_supplement.ask_cover(command, referrals, rules, parts.consent)
        await parts.outbox.prepare()
        return coverage

    async def act(session: AsyncSession, coverage: Coverage) -> Answer:
        return told(await answer_supplement.answer(command, coverage, parts.referrals(session), rules))

    return await run_command(request, act, prepare=prepare)


@router.post("/referrals/{case_id}/corrections", summary="Rätta en skickad anmälan")
async def post_correction(
    request: Request, case_id: UUID, form: CorrectionForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Send the changed categories to the team, and to the parties once they have the anmälan."""
    at, by = parts.clock.now(), actor(viewer)
    command = correct.Correct(
        case_id=case_id,
        unit=unit_of(viewer),
        version=if_match(request),
        by=by,
        at=at,
        values=form.changes.values(),
        review=form.secrecy_review.review(by, at) if form.secrecy_review else None,
    )
    rules = parts.rules(command.unit, at)

    async def prepare() -> Coverage:
        coverage = await correct.ask_cover(command, parts.saved_referrals(), rules, parts.consent)
        await parts.outbox.prepare()
        return coverage

    async def act(session: AsyncSession, coverage: Coverage) -> Answer:
        return told(await correct.correct_referral(command, coverage, parts.referrals(session), rules))

    return await run_command(request, act, prepare=prepare)
