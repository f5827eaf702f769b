"""Covered: whether sender, team and the parties asked may work together on this case now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from services.consent.domain.categories import CATEGORIES, CORE
from services.consent.domain.rows import Cell


@dataclass(frozen=True, slots=True)
class Asked:
    """Who would take part, and which categories the anmälan fills."""

    sender: str
    team: str
    parties: tuple[str, ...]
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A unit that is not covered, with the rows that are missing."""

    recipient: str
    missing: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer. `uncovered_categories` are filled categories without a row sender → team, apart from the units."""

    uncovered: tuple[Uncovered, ...]
    uncovered_categories: tuple[str, ...]

    @property
    def covered(self) -> bool:
        """Whether the team and every party asked are covered."""
        return not self.uncovered


def coverage(asked: Asked, in_force: Collection[Cell]) -> Coverage:
    """Decide from the rows in force now (a withheld case has none).

    The team is covered when the core is active from sender to team and back; a party asked when the core is
    active with the team, both ways, and from the sender.
    """
    pairs = {asked.team: [(asked.sender, asked.team), (asked.team, asked.sender)]}
    for party in asked.parties:
        if party not in {asked.sender, asked.team}:
            pairs[party] = [(asked.team, party), (party, asked.team), (asked.sender, party)]
    missing = {unit: tuple(_missing(needed, in_force)) for unit, needed in pairs.items()}
    categories = (
        category
        for category in dict.fromkeys(asked.categories)
        if Cell(asked.sender, asked.team, category) not in in_force
    )
    return Coverage(
        uncovered=tuple(Uncovered(unit, cells) for unit, cells in missing.items() if cells),
        uncovered_categories=tuple(categories),
    )


@dataclass(frozen=True, slots=True)
class CoveredUnit:
    """One unit beside the team: whether the two may work together, and what each may hand the other."""

    unit: str
    is_covered: bool
    categories: tuple[str, ...]
    to_team: tuple[str, ...]


def covered_unit(unit: str, team: str, in_force: Collection[Cell]) -> CoveredUnit:
    """Decide from the rows in force now: the core, both ways.

    Categories are those with a row team → unit, `to_team` those with a row unit → team.
    """
    is_covered = unit != team and not tuple(_missing([(team, unit), (unit, team)], in_force))
    categories = tuple(name for name in CATEGORIES if Cell(team, unit, name) in in_force)
    to_team = tuple(name for name in CATEGORIES if Cell(unit, team, name) in in_force)
    return CoveredUnit(unit, is_covered, categories, to_team)


def _missing(pairs: Iterable[tuple[str, str]], in_force: Collection[Cell]) -> Iterable[Cell]:
    needed = (Cell(source, recipient, category) for source, recipient in pairs for category in CORE)
    return (cell for cell in needed if cell not in in_force)
