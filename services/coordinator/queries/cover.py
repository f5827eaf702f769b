"""Who is covered at this moment: the units that the case's samtycke has named, as the consent service answers."""

from uuid import UUID

from services.coordinator.consent import ConsentService
from services.coordinator.domain import Cover
from services.coordinator.repository import ConsentRows
from shared.db import Sessions


async def cover_now(sessions: Sessions, consent: ConsentService, case_id: UUID, team: str) -> Cover:
    """Ask about every unit that the rows known here name. Raises ConsentUnreachable."""
    async with sessions() as session:
        rows = await ConsentRows(session).of_case(case_id)
    units = {unit for row in rows for unit in (row.source, row.recipient)} - {team}
    return await consent.covered_units(case_id, team, units)
