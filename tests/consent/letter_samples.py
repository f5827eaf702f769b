"""Her samtycken, and who has been told what, as the consent service writes them, about nobody in particular."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from deploy.infra.home import REFERENCE
from services.consent.domain import insight, own_letters
from services.consent.domain.givers import HERSELF
from services.consent.domain.insight import Insight, SignedOn, StaffRead, Told, Unopened, UnopenedState
from services.consent.domain.insight_words import BY_VARIANT
from services.consent.domain.own_letters import Agreed
from services.consent.domain.rows import Cell, RowState, Window
from services.consent.domain.viewing import SeenRow
from services.consent.foreign import load_recipients
from shared.days import local_day
from shared.letters.blocks import Addressee, Letterhead
from shared.letters.sheet import Sheet, lay_out
from tests.coordinator.builders import HEAD

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CASE = UUID("019a0000-0000-7000-8000-000000000001")
TEAM, SENDER = "team-stockholm", "soc-sodermalm"
DIRECTORY = load_recipients(REFERENCE / "recipients.json")
USUAL = (
    "identitet", "handlaggning", "forsorjning", "halsa", "sociala", "planer", "mote", "plan", "planoversikt", "uppfoljning",
)  # fmt: skip


def pair(
    source: str,
    recipient: str,
    *categories: str,
    days: int = 300,
    state: RowState = RowState.AKTIV,
    begins: datetime = NOW - timedelta(days=1),
) -> list[SeenRow]:
    window = Window(begins, NOW + timedelta(days=days))
    ended = None if state is RowState.AKTIV else NOW
    return [
        SeenRow(uuid4(), Cell(source, recipient, category), window, state, ended) for category in categories
    ]


def both(unit: str, *categories: str, state: RowState = RowState.AKTIV) -> list[SeenRow]:
    """A unit that works with the team, with what the sender tells it too."""
    ways = [(unit, TEAM), (TEAM, unit), *([(SENDER, unit)] if unit != SENDER else [])]
    return [row for way in ways for row in pair(*way, *categories, state=state)]


def five_parties() -> Agreed:
    """An ordinary case: the sender and four more, each with the usual and with a no of its own."""
    rows = [
        *both(SENDER, *USUAL), *both("af", *(c for c in USUAL if c != "halsa")), *both("vard-sodermalm", *USUAL),
        *both("jobbtorg-stockholm", *USUAL), *both("fk", *USUAL, state=RowState.ATERKALLAT),
    ]  # fmt: skip
    return Agreed(
        "Södermalms stadsdelsnämnd, socialtjänsten, öppnat den 1 mars 2026 klockan 9.15", SENDER, TEAM, rows
    )


def samtycken(cases: int = 1) -> Sheet:
    agreed = [five_parties()] * cases
    return _sheet(own_letters.SAMTYCKEN, own_letters.samtycken(agreed, DIRECTORY.name_of, NOW), HEAD)


def disclosures(rows: int = 8, variant: str | None = None, *, whole: bool = False) -> Sheet:
    say = BY_VARIANT[variant]
    return _sheet(say.title, insight.letter([an_insight(rows, whole=whole)], DIRECTORY.name_of, say), HEAD)


def easy_disclosures() -> Sheet:
    return disclosures(variant="lattlast")


def an_insight(rows: int = 8, *, whole: bool = False) -> Insight:
    """An ordinary case; `whole` has everything that can be told of what was not opened and of who has read."""
    kinds = ("anmalan_delad", "kallelse", "gemensam_plan", "stop", "mote")
    told = [_told(kinds[n % len(kinds)], n) for n in range(rows)]
    unopened = [
        Unopened(CASE, NOW, "af", "kallelse", TEAM, ("handlaggning",), partly, state)
        for partly, state in zip((False, True, False), UnopenedState, strict=True)
    ]
    reads = [
        StaffRead(CASE, NOW + timedelta(hours=n), SENDER, "handläggare", purpose)
        for n, purpose in enumerate(
            ("handlaggning", "handlaggning", "begaran_fran_individen", "skannat samtycke")
        )
    ]
    return Insight("", told, unopened if whole else unopened[:1], reads if whole else reads[:2])


def _told(kind: str, n: int) -> Told:
    return Told(
        case_id=CASE,
        at=NOW + timedelta(days=n),
        recipient=("af", "fk", "vard-sodermalm")[n % 3],
        function="system" if n % 2 else "handläggare",
        type=kind,
        source=SENDER,
        ground="control" if kind == "stop" else "row",
        categories=("identitet", "handlaggning", "halsa"),
        signings=(SignedOn(CASE, NOW.date(), HERSELF),) if n % 3 else (),
    )


def _sheet(title: str, blocks: Any, head: Letterhead) -> Sheet:
    references = (("Ärende", str(CASE)),)
    return lay_out(title, blocks, day=local_day(NOW), head=head, to=Addressee(), references=references)


EVERY = {"samtycken": samtycken, "utlamnanden": disclosures, "utlamnanden_lattlast": easy_disclosures}
"""The letters of the consent service, by their builders."""
