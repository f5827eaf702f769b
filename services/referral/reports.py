"""Who had opened what was taken back, as the consent service's log tells the source of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from services.referral.foreign import OwnDocument
from services.referral.queries import utc

OPENED, NEVER, ON_ITS_WAY = "oppnad", "aldrig_oppnad", "pa_vag"
STATE_TEXT = {
    OPENED: "Öppnad. Det som har öppnats finns kvar hos mottagaren, som har fått veta att det är återtaget.",
    NEVER: "Aldrig öppnad, nyckeln förstörd. Ingen kan öppna den mer.",
    ON_ITS_WAY: "Inte öppnad när rapporten gjordes. Återtagandet är på väg och nyckeln förstörs när det har kommit fram.",
}


def report(events: Collection[UUID], documents: Sequence[OwnDocument]) -> dict[str, Any]:
    """Write the report: each recipient with its documents, and how many of all had been opened."""
    mine = [one for one in documents if one.source_event_id in events]
    units: defaultdict[str, list[OwnDocument]] = defaultdict(list)
    for one in mine:
        units[one.recipient].append(one)
    return {
        "recipients": [
            {
                "recipient": unit,
                "recipient_name": held[0].recipient_name,
                "documents": [_written(one) for one in held],
            }
            for unit, held in sorted(units.items())
        ],
        "documents": len(mine),
        "opened": sum(_state(one) == OPENED for one in mine),
        "final": all(_state(one) != ON_ITS_WAY and one.key_destroyed for one in mine),
    }


def _written(one: OwnDocument) -> dict[str, Any]:
    state = _state(one)
    return {
        "document": str(one.event_id),
        "type": one.type,
        "state": state,
        "text": STATE_TEXT[state],
        "openings": [
            {"at": utc(opening.at), "unit": opening.unit, "function": opening.function}
            for opening in one.openings
        ],
    }


def _state(one: OwnDocument) -> str:
    if one.openings:
        return OPENED
    return NEVER if one.key_destroyed else ON_ITS_WAY
