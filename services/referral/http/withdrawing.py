"""The route by which the sender takes its anmälan back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.withdraw import Withdraw, ask_by_hand, withdraw_referral
from services.referral.domain import Outlook, Withdrawal, WithdrawalReason
from services.referral.domain.withdrawing import TEXT_LIMIT
from services.referral.http.drafts import told
from services.referral.http.edge import HandlaggareDep, PartsDep, actor, unit_of
from services.referral.http.forms import ReviewForm
from shared.bodies import Body
from shared.idempotency import Answer, if_match, run_command

router = APIRouter(tags=["anmälan"])

OUTLOOK_TEXT = {
    Outlook.AVSLUTAS: "Anmälan är tillbakadragen. Teamet avslutar sin akt, om det inte hann ta upp anmälan först. Då frågas "
    "koordinatorn i stället om ärendet ska avslutas.",
    Outlook.KOORDINATORN_BESTAMMER: "Teamet hade redan tagit upp anmälan. Koordinatorn har fått frågan om ärendet ska "
    "avslutas, och bestämmer det tillsammans med personen och parterna.",
}
CONSENT_NOTE = (
    "Samtycket slutar gälla av sig självt 30 dagar efter att teamet har avslutat akten. Vill personen att det upphör nu, "
    "registrera en återkallelse av samtycket."
)


class WithdrawalForm(Body):
    """Why the anmälan is taken back; the text, if any, is read by the team and by those who have had the anmälan."""

    reason: WithdrawalReason
    text: Annotated[str, Field(max_length=TEXT_LIMIT)] | None = Field(
        None, description="frivillig; ingenting om hälsa eller vård"
    )
    secrecy_review: ReviewForm | None = Field(None, description="krävs när det finns en text")


@router.post("/referrals/{case_id}/withdrawals", summary="Dra tillbaka en skickad anmälan")
async def post_withdrawal(
    request: Request, case_id: UUID, form: WithdrawalForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Take it back: the team ends its akt, or its koordinator is asked to when it had taken the anmälan up first."""
    at, by = parts.clock.now(), actor(viewer)
    review = form.secrecy_review.review(by, at) if form.secrecy_review else None
    withdrawal = Withdrawal(form.reason, form.text, review)
    command = Withdraw(case_id, unit_of(viewer), if_match(request), withdrawal, by, at)

    async def prepare() -> None:
        await ask_by_hand(command, parts.saved_referrals(), parts.consent)
        await parts.outbox.prepare()

    async def act(session: AsyncSession, _: None) -> Answer:
        referral, outlook = await withdraw_referral(command, parts.referrals(session))
        answer = told(referral)
        more = {"outlook": outlook.value, "text": OUTLOOK_TEXT[outlook], "consent": CONSENT_NOTE}
        return Answer(answer.status, {**(answer.body or {}), **more}, etag=answer.etag)

    return await run_command(request, act, prepare=prepare)
