"""The team's cases that name a unit which ends or has ended."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.coordinator.domain import OPEN, Ending, Row, Status
from services.coordinator.domain.unit_ends import NamedCase
from services.coordinator.queries.akt import visible_to
from services.coordinator.tables import AktRow, ConsentRow
from shared.auth import Viewer


async def cases_naming(
    session: AsyncSession, viewer: Viewer, units: Sequence[str]
) -> Mapping[UUID, tuple[AktRow, NamedCase]]:
    """Return the viewer's cases whose samtycke names one of the units: those that go on, or that its time ended."""
    living = [status.value for status in (*OPEN, Status.SAMTYCKE_UTGANGET)]
    names = select(ConsentRow.id).where(
        col(ConsentRow.case_id) == col(AktRow.case_id),
        or_(col(ConsentRow.source).in_(units), col(ConsentRow.recipient).in_(units)),
    )
    akter = await session.exec(
        visible_to(viewer).where(col(AktRow.status).in_(living), names.exists()).order_by(col(AktRow.number))
    )
    by_case = {akt.case_id: akt for akt in akter}
    rows: dict[UUID, list[Row]] = {case_id: [] for case_id in by_case}
    found = await session.exec(select(ConsentRow).where(col(ConsentRow.case_id).in_(list(by_case))))
    for row in found:
        ended = Ending(row.ended) if row.ended else None
        rows[row.case_id].append(Row(row.id, row.source, row.recipient, row.category, ended))
    return {
        case_id: (
            akt,
            NamedCase(case_id, akt.sender, akt.team, Status(akt.status), akt.since, rows[case_id]),
        )
        for case_id, akt in by_case.items()
    }
