"""By what right something is destroyed: whose ground it is, and how long it waits from the last note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.days import add_months
from shared.problem import Refusal
from shared.units import Part


class GroundNotOfUnit(Refusal):
    """Another part's law: `grounds` names those that are the unit's own."""

    code = "ground_not_of_unit"


class EffectTooEarly(Refusal):
    """The ground asks for more time; `earliest` is the first day that what is held here allows."""

    code = "effect_too_early"


@dataclass(frozen=True, slots=True)
class Ground:
    """What the law is called, which parts it holds for, and the months from the last note to the gallring."""

    text: str
    parts: frozenset[Part]
    months: int = 0

    def earliest(self, last_note: date | None) -> date | None:
        """Return the first day it allows; None when it asks for no time, or nothing has been noted."""
        return add_months(last_note, self.months) if self.months and last_note is not None else None


SOL_16_1: Final = "sol_16_1"
GROUNDS: Final[Mapping[str, Ground]] = {
    SOL_16_1: Ground(
        "16 kap. 1 § socialtjänstlagen (2025:400): fem år efter sista anteckningen", frozenset({"SOC"}), 60
    ),
    "pdl_3_17": Ground(
        "3 kap. 17 § patientdatalagen (2008:355): minst tio år efter sista uppgiften",
        frozenset({"REGION"}),
        120,
    ),
    "af_16": Ground(
        "16 § lagen (2002:546) om personuppgifter i den arbetsmarknadspolitiska verksamheten",
        frozenset({"AF"}),
    ),
    "sfb_114": Ground(
        "114 kap. 15 § socialförsäkringsbalken: uppgifterna behövs inte längre", frozenset({"FK"})
    ),
    "arkivlagen_10": Ground(
        "10 § arkivlagen (1990:782), enligt myndighetens gallringsbeslut", frozenset({"JOBBTORG", "TEAM"})
    ),
}
"""`reference` in a decision names the decision or the plan itself. Care's law is the same for public and private care."""


def must_be_its_own(ground: str, part: str | None) -> None:
    """Refuse a ground that does not hold for the unit's part. Raises GroundNotOfUnit."""
    if part not in GROUNDS[ground].parts:
        own = [(code, each.text) for code, each in GROUNDS.items() if part in each.parts]
        raise GroundNotOfUnit(grounds=[{"ground": code, "ground_text": text} for code, text in own])


def must_have_waited(ground: str, day: date, last_note: date | None) -> None:
    """Refuse a day on which the years that the ground asks for have not gone. Raises EffectTooEarly."""
    earliest = GROUNDS[ground].earliest(last_note)
    if earliest is not None and day < earliest:
        raise EffectTooEarly(earliest=earliest.isoformat())


def has_waited(ground: str, day: date, last_note: date | None) -> bool:
    """Tell whether the years that the ground asks for have gone since the last note."""
    earliest = GROUNDS[ground].earliest(last_note)
    return earliest is None or earliest <= day
