"""The directory of functions: how a unit is reached when a person is not there, and who answers then."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.referral.domain.content import Content
from services.referral.domain.faults import blank


@dataclass(frozen=True, slots=True)
class Reach:
    """A function and how it is reached: at least one of the two."""

    funktion: str
    epost: str | None = None
    telefon: str | None = None

    @property
    def address(self) -> str:
        """What is written as the function's address."""
        return self.epost or self.telefon or ""


@dataclass(frozen=True, slots=True)
class UnitFunction:
    """One function of a unit, who stands in for it, and when it answers. Reference data; never a private person."""

    unit: str
    reach: Reach
    backup: Reach
    open_hours: str
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether it exists on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


Functions = Mapping[str, tuple[UnitFunction, ...]]
"""Unit → its functions, the one to turn to first."""


def valid_functions(functions: Functions, unit: str, day: date) -> tuple[UnitFunction, ...]:
    """Return a unit's functions of that day, the one to turn to first."""
    return tuple(function for function in functions.get(unit, ()) if function.valid_on(day))


def with_address(content: Content, functions: tuple[UnitFunction, ...]) -> Content:
    """Return the content with the unit's own function as the address of field 5, where none is written."""
    who = content.handlaggare
    if not functions or not blank(who.funktionsadress):
        return content
    return replace(content, handlaggare=replace(who, funktionsadress=functions[0].reach.address))
