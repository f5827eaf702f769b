"""The units that exist, as the operator lists them: whose they are, which secrecy holds there, and from when to when.

The list is JSON, one object per unit. It is read whole or not at all: whoever starts on a list with a fault in it is
told every fault, each with its line.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Kind = Literal["authority_unit", "care_provider", "team"]
Part = Literal["AF", "FK", "JOBBTORG", "SOC", "REGION", "TEAM"]
Regime = Literal["OSL", "PSL"]
System = Literal["AIS", "FK inläsningscentral", "Procapita", "TakeCare", "Treserva"]

SECRECY: Final[Mapping[str, Regime]] = {
    "OSL 25:1": "OSL",
    "OSL 26:1": "OSL",
    "OSL 28:1": "OSL",
    "OSL 28:11": "OSL",
    "PSL 6:12": "PSL",
}
"""The sections that can hold for what a unit keeps, and the act that each belongs to."""
_SECTIONS_OF: Final[Mapping[str, frozenset[str]]] = {
    "AF": frozenset({"OSL 28:11"}),
    "FK": frozenset({"OSL 28:1"}),
    "SOC": frozenset({"OSL 26:1"}),
    "REGION": frozenset({"OSL 25:1", "PSL 6:12"}),
}
"""Where the law leaves one answer. Which section holds at Jobbtorg, and so at a team that it hosts, is not settled."""
_HSA_ID: Final = re.compile(r"SE(\d{10})-[A-Z0-9]{1,18}")
_ORGNR: Final = re.compile(r"\d{2}[2-9]\d{3}-\d{4}")
_DAY: Final = timedelta(days=1)

_Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
_Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=50)]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the list, and in which line of it."""

    line: int
    said: str


class UnitsRefused(ValueError):
    """The list of units can't be used; the text names each fault with its line."""

    def __init__(self, file: Path, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(f"{file.name}, line {fault.line}: {fault.said}" for fault in self.faults))


