"""Take in an anmälan that the team's koordinator has registered from paper, on behalf of the unit that sent it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from services.referral.commands.ports import Consent, Diary
from services.referral.domain import (
    Actor,
    Content,
    Coverage,
    FromPaper,
    Referral,
    Rules,
    from_paper,
    ready_from_paper,
    submit_from_paper,
    written,
)
from services.referral.errors import NotOurs
from shared.clock import STOCKHOLM


@dataclass(frozen=True, slots=True)
class RegisterPaper:
    """The paper as the koordinator's service tells it. `values` are the form's fields; `by` is the koordinator."""

    case_id: UUID
    unit: str
    paper: FromPaper
    values: Mapping[str, Any] = field(repr=False)
    by: Actor
    note_read: bool
    at: datetime

    def referral(self, rules: Rules) -> Referral:
        """Return it as the sender's anmälan, its values checked and in one form. Raises InvalidContent."""
        content = written(Content(), self.values, rules)
        return from_paper(self.case_id, self.unit, self.paper, content, by=self.by, at=self.at)


class PaperReferrals(Protocol):
    """Anmälningar as the case names them, within the command's transaction."""

    async def find(self, case_id: UUID) -> Referral | None:
        """Return the case's anmälan, locked, or None."""
        ...

    async def add_sent(self, referral: Referral) -> None:
        """Keep an anmälan that is sent already, and stage its fact."""
        ...


async def ask_cover(command: RegisterPaper, rules: Rules, consent: Consent) -> Coverage:
    """Ask the consent service, before the transaction, whether the samtycke covers what the paper says."""
    referral = command.referral(rules)
    coverage = await consent.coverage(command.case_id, ready_from_paper(referral, rules))
    by_hand = await consent.withheld_person(command.unit, referral.content.individ)
    return replace(coverage, withheld=True) if by_hand else coverage


async def register_paper(
    command: RegisterPaper, coverage: Coverage, referrals: PaperReferrals, diary: Diary, rules: Rules
) -> Referral:
    """Register it in the sender's diary and send it to the team, once per case."""
    if (known := await taken_in(command, referrals)) is not None:
        return known
    referral = command.referral(rules)
    dnr = await diary.next_dnr(command.unit, command.at.astimezone(STOCKHOLM).year)
    submit_from_paper(referral, coverage, rules, dnr=dnr, by=command.by, note_read=command.note_read)
    await referrals.add_sent(referral)
    return referral


async def taken_in(command: RegisterPaper, referrals: PaperReferrals) -> Referral | None:
    """Return what is there already: the koordinator's service asks again when it lost the answer. Raises NotOurs."""
    known = await referrals.find(command.case_id)
    if known is not None and (known.paper, known.unit) != (command.paper, command.unit):
        raise NotOurs
    return known
