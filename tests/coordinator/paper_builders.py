"""An anmälan on paper and what stands around it, each with defaults: say only what the test is about."""

from datetime import date
from typing import Any
from uuid import uuid4

from services.coordinator.domain.paper import Paper, PaperSender
from services.coordinator.domain.paper_letters import Post, addressee
from tests.coordinator.builders import NOON, OFFICE, PERSON, SENDER

FROM = PaperSender(
    SENDER, "Anmälare Testperson", "ekonomiskt bistånd", ("Provgatan 3", "118 20 Stockholm"), "SOC-2026-77"
)
UNIT_NAME = "Södermalms stadsdelsnämnd, socialtjänsten"
POST = Post("FT-2026-0001", addressee(FROM, UNIT_NAME), OFFICE.contact)


def transcript(**more: Any) -> dict[str, Any]:
    return {
        "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
        "parter": ["fk", "af"],
        "fragestallning": {"text": "Vem gör vad?", "category": "sociala"},
        **more,
    }


def a_paper(**more: Any) -> Paper:
    values: dict[str, Any] = {
        "case_id": uuid4(),
        "sender": FROM,
        "received_on": date(2026, 3, 2),
        "registered_at": NOON,
        "enclosed": "saknas",
        "content": transcript(),
    }
    return Paper(**{**values, **more})


def known(unit: str) -> bool:
    return unit in {SENDER, "fk", "af"}


def a_form(today: date, **more: Any) -> dict[str, Any]:
    """The body of a registration."""
    return {
        "received_on": today.isoformat(),
        "sender": {
            "unit": SENDER,
            "name": FROM.name,
            "function": FROM.function,
            "address": list(FROM.address),
            "reference": FROM.reference,
        },
        "samtycke": "saknas",
        "content": transcript(),
        **more,
    }
