"""How rows are shown: to the registering unit and the person with their end, to a party only whether they hold."""

from datetime import datetime
from typing import Any

from services.consent.domain.recipients import Directory
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow


def row_answer(row: SeenRow, directory: Directory, now: datetime, *, reasons: bool) -> dict[str, Any]:
    """Return one row. Without `reasons` an ended row reads `upphord`: a party is not told why."""
    state = row.state_at(now)
    shown = state.value if reasons or state is RowState.AKTIV else "upphord"
    return {
        "id": str(row.id),
        **row.cell.as_dict(),
        "source_name": directory.name_of(row.cell.source),
        "recipient_name": directory.name_of(row.cell.recipient),
        "valid_from": row.window.start.isoformat(),
        "valid_to": row.window.end.isoformat(),
        "state": shown,
        "ended_at": row.ended_at.isoformat() if reasons and row.ended_at else None,
    }
