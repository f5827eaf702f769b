"""What a stored event leads to: event type → command."""

from collections.abc import Callable, Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.referral.commands.hear_consent import HeardRow, HearGiven, hear_rows_ended, hear_rows_given
from services.referral.commands.hear_team import HearTeam, Said, hear_team
from services.referral.domain import Recipients
from services.referral.foreign import (
    AKT_ENDED,
    CONSENT_GIVEN,
    REFERRAL_DECLINED,
    REFERRAL_RECEIVED,
    REFERRAL_TAKEN_UP,
    ROWS_ENDED,
    SUPPLEMENT_REQUESTED,
    ConsentGiven,
    ForeignRow,
    RowsEnded,
    TeamSaid,
)
from services.referral.repository import KnownRows, ReferralRepository
from shared.events import Envelope
from shared.inbox import Permanent, Reactions, TwoSteps
from shared.outbox import Outbox
from shared.problem import Refusal, Unavailable

MakeReferrals = Callable[[AsyncSession], ReferralRepository]

_SAID = {
    REFERRAL_RECEIVED: Said.RECEIVED,
    SUPPLEMENT_REQUESTED: Said.SUPPLEMENT_REQUESTED,
    REFERRAL_TAKEN_UP: Said.TAKEN_UP,
    REFERRAL_DECLINED: Said.DECLINED,
    AKT_ENDED: Said.ENDED,
}


def reactions(referrals: MakeReferrals, outbox: Outbox, recipients: Recipients) -> Reactions:
    """Return what to do per event type; other types are stored and left without effect."""

    async def ready_to_seal(_: Envelope) -> None:
        await outbox.prepare()

    async def team_said(session: AsyncSession, envelope: Envelope, _: None) -> None:
        fact = TeamSaid.of(envelope)
        said = _SAID[envelope.type]
        command = HearTeam(fact.subject, fact.sender, fact.team, said, fact.occurred_at, fact.parties)
        try:
            await hear_team(command, referrals(session), recipients)
        except Unavailable:
            raise
        except Refusal as refusal:
            # The team can't be told no: a fact that does not fit is parked for a person to look at.
            raise Permanent(refusal.code) from None

    async def consent_given(session: AsyncSession, envelope: Envelope, _: None) -> None:
        fact = ConsentGiven.of(envelope)
        command = HearGiven(fact.subject, _heard(fact.rows), fact.occurred_at)
        await hear_rows_given(command, KnownRows(session), referrals(session), recipients)

    async def rows_ended(session: AsyncSession, envelope: Envelope) -> None:
        fact = RowsEnded.of(envelope)
        withdrawn = fact.whole and fact.reason_kind == "aterkallat"
        await hear_rows_ended(
            fact.subject, _heard(fact.rows), KnownRows(session), referrals(session), withdrawn=withdrawn
        )

    said = dict.fromkeys(_SAID, TwoSteps(ready_to_seal, team_said))
    return {**said, CONSENT_GIVEN: TwoSteps(ready_to_seal, consent_given), ROWS_ENDED: rows_ended}


def _heard(rows: Sequence[ForeignRow]) -> list[HeardRow]:
    return [HeardRow(row.id, row.source, row.recipient, row.category) for row in rows]
