"""What a handläggare does over HTTP, with defaults, for the consent service's tests."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
from PIL import Image

from services.consent.texts import load_texts
from tests.consent.builders import PERSON, REGION, SENDER, TEAM
from tests.consent.conftest import Drafts

HANDLAGGARE = f"handlaggare.{SENDER}"
PERSON_TOKEN = f"person.{PERSON}"
TEXT = load_texts().current("sv")
BOTH_WAYS = [
    {"source": SENDER, "recipient": TEAM, "categories": ["halsa"]},
    {"source": TEAM, "recipient": SENDER, "categories": []},
]
WITH_REGION = [
    *BOTH_WAYS,
    {"source": TEAM, "recipient": REGION},
    {"source": REGION, "recipient": TEAM},
    {"source": SENDER, "recipient": REGION},
]


def headers(token: str = HANDLAGGARE, key: str | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4())}


def a_png() -> bytes:
    content = io.BytesIO()
    Image.new("L", (20, 30), 255).save(content, "PNG")
    return content.getvalue()


def a_draft(drafts: Drafts, unit: str = SENDER, number: str = PERSON) -> UUID:
    case_id = uuid4()
    drafts.known[case_id] = (unit, number)
    return case_id


async def a_scan(client: httpx2.AsyncClient, case_id: UUID, **options: Any) -> str:
    response = await send_scan(client, case_id, **options)
    assert response.status_code == 201, response.text
    return response.json()["scan_id"]


async def send_scan(
    client: httpx2.AsyncClient,
    case_id: UUID,
    *,
    content: bytes | None = None,
    token: str = HANDLAGGARE,
    key: str | None = None,
) -> httpx2.Response:
    file = ("papper.pdf", a_png() if content is None else content, "application/pdf")
    return await client.post(
        "/v1/scans", data={"case_id": str(case_id)}, files={"file": file}, headers=headers(token, key)
    )


def a_form(case_id: UUID, scan_id: str, **changes: Any) -> dict[str, Any]:
    assert TEXT is not None
    return {
        "case_id": str(case_id),
        "text_id": TEXT.id,
        "text_hash": TEXT.hash,
        "locale": TEXT.locale,
        "method": "paper",
        "signed_on": "2026-03-02",
        "scan_id": scan_id,
        "valid_from": "2026-03-02",
        "valid_to": "2026-09-01",
        "grants": BOTH_WAYS,
        "statistics": False,
        "contact_by_message": True,
        **changes,
    }


async def register(
    client: httpx2.AsyncClient, case_id: UUID, *, token: str = HANDLAGGARE, **changes: Any
) -> httpx2.Response:
    """Store a scan and register a signature for it."""
    scan_id = changes.pop("scan_id", None) or await a_scan(client, case_id)
    return await client.post("/v1/signings", json=a_form(case_id, scan_id, **changes), headers=headers(token))


async def registered(client: httpx2.AsyncClient, case_id: UUID, **changes: Any) -> dict[str, Any]:
    response = await register(client, case_id, **changes)
    assert response.status_code == 201, response.text
    return response.json()


async def covered(client: httpx2.AsyncClient, case_id: UUID, **changes: Any) -> dict[str, Any]:
    body = {
        "case_id": str(case_id),
        "sender": SENDER,
        "team": TEAM,
        "parties": [],
        "categories": [],
        **changes,
    }
    response = await client.post("/v1/coverage", json=body, headers=headers("scope.coverage"))
    assert response.status_code == 200, response.text
    return response.json()


def midnight_after(year: int, month: int, day: int, *, offset: int) -> datetime:
    """The end of a Swedish day in UTC; `offset` is the hours of Swedish time before UTC on that day."""
    return datetime(year, month, day, tzinfo=UTC) + timedelta(days=1, hours=-offset)


def annul_form(**changes: str) -> dict[str, str]:
    return {"reason": "fel_uppgifter", "what_was_wrong": "Fel sista dag.", **changes}


def a_minor_form(outcome: str = "vardnadshavare", guardians: int = 2, **changes: Any) -> dict[str, Any]:
    """The record of a samtycke for somebody under 18."""
    return {
        "maturity": {
            "outcome": outcome,
            "judged_by": "Sara Testsson, socialsekreterare",
            "judged_on": "2026-03-02",
            "grounds": "Berättade med egna ord vad samtycket betyder.",
        },
        "guardians": [
            {"name": "Vera Testsson", "agreed_by": "underskrift", "agreed_on": "2026-03-02"}
            for _ in range(guardians)
        ],
        **changes,
    }


def a_representative_form(**changes: Any) -> dict[str, Any]:
    """A god man who cares for her person, seen today, of somebody who cannot decide."""
    return {
        "kind": "god_man",
        "name": "Gun Testsson",
        "omfattning": ["bevaka_ratt", "sorja_for_person"],
        "appointed_on": "2025-01-01",
        "last_day": None,
        "document_seen_on": "2026-03-02",
        "incapacity": {
            "judged_by": "Lena Testsson, läkare",
            "judged_on": "2026-03-01",
            "how_tried": "Tre samtal med bildstöd.",
        },
        **changes,
    }


def an_oral_form(**changes: Any) -> dict[str, Any]:
    """A word on the telephone, with paper to follow in two weeks."""
    return {
        "how": "telefon",
        "received_by": "Sara Testsson, socialsekreterare",
        "why_not_written": "Ligger på sjukhus.",
        "written_by": "2026-03-16",
        **changes,
    }
