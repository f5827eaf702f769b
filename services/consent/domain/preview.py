"""What a withdrawal would do, told to the person before she decides. Nothing is changed by asking."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from services.consent.domain import words
from services.consent.domain.categories import CORE
from services.consent.domain.rows import Cell
from services.consent.domain.viewing import SeenRow

AT_ONCE = (
    "Återkallelsen gäller genast när den är registrerad. Det som är på väg men inte har öppnats går då inte att öppna. "
    "Du behöver inte säga varför."
)
AGAIN = "Ångrar du dig behövs en ny underskrift. Det som har upphört börjar inte gälla igen av sig självt."
NOTHING = "Där finns inget samtycke kvar att återkalla. Inget ändras."

Name = Callable[[str], str]
"""Returns a unit's name for people."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that would happen: what it is about (a code) and in words; the unit, if it is about one."""

    about: str
    text: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The case: who sent the anmälan, to which team, and the rows that hold or are to come."""

    sender: str
    team: str
    rows: Sequence[SeenRow]


def consequences(case: Standing, ending: Collection[SeenRow], name: Name) -> list[Told]:
    """Say what happens with the case, who drives, the plan and the meetings, in general words.

    The plan and the meetings are the coordinator service's; here it is only known who may still be there.
    """
    before = {row.cell for row in case.rows}
    after = before - {row.cell for row in ending}
    with_team = [unit for unit in sorted(_units(before) - {case.team}) if _works(unit, case.team, before)]
    lost = [unit for unit in with_team if not _works(unit, case.team, after)]
    if with_team and lost == with_team:
        return _case_ends()
    told = [each for unit in lost for each in _party_leaves(unit, case, name)]
    return [*told, *_less_is_told(ending, lost, case, name)]


def stops(ending: Iterable[SeenRow], name: Name) -> list[Told]:
    """Say, for each unit, what it stops getting and from whom."""
    by_pair: dict[tuple[str, str], list[str]] = {}
    for row in sorted(ending, key=lambda each: each.cell):
        phrases = by_pair.setdefault((row.cell.recipient, row.cell.source), [])
        phrases.append(words.CATEGORIES[row.cell.category])
    return [
        Told(
            "uppgifter",
            f"{name(recipient)} får inte längre uppgifter från {name(source)}: {words.listed(phrases)}.",
            recipient,
        )
        for (recipient, source), phrases in sorted(by_pair.items())
    ]


def kept(unit: str, documents: Sequence[str], name: Name) -> Told:
    """Say what stays with a unit; `documents` are the types that it has opened, where the reader may know them."""
    opened = words.listed(sorted({words.DOCUMENTS[each] for each in documents})) if documents else ""
    has = f"{name(unit)} har redan fått {opened}. " if opened else ""
    return Told(
        "kvar",
        f"{has}Det som {name(unit)} har fått stannar i akten där. Varje myndighet följer sina egna regler om hur länge "
        "uppgifter ska sparas.",
        unit,
    )


def _case_ends() -> list[Told]:
    return [
        Told(
            "arende",
            "Ditt ärende i Finsamteam avslutas. Det som står i teamets akt läses bara för ett angivet ändamål, och du ser det.",
        ),
        Told("mote", "Möten som är planerade ställs in."),
        Told(
            "plan",
            "Din plan: den gemensamma planen avslutas, om det finns en. Varje myndighet fortsätter med sin egen "
            "handläggning och vård.",
        ),
    ]


def _party_leaves(unit: str, case: Standing, name: Name) -> list[Told]:
    who = name(unit)
    told = [
        Told(
            "plan",
            f"Din plan: de delmål som {who} ansvarar för lyfts ur planen, om det finns en. Koordinatorn tar ställning "
            f"till hur det går vidare. Det du har hos {who} utanför Finsamteam fortsätter som vanligt.",
            unit,
        ),
        Told(
            "mote",
            f"{who} är inte med på fler möten. En kallelse som {who} har fått gäller inte längre.",
            unit,
        ),
    ]
    if unit == case.sender:
        text = (
            f"{who} gjorde anmälan och kan inte längre hålla ihop planen. Koordinatorn utser någon annan som gör det, eller "
            "avslutar ärendet."
        )
        return [Told("drivande", text, unit), *told]
    return told


_LESS = {
    "mote": ("mote", "får inte längre ta del av det som sägs och antecknas på möten om dig"),
    "plan": ("plan", "får inte längre läsa den gemensamma planen"),
    "planoversikt": (
        "plan",
        "får inte längre se vilka delmål som finns, vem som ansvarar och när de ska vara klara",
    ),
    "uppfoljning": ("plan", "får inte längre ta del av uppföljningen av planen"),
}


def _less_is_told(
    ending: Collection[SeenRow], lost: Collection[str], case: Standing, name: Name
) -> list[Told]:
    """Say what those that stay with the team no longer learn about meetings, plan and follow-up."""
    cells = sorted({row.cell for row in ending if row.cell.source == case.team})
    return [
        Told(_LESS[cell.category][0], f"{name(cell.recipient)} {_LESS[cell.category][1]}.", cell.recipient)
        for cell in cells
        if cell.category in _LESS and cell.recipient not in lost
    ]


def _units(cells: Iterable[Cell]) -> set[str]:
    return {unit for cell in cells for unit in (cell.source, cell.recipient)}


def _works(unit: str, team: str, cells: Collection[Cell]) -> bool:
    pairs = ((unit, team), (team, unit))
    return all(Cell(source, recipient, category) in cells for source, recipient in pairs for category in CORE)
