"""Whom the provider knows: test persons and clients, read once at start from reference data."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class NotATestNumber(ValueError):
    """A person in the file has a number outside the published list; the number is not repeated here."""


class Person(BaseModel):
    """A named test person: someone in her own matter (personal number) or someone at a unit."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    name: str
    roles: tuple[str, ...]
    unit: str | None = None
    function: str | None = None
    personal_number: str | None = Field(default=None, repr=False)


class Client(BaseModel):
    """A registered client. ``public`` logs people in; the others act on their own account."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    client_id: str
    kind: Literal["service", "recipient", "public"]
    scopes: tuple[str, ...] = ()
    unit: str | None = None
    public_key_pem: str | None = None
    redirect_uris: tuple[str, ...] = ()

    def own_unit(self) -> str | None:
        """The unit in whose name it acts: a recipient's client acts for that recipient."""
        return self.unit or (self.client_id if self.kind == "recipient" else None)


@dataclass(frozen=True, slots=True)
class Directory:
    """Persons and clients by id, in the order of their files."""

    people: dict[str, Person]
    clients: dict[str, Client]

    @classmethod
    def read(cls, people_file: Path, clients_file: Path, test_numbers_file: Path) -> "Directory":
        """Read the files; raises :class:`NotATestNumber` or pydantic's ValidationError."""
        people = TypeAdapter(list[Person]).validate_json(people_file.read_bytes())
        clients = TypeAdapter(list[Client]).validate_json(clients_file.read_bytes())
        _refuse_real_numbers(people, _numbers(test_numbers_file.read_text(encoding="utf-8")))
        return cls({one.id: one for one in people}, {one.client_id: one for one in clients})


def _numbers(text: str) -> frozenset[str]:
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def _refuse_real_numbers(people: Iterable[Person], allowed: frozenset[str]) -> None:
    for person in people:
        if person.personal_number is not None and person.personal_number not in allowed:
            raise NotATestNumber(
                f"the personal number of {person.id!r} is not among the published test numbers"
            )
