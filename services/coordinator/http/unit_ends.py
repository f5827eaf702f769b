"""The koordinator sees which cases name a unit that ends, and who takes over: a new samtycke is asked for, or nothing."""

from collections import Counter
from typing import Any

from fastapi import APIRouter

from services.coordinator.domain.unit_ends import AHEAD, UnitEnd, unit_ends
from services.coordinator.http.desk import Desk
from services.coordinator.queries import ROLE, summary
from services.coordinator.queries.unit_ends import cases_naming
from shared.auth import ViewerDep, require
from shared.days import local_day

Json = dict[str, Any]
_ASK = "Fråga personen om ett nytt samtycke som omfattar den som tar över. Inget förs över av sig självt."
_ASK_NOBODY = "Ingen tar över enhetens uppgifter. Gå igenom med personen vem som kan vara med i stället."
_NEW_ANMALAN = "Ärendet har avslutats med enheten. Den som tar över gör en ny anmälan, och personen tar ställning till ett nytt samtycke."


def unit_end_routes(desk: Desk) -> APIRouter:
    """Return the koordinator's read."""
    router = APIRouter(tags=["akter"])

    @router.get("/unit-ends", summary="Ärenden som rör enheter som har upphört eller snart upphör")
    async def list_unit_ends(viewer: ViewerDep) -> Json:
        """List the cases that name a unit which has ended or ends within 90 days, with its successors, and count them.

        A case leaves the list when every successor is covered, or when the person has taken the unit out herself.
        Cases handled by hand are left out.
        """
        require(viewer, role=ROLE)
        today = local_day(desk.clock.now())
        ending = [
            unit.id
            for unit in desk.recipients.values()
            if unit.valid_to is not None and unit.valid_to <= today + AHEAD
        ]
        async with desk.sessions() as session:
            named = await cases_naming(session, viewer, ending)
        by_hand = await desk.consent.withheld(named)
        waiting = {
            case_id: (akt, ends)
            for case_id, (akt, case) in named.items()
            if case_id not in by_hand and (ends := unit_ends(case, desk.recipients, today))
        }
        counted = Counter(end.unit for _, ends in waiting.values() for end in ends)
        return {
            "count": len(waiting),
            "units": [_unit(desk, unit) | {"cases": counted[unit]} for unit in sorted(counted)],
            "cases": [
                summary(akt) | {"ends": [_end(desk, end) for end in ends]} for akt, ends in waiting.values()
            ],
        }

    return router


def _unit(desk: Desk, unit: str) -> Json:
    known = desk.recipients[unit]
    return {
        "unit": unit,
        "name": known.name,
        "last_day": known.valid_to.isoformat() if known.valid_to else None,
        "successors": [{"unit": each, "name": desk.name_of(each)} for each in known.successors],
    }


def _end(desk: Desk, end: UnitEnd) -> Json:
    covered = [
        {**each, "covered": each["unit"] in end.covered} for each in _unit(desk, end.unit)["successors"]
    ]
    what = _NEW_ANMALAN if end.needs_anmalan else _ASK if end.successors else _ASK_NOBODY
    return _unit(desk, end.unit) | {"successors": covered, "is_sender": end.is_sender, "what": what}
