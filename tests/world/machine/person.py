"""One case in the machine: who acts in it, its papers, and its samtycke as the model reckons it."""

from dataclasses import dataclass, field
from uuid import UUID

from deploy.demo.cast import Actor
from shared.devidp.directory import Client
from tests.world.life import SENDER
from tests.world.machine.model import Consent
from tests.world.teamwork import Teamwork

STRANGERS = ("handlaggare-jobbtorg", "anmalare-farsta", "individ-2", "granskare")
"""Nobody of them has anything to do with any case here."""


@dataclass(eq=False)
class Case(Teamwork):
    """One case."""

    name: str = ""
    consent: Consent = field(default_factory=Consent)
    dialogue_id: str = ""
    scan_id: str = ""

    def __repr__(self) -> str:
        return self.name

    def begin(self, case_id: UUID, dialogue_id: str) -> None:
        """Take the id that the draft was given."""
        self._case_id, self.dialogue_id = case_id, dialogue_id

    def system(self, unit: str) -> Actor:
        """Return a unit's own system, with the rights that such systems have."""
        client = Client(
            client_id=unit, kind="recipient", scopes=("release", "feed", "answer"), public_key_pem=""
        )
        token = self.house.issuer.for_machine(client, ["release", "feed", "answer"])["access_token"]
        return Actor(unit, unit, token, self.house.http)

    def stranger(self, number: int) -> Actor:
        """Return somebody who has no business here."""
        return self.who(STRANGERS[number % len(STRANGERS)])

    @property
    def units(self) -> tuple[str, ...]:
        """The sender and the parties asked."""
        return (SENDER, *self.asked)


__all__ = ["Case"]
