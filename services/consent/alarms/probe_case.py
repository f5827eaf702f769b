"""The synthetic case: rows from one reserved unit to another, on a signature that nobody has made."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import insert

from services.consent.core import Core
from services.consent.domain.categories import CORE
from services.consent.tables.files import CaseFile
from services.consent.tables.rows import ConsentRow
from services.consent.tables.signings import Scan, Signing
from shared.clock import STOCKHOLM
from shared.sealing import CaseKey

SOURCE: Final = "prov-kalla"
RECIPIENT: Final = "prov-mottagare"
"""Reserved: in no reference data, so that no token of a unit can be for them; the topic of the second has no reader."""
_LASTS: Final = timedelta(days=1)


async def make_rows(core: Core, case_id: UUID, at: datetime) -> None:
    """Store the case with its rows; their keys are made first, as for any row. Raises KeyStoreDown."""
    rows = {
        uuid4(): (source, recipient, category)
        for source, recipient in ((SOURCE, RECIPIENT), (RECIPIENT, SOURCE))
        for category in sorted(CORE)
    }
    await core.keys.make_for_rows(rows)
    case_key = await core.keys.of_case(case_id)
    async with core.sessions() as session, session.begin():
        connection = await session.connection()
        await connection.execute(
            insert(CaseFile).values(case_id=case_id, registering_unit=SOURCE, team=RECIPIENT, opened_at=at)
        )
        await connection.execute(insert(Scan).values(**_scan(case_key, at)))
        reading = case_key.seal_json("signing", "reading", case_id, {})
        await connection.execute(insert(Signing).values(**_signing(case_id, at), reading=reading))
        await connection.execute(
            insert(ConsentRow),
            [
                {
                    "id": row_id,
                    "case_id": case_id,
                    "source": source,
                    "recipient": recipient,
                    "category": category,
                    "state": "aktiv",
                    "valid_from": at,
                    "valid_to": at + _LASTS,
                    "signing_id": case_id,
                }
                for row_id, (source, recipient, category) in rows.items()
            ],
        )


def _scan(case_key: CaseKey, at: datetime) -> dict[str, object]:
    case_id = case_key.case_id
    return {
        "id": case_id,
        "case_id": case_id,
        "unit": SOURCE,
        "media_type": "image/png",
        "pages": 1,
        "sha256": case_key.seal("scan", "sha256", case_id, b""),
        "metadata_found": False,
        "stored_at": at,
        "content": case_key.seal("scan", "content", case_id, b""),
    }


def _signing(case_id: UUID, at: datetime) -> dict[str, object]:
    day = at.astimezone(STOCKHOLM).date()
    return {
        "id": case_id,
        "case_id": case_id,
        "method": "paper",
        "text_id": "prov",
        "text_hash": "prov",
        "locale": "sv",
        "scan_id": case_id,
        "signed_on": day,
        "valid_from": day,
        "valid_to": day,
        "grants": [],
        "exclusions": [],
        "statistics": False,
        "contact_by_message": False,
        "attested_by": "prov",
        "attested_unit": SOURCE,
        "received_at": at,
        "effective_at": at,
    }