class Unit(BaseModel):
    """One unit. `valid_to` is its last day (None: until further notice) and `successors` are who take over after it.

    `authority` is who is responsible for what the unit does (ansvarig myndighet, or the care provider itself), `orgnr`
    that body's number: the boards of a city share one, so that it never tells a unit. `id` is for ever: a new or merged
    authority is a new unit with an id of its own. `journal_system` None: the operator has not said.
    `oral_allowed`: it hands out on what a person has said by word of mouth, until paper follows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: _Id
    name: _Text
    kind: Kind
    part: Part
    authority: _Text
    orgnr: _Text
    regime: Regime
    secrecy: Literal["OSL 25:1", "OSL 26:1", "OSL 28:1", "OSL 28:11", "PSL 6:12"]
    journal_system: System | None = None
    valid_from: date
    valid_to: date | None = None
    successors: tuple[_Id, ...] = ()
    function_address: _Text | None = None
    hsa_id: _Text | None = None
    phone: _Text | None = None
    address: tuple[_Text, ...] = ()
    oral_allowed: bool = False

    def valid_on(self, day: date) -> bool:
        """Whether the unit exists that day (Stockholm's calendar)."""
        return self.valid_from <= day and not self.has_ended(day)

    def has_ended(self, day: date) -> bool:
        """Whether its last day is past."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    unit: Unit


def read_units(file: Path) -> dict[str, Unit]:
    """Return the units by id, in the order of the list. Raises UnitsRefused, OSError."""
    lines, faults = _parsed(file)
    faults += [Fault(line.number, said) for line in lines for said in _of_one(line.unit)]
    faults += _of_all(lines)
    if faults:
        raise UnitsRefused(file, faults)
    return {line.unit.id: line.unit for line in lines}


def _parsed(file: Path) -> tuple[list[_Line], list[Fault]]:
    lines: list[_Line] = []
    faults: list[Fault] = []
    try:
        for number, said in _objects(file.read_text(encoding="utf-8")):
            try:
                lines.append(_Line(number, Unit.model_validate(said)))
            except ValidationError as error:
                faults += [Fault(number, _told(said, fault)) for fault in error.errors()]
    except json.JSONDecodeError as error:
        faults.append(Fault(error.lineno, f"not JSON: {error.msg}"))
    return lines, faults


def _objects(text: str) -> Iterator[tuple[int, Any]]:
    """Read the list's objects one by one, each with the line it begins on."""
    decoder, place = json.JSONDecoder(), _past_space(text, 0)
    if text[place : place + 1] != "[":
        raise json.JSONDecodeError("a list of units is expected", text, place)
    place = _past_space(text, place + 1)
    while text[place : place + 1] != "]":
        said, after = decoder.raw_decode(text, place)
        yield text.count("\n", 0, place) + 1, said
        place = _past_space(text, after)
        if text[place : place + 1] == ",":
            place = _past_space(text, place + 1)
        elif text[place : place + 1] != "]":
            raise json.JSONDecodeError("a comma is expected", text, place)


def _past_space(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _told(said: Any, fault: Any) -> str:
    name = said.get("id", "?") if isinstance(said, dict) else "?"  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    field = ".".join(str(part) for part in fault["loc"]) or "unit"
    return f"{name}: {field}: {fault['msg']}"


_RULES: Final[tuple[tuple[Callable[[Unit], bool], str], ...]] = (
    (lambda unit: is_orgnr(unit.orgnr), "orgnr is no organisation number"),
    (lambda unit: SECRECY[unit.secrecy] == unit.regime, "secrecy is not of the regime's act"),
    (lambda unit: unit.secrecy in _SECTIONS_OF.get(unit.part, SECRECY), "secrecy does not hold for that part"),
    (lambda unit: (unit.kind == "care_provider") is (unit.regime == "PSL"), "PSL is for private care givers"),
    (lambda unit: unit.kind != "care_provider" or unit.part == "REGION", "a care giver is of the part REGION"),
    (lambda unit: (unit.kind == "team") is (unit.part == "TEAM"), "a team, and nobody else, is of the part TEAM"),
    (lambda unit: (unit.part == "REGION") is (unit.hsa_id is not None), "care has an HSA-id, and nobody else"),
    (lambda unit: unit.hsa_id is None or _is_hsa_id(unit.hsa_id, unit.orgnr), "hsa_id is not of its authority"),
    (lambda unit: unit.valid_to is None or unit.valid_from <= unit.valid_to, "valid_to is before valid_from"),
    (lambda unit: not unit.successors or unit.valid_to is not None, "successors, and no valid_to"),
    (lambda unit: len({*unit.successors}) == len(unit.successors), "a successor stands twice"),
)  # fmt: skip
"""What must hold of each unit by itself, and what is said where it does not."""


def _of_one(unit: Unit) -> Iterator[str]:
    return (f"{unit.id}: {said}" for holds, said in _RULES if not holds(unit))


def _of_all(lines: list[_Line]) -> Iterator[Fault]:
    by_id = {line.unit.id: line.unit for line in reversed(lines)}
    for line in lines:
        for successor in line.unit.successors:
            if said := _wrong_successor(line.unit, by_id.get(successor), successor):
                yield Fault(line.number, f"{line.unit.id}: {said}")
    for first, second in combinations(lines, 2):
        if said := _both(first.unit, second.unit):
            yield Fault(second.number, f"{second.unit.id}: {said} (line {first.number})")


def _wrong_successor(unit: Unit, successor: Unit | None, named: str) -> str | None:
    if successor is None:
        return f"successor {named} does not exist"
    if successor.part != unit.part:
        return f"successor {named} is of another part"
    if unit.valid_to is not None and not successor.valid_on(unit.valid_to + _DAY):
        return f"successor {named} is not valid the day after"
    return None


def _both(one: Unit, other: Unit) -> str | None:
    if one.id == other.id:
        return "the id stands twice"
    if one.hsa_id is not None and one.hsa_id == other.hsa_id:
        return "the hsa_id stands twice"
    if (one.authority, one.part, one.name) == (other.authority, other.part, other.name) and _meet(one, other):
        return f"valid at the same time as {one.id}, which is the same unit"
    return None


def _meet(one: Unit, other: Unit) -> bool:
    return not one.has_ended(other.valid_from) and not other.has_ended(one.valid_from)


def is_orgnr(text: str) -> bool:
    """Whether it is an organisation number, NNNNNN-NNNN with its check digit (Luhn)."""
    if not _ORGNR.fullmatch(text):
        return False
    digits = [int(sign) for sign in text if sign != "-"]
    return sum(sum(divmod(digit * (2 - n % 2), 10)) for n, digit in enumerate(digits)) % 10 == 0


def _is_hsa_id(text: str, orgnr: str) -> bool:
    found = _HSA_ID.fullmatch(text)
    return found is not None and found[1] == orgnr.replace("-", "")
