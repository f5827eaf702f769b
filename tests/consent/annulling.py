"""What a handläggare does to strike a signature over HTTP, and what can be seen of it."""

from typing import Any
from uuid import UUID

import httpx2

from tests.consent.api import HANDLAGGARE, headers
from tests.consent.exit_world import World

WRONG = "Pappret hörde till en annan Testperson."


async def annul(
    world: World,
    signing_id: str,
    *,
    reason: str = "fel_uppgifter",
    words: str = WRONG,
    token: str = HANDLAGGARE,
    key: str | None = None,
) -> httpx2.Response:
    return await world.client.post(
        f"/v1/signings/{signing_id}/annulments",
        json={"reason": reason, "what_was_wrong": words},
        headers=headers(token, key),
    )


async def seen(world: World, annulment_id: str, token: str = HANDLAGGARE) -> httpx2.Response:
    return await world.client.get(
        f"/v1/annulments/{annulment_id}", headers={"Authorization": f"Bearer {token}"}
    )


async def states(world: World, case_id: UUID) -> set[tuple[str, str, str, str]]:
    rows = await world.fetch(
        "select source, recipient, category, state from consent_row where case_id = :case", case=case_id
    )
    return {tuple(row) for row in rows}


async def facts(world: World, case_id: UUID, name: str) -> list[Any]:
    rows = await world.fetch(
        "select convert_from(body, 'utf8')::jsonb as e from outbox where key = :key and topic = 'finsam.consent.v1'",
        key=str(case_id).encode(),
    )
    return [row.e["data"] for row in rows if row.e["type"] == f"se.finsam.consent.{name}.v1"]
