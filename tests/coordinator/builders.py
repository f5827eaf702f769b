"""Builders with defaults for the coordinator's tests."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from services.coordinator.domain import Akt, NextStep, Office, Part, Row, SupplementRequest
from shared.days import local_day
from shared.letters.blocks import Letterhead

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # Monday noon in Stockholm
OFFICE = Office("team-stockholm", "koordinatorn i Finsamteam Stockholm")
HEAD = Letterhead(
    "Finsamteam Stockholm",
    "Arbetsmarknadsnämnden",
    OFFICE.contact,
    "08-465 004 10",
    ("Provgatan 2", "118 20 Stockholm"),
)
SENDER = "soc-sodermalm"
TEAM = OFFICE.team
PERSON = "195907142599"


def today() -> date:
    """The day it is in Sweden now: what is read at import is yesterday once midnight has passed."""
    return local_day(datetime.now(UTC))


def an_akt(*, case_id: UUID | None = None) -> Akt:
    akt = Akt.receive(case_id or uuid4(), SENDER, OFFICE, "FT-2026-0001", reply_by=date(2026, 3, 9), at=NOON)
    akt.take_publications()
    return akt


def a_part(category: str = "sociala", content: dict[str, Any] | None = None) -> Part:
    return Part(SENDER, category, content or {"fritext": {"fragestallning": "Vem gör vad?"}}, uuid4(), NOON)


def a_request(text: str = "Vilken period gäller intyget?", **changes: Any) -> SupplementRequest:
    fields = changes.get("fields", ("medicinskt_underlag",))
    return SupplementRequest(text, fields, changes.get("respond_by", date(2026, 3, 16)), NOON)


def a_step(**changes: Any) -> NextStep:
    return NextStep(
        changes.get("what", "Du och parterna kallas till ett möte med teamet."),
        changes.get("earliest", date(2026, 3, 20)),
        changes.get("contact", OFFICE.contact),
    )


def cover(one: str = SENDER, other: str = TEAM) -> list[Row]:
    return [
        Row(uuid4(), source, recipient, category)
        for source, recipient in ((one, other), (other, one))
        for category in ("identitet", "handlaggning")
    ]


def the_anmalan(text: str = "Vem gör vad?") -> list[dict[str, Any]]:
    """The sections of an anmälan as the party client yields them."""
    contents = {
        "identitet": {
            "part": "SOC",
            "enhet": "Södermalms stadsdelsnämnd, socialtjänsten",
            "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
            "kontakt": {"adress": "Provgatan 17", "postnummer": "11820", "postort": "Stockholm"},
            "stadsdel": "sodermalm",
        },
        "handlaggning": {"dnr": "SOC-2026-1", "version": 1, "parter": ["fk", "af"]},
        "sociala": {"fritext": {"fragestallning": text}},
    }
    return [{"category": c, "source": SENDER, "content": content} for c, content in contents.items()]
