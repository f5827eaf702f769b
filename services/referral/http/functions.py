"""The directory of functions: how each unit is reached, and who answers when the function does not."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from services.referral.domain.functions import Reach, UnitFunction, valid_functions
from services.referral.http.edge import PartsDep, StaffDep
from shared.days import local_day

router = APIRouter(tags=["funktioner"])


class ReachAnswer(BaseModel):
    """A function and how it is reached."""

    function: str
    email: str | None
    phone: str | None


class FunctionAnswer(ReachAnswer):
    """A unit's function, who stands in for it, and when it answers."""

    unit: str
    unit_name: str
    backup: ReachAnswer
    open_hours: str


class FunctionsAnswer(BaseModel):
    """The functions asked for, by unit."""

    functions: list[FunctionAnswer]


@router.get("/functions", summary="Hur enheterna nås, och vem som svarar i stället")
async def get_functions(
    _: StaffDep, parts: PartsDep, unit: Annotated[str | None, Query(max_length=60)] = None
) -> FunctionsAnswer:
    """List the functions that are valid today, of one unit or of all; a unit that is not there has none."""
    today = local_day(parts.clock.now())
    units = [unit] if unit is not None else sorted(parts.functions)
    listed = [each for one in units for each in valid_functions(parts.functions, one, today)]
    names = {ident: recipient.name for ident, recipient in parts.recipients.items()}
    return FunctionsAnswer(functions=[_written(each, names.get(each.unit, each.unit)) for each in listed])


def _written(function: UnitFunction, name: str) -> FunctionAnswer:
    return FunctionAnswer(
        unit=function.unit,
        unit_name=name,
        backup=_reach(function.backup),
        open_hours=function.open_hours,
        **_reach(function.reach).model_dump(),
    )


def _reach(reach: Reach) -> ReachAnswer:
    return ReachAnswer(function=reach.funktion, email=reach.epost, phone=reach.telefon)
