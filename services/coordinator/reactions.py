"""What a stored event leads to: the team's akt follows what becomes of the samtycke."""

from collections.abc import Awaitable, Callable

from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.commands.heed_consent import EndConsent, NoteConsent, end_consent, note_consent
from services.coordinator.domain import Ending, Row
from services.coordinator.foreign import CONSENT_GIVEN, ROWS_ENDED, ConsentGiven, ForeignRow, RowsEnded
from services.coordinator.repository import AktRepository, ConsentRows
from shared.events import Envelope

Reaction = Callable[[AsyncSession, Envelope], Awaitable[None]]
MakeAkter = Callable[[AsyncSession], AktRepository]


def reactions(akter: MakeAkter) -> dict[str, Reaction]:
    """Return what to do per event type; other types are stored and left without effect."""

    async def consent_given(session: AsyncSession, envelope: Envelope) -> None:
        fact = ConsentGiven.of(envelope)
        await note_consent(NoteConsent(fact.subject, _rows(fact.rows)), ConsentRows(session))

    async def rows_ended(session: AsyncSession, envelope: Envelope) -> None:
        fact = RowsEnded.of(envelope)
        ending = Ending(fact.reason_kind)
        await end_consent(
            EndConsent(fact.subject, _rows(fact.rows), ending, fact.whole, fact.occurred_at),
            akter(session),
            ConsentRows(session),
        )

    return {CONSENT_GIVEN: consent_given, ROWS_ENDED: rows_ended}


def _rows(rows: list[ForeignRow]) -> list[Row]:
    return [Row(row.id, row.source, row.recipient, row.category) for row in rows]
