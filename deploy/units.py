"""`finsam recipients`: the units of the reference data, with their validity on the law's day."""

import json
import sys
from datetime import date
from typing import Any

from rich.table import Table

from deploy.infra.home import Home
from deploy.infra.topology import recipients
from deploy.output import console
from shared.clock import MovableClock
from shared.days import local_day
from shared.units import Unit

VALID, NOT_YET, ENDED = "gäller", "gäller ännu inte", "har upphört"


def listed(*, as_json: bool) -> None:
    """Write the list, as a table or as one object. Raises UnitsRefused."""
    day = local_day(MovableClock(Home.unmade().clock).now())
    units = [_told(unit, day) for unit in recipients()]
    if as_json:
        print(json.dumps({"day": day.isoformat(), "recipients": units}, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("mottagare", no_wrap=True)
    table.add_column("ansvarig", min_width=36)
    table.add_column("sekretess", no_wrap=True)
    table.add_column("gäller", no_wrap=True)
    for unit in units:
        table.add_row(unit["id"], unit["authority"], unit["secrecy"], _status(unit))
    console(sys.stdout).print(table)


def standing(unit: Unit, day: date) -> str:
    """Say whether the unit is valid that day."""
    if unit.has_ended(day):
        return ENDED
    return VALID if unit.valid_on(day) else NOT_YET


def _told(unit: Unit, day: date) -> dict[str, Any]:
    return unit.model_dump(mode="json") | {"valid": unit.valid_on(day), "standing": standing(unit, day)}


def _status(unit: dict[str, Any]) -> str:
    if unit["standing"] == NOT_YET:
        return f"från {unit['valid_from']}"
    after = f" → {', '.join(unit['successors'])}" if unit["successors"] else ""
    return f"till {unit['valid_to']}{after}" if unit["valid_to"] else "ja"
