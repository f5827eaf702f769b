"""Who had opened what was taken back: fetched, by the consent service's log; read inside the team, by the team's own.

What another unit has fetched is in its own systems: only its own log says who in it has read, and the report says so.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from services.referral.foreign import OwnDocument, OwnDocuments
from services.referral.queries import utc
from services.referral.repository.sent import KeptRetraction
from services.referral.team_log import TeamRead

OPENED, NEVER, ON_ITS_WAY = "oppnad", "aldrig_oppnad", "pa_vag"
STATE_TEXT = {
    OPENED: "Öppnad: mottagaren har hämtat den. Det som har hämtats finns kvar hos mottagaren, som har fått veta att det är återtaget.",
    NEVER: "Aldrig öppnad, nyckeln förstörd. Ingen kan öppna den mer.",
    ON_ITS_WAY: "Inte öppnad när rapporten gjordes. Återtagandet är på väg och nyckeln förstörs när det har kommit fram.",
}


ABOUT = (
    "Under varje mottagare står vem som har hämtat handlingen (`openings`): ofta mottagarens system, ibland en funktion. Det säger inte "
    "vem hos mottagaren som har läst den. För teamet står det under `read_in_team`."
)
FINAL_TEXT = {
    True: "Återtagandet har nått alla. Ingen mer kan hämta det som återtogs, men det som redan är hämtat kan läsas hos den som har det.",
    False: "Återtagandet är på väg till någon mottagare. Gör rapporten igen om en stund.",
}
IN_TEAM = (
    "När teamets akt i ärendet har lästs, och av vilken funktion, enligt teamets egen logg. Alla läsningar av akten räknas upp, "
    "också de som gällde annat än det som återtogs."
)
OWN_LOG = (
    "Vem hos mottagaren som har läst det som är hämtat säger bara mottagarens egen logg. Fråga mottagaren om det behövs för att "
    "pröva om det är en personuppgiftsincident."
)


def has_fetched(unit: str | None, events: Collection[UUID], documents: Sequence[OwnDocument]) -> bool:
    """Tell whether a unit has fetched anything of what was taken back: only then can anybody in it have read it."""
    return any(one.recipient == unit and one.source_event_id in events and one.openings for one in documents)


def report(
    retraction: KeptRetraction, known: OwnDocuments, *, team: str | None, reads: Sequence[TeamRead]
) -> dict[str, Any]:
    """Write the report: each recipient with its documents, how many had been fetched, and who in the team has read.

    Final only when the retraction itself has been handled: until then what was sent may still be on its way to be sealed.
    """
    mine = [one for one in known.documents if one.source_event_id in retraction.events]
    units: defaultdict[str, list[OwnDocument]] = defaultdict(list)
    for one in mine:
        units[one.recipient].append(one)
    is_handled = known.handled >= retraction.number
    final = is_handled and all(_state(one) != ON_ITS_WAY and one.key_destroyed for one in mine)
    return {
        "about": ABOUT,
        "recipients": [
            {
                "recipient": unit,
                "recipient_name": held[0].recipient_name,
                "documents": [_written(one) for one in held],
                **_readers(unit, held, team, reads),
            }
            for unit, held in sorted(units.items())
        ],
        "documents": len(mine),
        "opened": sum(_state(one) == OPENED for one in mine),
        "final": final,
        "final_text": FINAL_TEXT[final],
    }


def _readers(
    unit: str, held: Sequence[OwnDocument], team: str | None, reads: Sequence[TeamRead]
) -> dict[str, Any]:
    """Say who inside a unit has read: the team's own log does of the team, nobody here knows it of another."""
    if not any(one.openings for one in held):
        return {"readers_text": None, "read_in_team": None}
    if unit != team:
        return {"readers_text": OWN_LOG, "read_in_team": None}
    said = [{"at": utc(one.at), "function": one.function} for one in reads]
    return {"readers_text": IN_TEAM, "read_in_team": said}


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
