"""Recipients: the configured units (teams included) that a row can name as source or recipient."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from services.consent.errors import UnitNotValid

Kind = Literal["authority_unit", "care_provider", "team"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One unit. `valid_to` is its last day; None means until further notice.

    `oral_allowed`: the authority hands out on a samtycke by word of mouth, until paper follows.
    """

    id: str
    name: str
    kind: Kind
    part: str
    authority: str
    valid_from: date
    valid_to: date | None = None
    phone: str | None = None
    address: tuple[str, ...] = ()
    oral_allowed: bool = False

    def is_in_force(self, day: date) -> bool:
        """Whether the unit can be named in a samtycke on that day (Stockholm's calendar)."""
        return self.valid_from <= day and not self.has_ended(day)

    def has_ended(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True)
class Phone:
    """The telephone of a unit's function. `valid_to` is its last day; None means until further notice."""

    unit: str
    number: str
    valid_from: date
    valid_to: date | None = None

    def is_in_force(self, day: date) -> bool:
        """Whether the function answers on that day (Stockholm's calendar)."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Registered(Protocol):
    """A case, as far as it tells who holds it."""

    @property
    def registering_unit(self) -> str:
        """The unit that opened it."""
        ...

    @property
    def team(self) -> str | None:
        """The team that its samtycke names; None before there is one."""
        ...


class Directory:
    """The units that exist, by id: reference data, never made up by a caller."""

    def __init__(self, recipients: Iterable[Recipient], phones: Iterable[Phone] = ()) -> None:
        self._by_id = {recipient.id: recipient for recipient in recipients}
        self._phones = tuple(phones)

    def find(self, recipient_id: str) -> Recipient | None:
        """Return the unit, or None when the id is unknown."""
        return self._by_id.get(recipient_id)

    def holder_of(self, case: Registered) -> str | None:
        """Return the team that holds a case, whose koordinator alone sees it there; None when none does yet.

        It is the team that its samtycke names. Before a samtycke has named any, an anmälan on paper is held by the
        team that registered it.
        """
        if case.team is not None:
            return case.team
        found = self._by_id.get(case.registering_unit)
        return found.id if found is not None and found.kind == "team" else None

    def must_be_in_force(self, unit: str, day: date) -> None:
        """Raise UnitNotValid for a unit that does not exist that day."""
        found = self._by_id.get(unit)
        if found is None or not found.is_in_force(day):
            raise UnitNotValid

    def last_days(self) -> dict[str, date]:
        """Return the units that have a last day, each with it."""
        return {unit.id: unit.valid_to for unit in self._by_id.values() if unit.valid_to is not None}

    def phone_of(self, recipient_id: str, day: date) -> str | None:
        """Return the number on which people reach the unit: its own, else that of its first function on that day."""
        found = self._by_id.get(recipient_id)
        if found is not None and found.phone:
            return found.phone
        answering = (each for each in self._phones if each.unit == recipient_id and each.is_in_force(day))
        return next((each.number for each in answering), None)

    def part_of(self, recipient_id: str) -> str | None:
        """Return which part the unit is (SOC, AF …); None for an id that is not in the reference data."""
        found = self._by_id.get(recipient_id)
        return found.part if found else None

    def name_of(self, recipient_id: str) -> str:
        """Return the unit's name for people; an id that left the reference data stands for itself."""
        found = self._by_id.get(recipient_id)
        return found.name if found else recipient_id
