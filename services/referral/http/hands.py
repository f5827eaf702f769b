"""The route of a byte av handläggare."""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.change_handlaggare import ChangeHandlaggare, ask_cover, change_handlaggare
from services.referral.domain import Coverage
from services.referral.domain.changing_hands import NewHands
from services.referral.domain.shapes import Ersattare, Handlaggare
from services.referral.http.drafts import told
from services.referral.http.edge import HandlaggareDep, PartsDep, actor, unit_of
from services.referral.http.forms import HandlaggareForm
from services.referral.http.forms_life import ErsattareForm
from shared.bodies import Body
from shared.idempotency import Answer, if_match, run_command

router = APIRouter(tags=["anmälan"])


class HandsForm(Body):
    """Who holds the case from now on. Without a name the unit's own function holds it until somebody is named."""

    handlaggare: HandlaggareForm
    ersattare: ErsattareForm | None = None
    reason: str = Field(description="varför; stannar i den egna akten")
    from_day: str = Field(description="ÅÅÅÅ-MM-DD")

    def new(self) -> NewHands:
        """Return it in the domain's words."""
        return NewHands(
            Handlaggare(**self.handlaggare.model_dump()),
            Ersattare(**self.ersattare.model_dump()) if self.ersattare else None,
            self.reason,
            self.from_day,
        )


@router.post("/referrals/{case_id}/handlaggare", summary="Byt handläggare i ett ärende som är skickat")
async def post_handlaggare(
    request: Request, case_id: UUID, form: HandsForm, viewer: HandlaggareDep, parts: PartsDep
) -> Response:
    """Name who holds the case and who takes over; the team, and the parties that have the anmälan, are told."""
    at = parts.clock.now()
    command = ChangeHandlaggare(
        case_id=case_id,
        unit=unit_of(viewer),
        version=if_match(request),
        by=actor(viewer),
        at=at,
        new=form.new(),
    )
    rules = parts.rules(command.unit, at)

    async def prepare() -> Coverage:
        coverage = await ask_cover(command, parts.saved_referrals(), rules, parts.consent)
        await parts.outbox.prepare()
        return coverage

    async def act(session: AsyncSession, coverage: Coverage) -> Answer:
        return told(await change_handlaggare(command, coverage, parts.referrals(session), rules))

    return await run_command(request, act, prepare=prepare)
