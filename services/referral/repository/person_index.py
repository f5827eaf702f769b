"""Finding a person by number without opening anything."""

from dataclasses import dataclass

from services.referral.domain import Individ
from shared.blind_index import BlindIndex


@dataclass(frozen=True, slots=True)
class PersonIndex:
    """A keyed hash of unit and number: the same person at two units can't be told from the tables."""

    key: BlindIndex

    def of(self, unit: str, number: str) -> bytes:
        """Return what to store and to search by; `number` is twelve digits."""
        return self.key.of(f"{unit}|{number}")

    def of_individ(self, unit: str, individ: Individ) -> bytes:
        """Return the index of a person whose number is known."""
        assert individ.personnummer is not None, "a dialogue has a number, and so has its draft"
        return self.of(unit, individ.personnummer)
