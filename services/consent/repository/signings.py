"""Signatures and the rows that rest on them. Saving a signature also stages its fact."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.dialects import postgresql
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.commands.register_signing import Readied
from services.consent.domain.case import Standing
from services.consent.domain.paper import Exclusion, Grant, Paper
from services.consent.domain.rows import Cell, GivenRow, RowState, Window
from services.consent.domain.signing import Signing
from services.consent.errors import EarlierBeingEnded
from services.consent.locks import lock_pairs
from services.consent.repository.givings import sealed_giving
from services.consent.tables.annulments import RowSigning
from services.consent.tables.closings import PairClosing
from services.consent.tables.deliveries import Participants
from services.consent.tables.files import CasePerson
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Scan
from services.consent.tables.signings import Signing as SigningTable
from shared.outbox import Outbox
from shared.sealing import CaseKey

NOTE_SEALED_AS = ("signing", "exclusion_note")
READING_SEALED_AS = ("signing", "reading")
PERSON_SEALED_AS = ("case_person", "identity")
"""Table and column to which the sealed values are bound."""


class SigningRows:
    """Signatures and rows, in one session's transaction."""

    def __init__(self, session: AsyncSession, outbox: Outbox) -> None:
        self._session = session
        self._outbox = outbox

    async def has_scan(self, scan_id: UUID, case_id: UUID, unit: str) -> bool:
        """Whether the unit has stored this scan for this case."""
        found = await self._session.exec(
            select(Scan.id).where(Scan.id == scan_id, Scan.case_id == case_id, Scan.unit == unit)
        )
        return found.first() is not None

    async def stands(self, case_id: UUID, *, is_draft: bool) -> Standing:
        """Return whether the case has a valid signature, and whether its anmälan is sent: as referral or a fact says."""
        signed = select(SigningTable.id).where(SigningTable.case_id == case_id)
        valid = await self._session.exec(signed.where(col(SigningTable.annulled_at).is_(None)))
        any_at_all = await self._session.exec(signed)
        sent = await self._session.exec(select(Participants.case_id).where(Participants.case_id == case_id))
        return Standing(
            has_valid_signing=valid.first() is not None or any_at_all.first() is None,
            is_submitted=not is_draft or sent.first() is not None,
        )

    async def lock_active(self, case_id: UUID, recipients: Iterable[str]) -> list[GivenRow]:
        """Take the recipients' exclusive locks, then read the case's active rows. Raises EarlierBeingEnded.

        A row that is to end must not be signed for: what the person says last would end with what she said before.
        """
        await lock_pairs(self._session, case_id, recipients, shared=False)
        ending = await self._session.exec(
            select(PairClosing.id).where(PairClosing.case_id == case_id, col(PairClosing.closed_at).is_(None))
        )
        if ending.first() is not None:
            raise EarlierBeingEnded
        found = await self._session.exec(
            select(ConsentRow)
            .where(ConsentRow.case_id == case_id, ConsentRow.state == RowState.AKTIV)
            .execution_options(populate_existing=True)
        )
        return [
            GivenRow(
                row.id,
                Cell(row.source, row.recipient, row.category),
                Window(row.valid_from, row.valid_to),
                row.signing_id,
            )
            for row in found
        ]

    async def keep(self, signing: Signing, readied: Readied) -> None:
        """Store the signature, whose it is, the rows, and the fact: all or nothing."""
        await self._session.exec(insert(SigningTable).values(_signing_values(signing, readied.case_key)))
        await self._keep_person(signing.case_id, readied)
        new = [_row_values(signing.case_id, row) for row in signing.renewal.new]
        if new:
            await (await self._session.connection()).execute(insert(ConsentRow), new)
        for row in signing.renewal.lengthened:
            await self._session.exec(
                update(ConsentRow)
                .where(col(ConsentRow.id) == row.id)
                .values(valid_from=row.window.start, valid_to=row.window.end, signing_id=row.signing_id)
            )
        await self._keep_carried(signing)
        fact = signing.fact()
        if fact is not None:
            await self._outbox.stage(self._session, fact)

    async def _keep_carried(self, signing: Signing) -> None:
        """Note what the signature says of each of its rows, also of those that it leaves as they are."""
        renewal = signing.renewal
        carried = [
            {
                "row_id": row.id,
                "signing_id": signing.id,
                "valid_from": signing.window.start,
                "valid_to": signing.window.end,
            }
            for row in (*renewal.new, *renewal.lengthened, *renewal.unchanged)
        ]
        if carried:
            await (await self._session.connection()).execute(insert(RowSigning), carried)

    async def _keep_person(self, case_id: UUID, readied: Readied) -> None:
        person = {"personal_number": readied.subject.personal_number, "name": readied.subject.name}
        sealed = readied.case_key.seal_json(*PERSON_SEALED_AS, case_id, person)
        statement = postgresql.insert(CasePerson).values(case_id=case_id, identity=sealed)
        await self._session.exec(
            statement.on_conflict_do_update(index_elements=["case_id"], set_={"identity": sealed})
        )


def _signing_values(signing: Signing, key: CaseKey) -> dict[str, Any]:
    paper, by = signing.paper, signing.attestation
    note = paper.exclusion_note
    return {
        "id": signing.id,
        "case_id": signing.case_id,
        "method": "oral" if paper.is_oral else "paper",
        "text_id": paper.text_id,
        "text_hash": paper.text_hash,
        "locale": paper.locale,
        "scan_id": paper.scan_id,
        "signed_on": paper.signed_on,
        "valid_from": paper.valid_from,
        "valid_to": paper.valid_to,
        "grants": [_grant(grant) for grant in paper.grants],
        "exclusions": [_exclusion(exclusion) for exclusion in paper.exclusions],
        "exclusion_note": None if note is None else key.seal(*NOTE_SEALED_AS, signing.id, note.encode()),
        "statistics": paper.statistics,
        "contact_by_message": paper.contact_by_message,
        "reading": key.seal_json(*READING_SEALED_AS, signing.id, _reading(paper)),
        "given": sealed_giving(key, signing.id, signing.giving),
        "attested_by": by.subject,
        "attested_unit": by.unit,
        "attested_function": by.function,
        "received_at": signing.received_at,
        "effective_at": signing.effective_at,
    }


def _reading(paper: Paper) -> dict[str, int]:
    # 0 and 1, not false and true: the length of what is sealed must not tell them apart.
    return {"read_aloud": int(paper.read_aloud), "interpreter": int(paper.interpreter)}


def _grant(grant: Grant) -> dict[str, Any]:
    return {
        "source": grant.source,
        "recipient": grant.recipient,
        "categories": sorted(grant.categories),
    }


def _exclusion(exclusion: Exclusion) -> dict[str, Any]:
    return {
        "source": exclusion.source,
        "recipient": exclusion.recipient,
        "category": exclusion.category,
    }


def _row_values(case_id: UUID, row: GivenRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "case_id": case_id,
        "source": row.cell.source,
        "recipient": row.cell.recipient,
        "category": row.cell.category,
        "state": RowState.AKTIV.value,
        "valid_from": row.window.start,
        "valid_to": row.window.end,
        "signing_id": row.signing_id,
    }
