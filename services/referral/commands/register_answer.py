"""Take in a sender's answer by letter to a komplettering: the team's koordinator has registered it (OSL 5:1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.referral.commands.answer_supplement import AnswerSupplement
from services.referral.commands.register_paper import PaperReferrals
from services.referral.domain import Actor, FreeText, Referral, SecrecyReview
from services.referral.errors import NotOurs


@dataclass(frozen=True, slots=True, repr=False)
class RegisterAnswer:
    """The letter as the koordinator's service tells it. `values` are the fields that it changes; `by` is the koordinator."""

    case_id: UUID
    unit: str
    team: str
    by: Actor
    at: datetime
    values: Mapping[str, Any]
    answer: FreeText
    note_read: bool


async def as_answer(command: RegisterAnswer, referrals: PaperReferrals) -> AnswerSupplement:
    """Return it as the sender's answer to the anmälan as it stands now: the rules of any answer hold. Raises NotOurs.

    The sender tried it for secrecy when it posted the letter; that the koordinator registered this is what is noted.
    """
    referral = await of_the_teams_paper(command.case_id, command.unit, command.team, referrals)
    return AnswerSupplement(
        case_id=command.case_id,
        unit=command.unit,
        version=referral.version,
        by=command.by,
        at=command.at,
        values=command.values,
        answer=command.answer,
        review=SecrecyReview(command.by, command.at, exclusion_note_read=command.note_read),
        by_letter=True,
    )


async def of_the_teams_paper(case_id: UUID, unit: str, team: str, referrals: PaperReferrals) -> Referral:
    """Return an anmälan that this team registered from this unit's paper. Raises NotOurs for every other."""
    referral = await referrals.find(case_id)
    if referral is None or referral.paper is None or (referral.unit, referral.paper.team) != (unit, team):
        raise NotOurs
    return referral
