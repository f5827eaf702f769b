"""Her samtycken, and who has been told what, as the consent service writes them, about nobody in particular."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from services.consent.domain import own_letters, words
from services.consent.domain.own_letters import Agreed
from services.consent.domain.rows import Cell, RowState, Window
from services.consent.domain.viewing import SeenRow
from services.consent.foreign import load_recipients
from shared.days import local_day
from shared.letters.blocks import Addressee, Letterhead
from shared.letters.sheet import Sheet, lay_out
from tests.coordinator.builders import HEAD
from tests.coordinator.fakes import REFERENCE

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
TEAM, SENDER = "team-stockholm", "soc-sodermalm"
DIRECTORY = load_recipients(REFERENCE / "recipients.json")
BASIC = ("identitet", "handlaggning", "mote", "plan", "uppfoljning")


def _rows(unit: str, *more: str, state: RowState = RowState.AKTIV) -> list[SeenRow]:
    window = Window(NOW - timedelta(days=1), NOW + timedelta(days=300))
    ended = None if state is RowState.AKTIV else NOW
    return [
        SeenRow(uuid4(), Cell(source, recipient, category), window, state, ended)
        for source, recipient in ((unit, TEAM), (TEAM, unit))
        for category in (*BASIC, *more)
    ]


def samtycken(cases: int = 1) -> Sheet:
    rows = [
        *_rows(SENDER, "forsorjning", "halsa", "sociala"), *_rows("af"), *_rows("vard-sodermalm", "halsa"),
        *_rows("fk", state=RowState.ATERKALLAT),
    ]  # fmt: skip
    agreed = [Agreed("Ärendet som öppnades den 1 mars 2026", SENDER, TEAM, rows)] * cases
    return _sheet(own_letters.SAMTYCKEN, own_letters.samtycken(agreed, DIRECTORY.name_of, NOW), HEAD)


def disclosures(rows: int = 8) -> Sheet:
    kinds = ("anmalan_delad", "kallelse", "gemensam_plan", "stop", "mote")
    told = [_told(kinds[n % len(kinds)], n) for n in range(rows)]
    return _sheet(own_letters.DISCLOSURES, own_letters.disclosures([("", told)]), HEAD)


def _told(kind: str, n: int) -> dict[str, Any]:
    units = ("af", "fk", "vard-sodermalm")
    return {
        "at": (NOW + timedelta(days=n)).isoformat(),
        "recipient_name": DIRECTORY.name_of(units[n % 3]),
        "function": "datasystem" if n % 2 else "handläggare",
        "document": words.DOCUMENTS[kind],
        "source_name": "tjänsten" if kind == "stop" else DIRECTORY.name_of(SENDER),
        "categories": [{"text": words.CATEGORIES[c]} for c in ("identitet", "handlaggning", "halsa")],
        "ground": "control" if kind == "stop" else "row",
        "ground_text": words.GROUNDS["control" if kind == "stop" else "row"],
    }


def _sheet(title: str, blocks: Any, head: Letterhead) -> Sheet:
    case = UUID("019a0000-0000-7000-8000-000000000001")
    references = (("Ärende", str(case)),)
    return lay_out(title, blocks, day=local_day(NOW), head=head, to=Addressee(), references=references)


EVERY = {"samtycken": samtycken, "utlamnanden": disclosures}
"""Both letters of the consent service, by their builders."""
