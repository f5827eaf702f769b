"""Mandates that end before their day, and the rows that lose time with them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import locks, standing
from services.consent.commands.end_mandate import MandateEnd, SignedByOther
from services.consent.domain.notices import last_day_of
from services.consent.domain.rows import GivenRow, RowState, Window
from services.consent.ending import carrying
from services.consent.errors import SigningUnknown
from services.consent.repository.givings import opened_giving
from services.consent.tables.annulments import MandateEnd as MandateEndTable
from services.consent.tables.annulments import RowSigning
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Signing
from shared.clock import end_of_day
from shared.erasure.store import enter
from shared.outbox import Outbox
from shared.sealing import CaseKey

KNOWN_SEALED_AS = ("mandate_end", "how_known")
"""Table and column to which it is bound how the end is known."""


class MandateRows:
    """The mandates' ends, in one session's transaction."""

    def __init__(self, session: AsyncSession, outbox: Outbox) -> None:
        self._session = session
        self._outbox = outbox

    async def case_of(self, signing_id: UUID) -> tuple[UUID, str] | None:
        """Return the signature's case and the unit that attested it."""
        query = select(col(Signing.case_id), col(Signing.attested_unit)).where(col(Signing.id) == signing_id)
        row = (await (await self._session.connection()).execute(query)).first()
        return (row[0], row[1]) if row else None

    async def lock(self, signing_id: UUID, key: CaseKey) -> SignedByOther:
        """Lock its case, as whoever registers a signature does, and return the signature.

        Raises SigningUnknown: its gallring has begun.
        """
        if not await enter(self._session, key.case_id):
            raise SigningUnknown
        connection = await self._session.connection()
        case = (
            select(col(CaseFile.case_id))
            .where(col(CaseFile.case_id) == key.case_id)
            .with_for_update(key_share=True)
        )
        await connection.execute(case)
        until = select(func.max(col(RowSigning.valid_to))).where(col(RowSigning.signing_id) == signing_id)
        query = select(
            col(Signing.case_id),
            col(Signing.attested_unit),
            col(Signing.annulled_at).is_not(None),
            col(Signing.signed_on),
            col(Signing.given),
            until.scalar_subquery(),
        ).where(col(Signing.id) == signing_id)
        row = (await connection.execute(query)).one()
        given = opened_giving(key, signing_id, row[4])
        has_mandate = given["representative"] is not None
        return SignedByOther(row[0], row[1], row[2], row[3], has_mandate, last_day_of(row[5]))

    async def keep(self, end: MandateEnd, key: CaseKey) -> Sequence[GivenRow]:
        """Store it, and cut the rows under the exclusive locks of their recipients. Returns those that lost time."""
        command, connection = end.command, await self._session.connection()
        await connection.execute(
            insert(MandateEndTable).values(
                id=end.id,
                case_id=end.case_id,
                signing_id=command.signing_id,
                last_day=command.last_day,
                how_known=key.seal(*KNOWN_SEALED_AS, end.id, command.how_known.encode()),
                by_subject=command.by.subject,
                by_unit=command.by.unit,
                by_function=command.by.function,
                received_at=command.at,
            )
        )
        until = end_of_day(command.last_day)
        mine = (
            select(col(ConsentRow.id), col(ConsentRow.recipient))
            .join(RowSigning, col(RowSigning.row_id) == col(ConsentRow.id))
            .where(col(RowSigning.signing_id) == command.signing_id)
        )
        found = list(await connection.execute(mine))
        await locks.lock_pairs(self._session, end.case_id, {row[1] for row in found}, shared=False)
        await connection.execute(
            update(RowSigning)
            .where(col(RowSigning.signing_id) == command.signing_id)
            .values(
                valid_from=func.least(col(RowSigning.valid_from), until),
                valid_to=func.least(col(RowSigning.valid_to), until),
            )
        )
        return await self._cut(end, {row[0] for row in found}, until)

    async def _cut(self, end: MandateEnd, row_ids: set[UUID], until: datetime) -> Sequence[GivenRow]:
        rows = await standing.rows_of(self._session, end.case_id)
        kept = await carrying.carried(self._session, rows, row_ids, end.command.at)
        await carrying.keep_carried(self._session, kept)
        going_on = {each.row.id for each in kept}
        out = [
            row
            for row in rows
            if row.id in row_ids - going_on and row.state is RowState.AKTIV and row.window.end > until
        ]
        await carrying.run_out(self._session, out, until)
        fact = carrying.shortened(end.case_id, kept, end.command.at)
        if fact is not None:
            await self._outbox.stage(self._session, fact)
        cut = [
            GivenRow(each.row.id, each.row.cell, each.window, each.signing_id)
            for each in kept
            if each.is_shorter
        ]
        over = [
            GivenRow(row.id, row.cell, Window(min(row.window.start, until), until), end.command.signing_id)
            for row in out
        ]
        return sorted([*cut, *over], key=lambda row: row.cell)
