"""The directory of functions as it is read from reference data."""

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, model_validator

from services.referral.domain.functions import Functions, Reach, UnitFunction


class _Strict(BaseModel):
    """A field that nobody knows is a mistake: a private person's number would be one."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class _Reach(_Strict):
    function: str
    email: str | None = None
    phone: str | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> "_Reach":
        if not (self.email or self.phone):
            raise ValueError("a function has an e-mail address or a telephone number")
        return self

    def reach(self) -> Reach:
        return Reach(self.function, self.email, self.phone)


class _Function(_Reach):
    unit: str
    backup: _Reach
    open_hours: str
    valid_from: date
    valid_to: date | None = None

    def whole(self) -> UnitFunction:
        return UnitFunction(
            self.unit, self.reach(), self.backup.reach(), self.open_hours, self.valid_from, self.valid_to
        )


def read_functions(file: Path) -> Functions:
    """Read the directory, each unit's functions in the order of the file; raises pydantic's ValidationError."""
    found: dict[str, tuple[UnitFunction, ...]] = {}
    for each in TypeAdapter(list[_Function]).validate_json(file.read_bytes()):
        found[each.unit] = (*found.get(each.unit, ()), each.whole())
    return found
