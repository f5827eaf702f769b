"""An anmälan on paper, taken in for the unit that sent it: asked by the coordinator service alone."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, StrictBool
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands import answer_supplement
from services.referral.commands.check_paper import check_paper
from services.referral.commands.register_answer import RegisterAnswer, as_answer
from services.referral.commands.register_paper import (
    RegisterPaper,
    ask_cover,
    register_paper,
    taken_in,
)
from services.referral.domain import Actor, Coverage, FreeText, FromPaper
from services.referral.http.edge import PartsDep
from services.referral.http.forms import ContentForm, FreeTextForm
from services.referral.repository import DiaryRepository
from shared.auth import ViewerDep, require
from shared.bodies import Body, Day
from shared.idempotency import Answer, run_command

router = APIRouter(tags=["mellan tjänsterna"])
SCOPE = "paper"
_Text = Annotated[str, Field(min_length=1, max_length=200)]


class ByForm(Body):
    """The koordinator who registered it, and her function."""

    subject: _Text
    function: _Text | None = None


class PaperForm(Body):
    """An anmälan on paper: who sent it, when it came in, and its transcript."""

    case_id: UUID
    sender: Annotated[str, Field(min_length=1, max_length=60)]
    team: Annotated[str, Field(min_length=1, max_length=60)]
    received_on: Day
    registered_by: ByForm
    exclusion_note_acknowledged: StrictBool = False
    content: ContentForm


class CheckForm(Body):
    """What is registered of an anmälan on paper, before it can go on."""

    sender: Annotated[str, Field(min_length=1, max_length=60)]
    team: Annotated[str, Field(min_length=1, max_length=60)]
    content: ContentForm


class LetterForm(Body):
    """What a sender that does not use the system has answered to a komplettering, and the fields that it changes."""

    case_id: UUID
    sender: Annotated[str, Field(min_length=1, max_length=60)]
    team: Annotated[str, Field(min_length=1, max_length=60)]
    registered_by: ByForm
    exclusion_note_acknowledged: StrictBool = False
    answer: FreeTextForm
    changes: ContentForm | None = None


@router.post("/paper-checks", summary="Pröva en avskrift av en anmälan på papper")
async def post_check(form: CheckForm, viewer: ViewerDep, parts: PartsDep) -> dict[str, bool]:
    """Say whether the form takes what it says; else every fault of it, as when the anmälan goes on (scope `paper`).

    Nothing is kept of it, and nobody else is asked: that the samtycke covers it is tried when it goes on.
    """
    require(viewer, scope=SCOPE)
    rules = parts.rules(form.sender, parts.clock.now())
    check_paper(form.sender, {**form.content.values(), "team": form.team}, rules)
    return {"checked": True}


@router.post("/paper-referrals", summary="Ta in en anmälan som koordinatorn har registrerat från papper")
async def post_paper(form: PaperForm, viewer: ViewerDep, parts: PartsDep) -> dict[str, str]:
    """Take it in as the sender's own and send it to the team, when the samtycke covers it (scope `paper`).

    Once per case: asked again, the answer tells what is there.
    """
    require(viewer, scope=SCOPE)
    at, by = parts.clock.now(), form.registered_by
    command = RegisterPaper(
        case_id=form.case_id,
        unit=form.sender,
        paper=FromPaper(form.team, form.received_on),
        values={**form.content.values(), "team": form.team},
        by=Actor(by.subject, by.function),
        note_read=form.exclusion_note_acknowledged,
        at=at,
    )
    async with parts.sessions() as session:
        known = await taken_in(command, parts.referrals(session))
    if known is None:
        rules = parts.rules(command.unit, at)
        coverage = await ask_cover(command, rules, parts.consent)
        await parts.outbox.prepare()
        await parts.keys.ensure(command.case_id)
        async with parts.sessions.begin() as session:
            referrals, diary = parts.referrals(session), DiaryRepository(session)
            known = await register_paper(command, coverage, referrals, diary, rules)
    return {"id": str(known.id), "status": known.status.value}


@router.post(
    "/paper-answers",
    summary="Ta in ett svar på en komplettering som koordinatorn har registrerat från ett brev",
)
async def post_answer(request: Request, form: LetterForm, viewer: ViewerDep, parts: PartsDep) -> Response:
    """Send it to the team as the sender's own answer, by the rules of any answer (scope `paper`).

    Of an anmälan that this team registered from paper only. Once per Idempotency-Key: asked again, the answer is the same.
    """
    require(viewer, scope=SCOPE)
    at, by = parts.clock.now(), form.registered_by
    letter = RegisterAnswer(
        case_id=form.case_id,
        unit=form.sender,
        team=form.team,
        by=Actor(by.subject, by.function),
        at=at,
        values=form.changes.values() if form.changes else {},
        answer=FreeText(form.answer.text, form.answer.category),
        note_read=form.exclusion_note_acknowledged,
    )

    async def prepare() -> tuple[answer_supplement.AnswerSupplement, Coverage]:
        async with parts.sessions() as session:
            command = await as_answer(letter, parts.referrals(session))
        rules, saved = parts.rules(command.unit, at), parts.saved_referrals()
        coverage = await answer_supplement.ask_cover(command, saved, rules, parts.consent)
        await parts.outbox.prepare()
        return command, coverage

    async def act(
        session: AsyncSession, planned: tuple[answer_supplement.AnswerSupplement, Coverage]
    ) -> Answer:
        command, coverage = planned
        rules, referrals = parts.rules(command.unit, at), parts.referrals(session)
        answered = await answer_supplement.answer(command, coverage, referrals, rules)
        return Answer(200, {"id": str(answered.id), "status": answered.status.value})

    return await run_command(request, act, prepare=prepare)
