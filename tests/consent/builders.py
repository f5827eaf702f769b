"""Builders with defaults for the consent service's tests."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.consent.domain.age import AgreedBy, Guardian, Maturity, Minor, Outcome
from services.consent.domain.case import Case
from services.consent.domain.oral import How, Oral
from services.consent.domain.paper import Exclusion, Grant, Paper
from services.consent.domain.recipients import Directory, Recipient
from services.consent.domain.representatives import Incapacity, Kind, Omfattning, Representative
from services.consent.domain.rows import Cell, GivenRow, Window
from services.consent.domain.texts import ConsentText

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # Monday noon in Stockholm
TODAY = date(2026, 3, 2)
SENDER = "soc-sodermalm"
TEAM = "team-stockholm"
REGION = "vard-sodermalm"
PERSON = "195907142599"
SOMEBODY_ELSE = "195909263070"
NAME = "Individ Testperson"
TEXT = ConsentText("sv-1", "sv", "# Samtycke\n\nDu bestämmer själv.\n".encode())


def a_unit(unit_id: str, **changes: Any) -> Recipient:
    values: dict[str, Any] = {
        "name": unit_id,
        "kind": "team" if unit_id.startswith("team") else "authority_unit",
        "part": "TEAM" if unit_id.startswith("team") else "SOC",
        "authority": "Arbetsmarknadsnämnden",
        "valid_from": date(2026, 1, 1),
    }
    return Recipient(unit_id, **{**values, **changes})


def a_directory(*more: Recipient) -> Directory:
    return Directory([*(a_unit(unit) for unit in (SENDER, TEAM, REGION, "af", "fk")), *more])


def a_grant(source: str = SENDER, recipient: str = TEAM, *categories: str) -> Grant:
    return Grant(source, recipient, frozenset(categories))


def a_paper(**changes: Any) -> Paper:
    values: dict[str, Any] = {
        "text_id": TEXT.id,
        "text_hash": TEXT.hash,
        "locale": TEXT.locale,
        "scan_id": uuid4(),
        "signed_on": TODAY,
        "valid_from": TODAY,
        "valid_to": date(2026, 9, 1),
        "grants": (a_grant(),),
        "exclusions": (),
        "exclusion_note": None,
        "statistics": False,
        "contact_by_message": False,
        "read_aloud": False,
        "interpreter": False,
    }
    return Paper(**{**values, **changes})


def an_exclusion(category: str, recipient: str = TEAM, source: str | None = None) -> Exclusion:
    return Exclusion(source, recipient, category)


def a_cell(source: str = SENDER, recipient: str = TEAM, category: str = "halsa") -> Cell:
    return Cell(source, recipient, category)


def days(start: int, end: int) -> Window:
    """A window that begins and ends so many days from noon."""
    return Window(NOON + timedelta(days=start), NOON + timedelta(days=end))


def a_row(cell: Cell, window: Window, **changes: UUID) -> GivenRow:
    return GivenRow(changes.get("id", uuid4()), cell, window, changes.get("signing_id", uuid4()))


def a_case(**changes: Any) -> Case:
    return Case(**{"id": uuid4(), "registering_unit": SENDER, "opened_at": NOON, **changes})


def core_cells(*pairs: tuple[str, str]) -> set[Cell]:
    """The rows that make pairs of units covered."""
    return {
        Cell(source, recipient, category)
        for source, recipient in pairs
        for category in ("identitet", "handlaggning")
    }


def ids_for(cells: Iterable[Cell]) -> dict[Cell, UUID]:
    return {cell: uuid4() for cell in cells}


MINOR = "200903012383"
"""Seventeen on the day of the tests, and on 1 March of the year after of age."""


def a_maturity(outcome: str = "vardnadshavare", **changes: Any) -> Maturity:
    values: dict[str, Any] = {
        "outcome": Outcome(outcome),
        "judged_on": TODAY,
        "judged_by": "Handläggare Testsson, socialsekreterare",
        "grounds": "Har berättat vad samtycket betyder med egna ord.",
    }
    return Maturity(**{**values, **changes})


def a_guardian(**changes: Any) -> Guardian:
    values: dict[str, Any] = {
        "agreed_by": AgreedBy.UNDERSKRIFT,
        "agreed_on": TODAY,
        "name": "Vårdnadshavare Testsson",
    }
    return Guardian(**{**values, **changes})


def a_minor(outcome: str = "vardnadshavare", guardians: int = 2, **changes: Any) -> Minor:
    values: dict[str, Any] = {
        "maturity": a_maturity(outcome),
        "guardians": tuple(a_guardian() for _ in range(guardians)),
    }
    return Minor(**{**values, **changes})


def a_representative(kind: str = "god_man", **changes: Any) -> Representative:
    values: dict[str, Any] = {
        "kind": Kind(kind),
        "omfattning": frozenset({Omfattning.BEVAKA_RATT, Omfattning.SORJA_FOR_PERSON}),
        "appointed_on": date(2025, 1, 1),
        "last_day": None,
        "document_seen_on": TODAY,
        "incapacity": Incapacity(TODAY, "Läkare Testsson", "Tre samtal med bildstöd."),
        "name": "God Man Testsson",
    }
    return Representative(**{**values, **changes})


def an_oral(**changes: Any) -> Oral:
    values: dict[str, Any] = {
        "how": How.TELEFON,
        "written_by": TODAY + timedelta(days=14),
        "received_by": "Handläggare Testsson",
        "why_not_written": "Ligger på sjukhus och kan inte skriva under i dag.",
    }
    return Oral(**{**values, **changes})
