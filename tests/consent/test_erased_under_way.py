"""A case is erased while somebody registers or strikes: a clear refusal, nothing kept that would be destroyed unseen."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.consent.core import Core
from services.consent.repository.annulments import AnnulmentRows
from services.consent.repository.cases import CaseRows
from services.consent.repository.mandates import MandateRows
from services.consent.wiring import holder_of
from shared.erasure.carrying_out import CarryingOut
from shared.erasure.grounds import SOL_16_1
from shared.erasure.rules import Decision, Official
from shared.erasure.store import keep
from tests.consent.api import (
    HANDLAGGARE,
    a_draft,
    a_form,
    a_representative_form,
    a_scan,
    annul_form,
    headers,
    registered,
    send_scan,
)
from tests.consent.builders import SENDER
from tests.consent.exit_world import World

pytestmark = pytest.mark.real

STEPS = {
    "annulments": (AnnulmentRows, annul_form()),
    "mandate-ends": (MandateRows, {"last_day": "2026-05-31", "how_known": "Beslut av tingsrätten."}),
}


async def begin(core: Core, case_id: UUID) -> None:
    """The unit's gallring of the case has begun."""
    at = core.clock.now()
    one, other = Official("a", None), Official("b", None)
    words = (SENDER, uuid4().hex, SOL_16_1, "plan 4.2")
    made = Decision(uuid4(), case_id, *words, one, at, at.date(), other, at, begun_at=at)
    async with core.sessions.begin() as session:
        await keep(session, made)


async def erase(core: Core, case_id: UUID) -> None:
    await begin(core, case_id)
    assert await CarryingOut(core.sessions, core.keystore, holder_of(core), core.clock).sweep() >= 1


def erased_before(
    monkeypatch: pytest.MonkeyPatch, core: Core, kind: type[Any], step: str, case_id: UUID
) -> None:
    """All three steps of the gallring go between what was prepared and this step."""
    original = getattr(kind, step)

    async def erased_first(self: Any, *args: Any) -> Any:
        monkeypatch.undo()
        await erase(core, case_id)
        return await original(self, *args)

    monkeypatch.setattr(kind, step, erased_first)


async def left(world: World, case_id: UUID) -> list[int]:
    (row,) = await world.fetch(
        "select (select count(*) from case_file where case_id = :case) as files,"
        " (select count(*) from signing where case_id = :case) as signings,"
        " (select count(*) from scan where case_id = :case) as scans",
        case=case_id,
    )
    return list(row)


async def sign(world: World, case_id: UUID, scan_id: str) -> httpx2.Response:
    return await world.client.post("/v1/signings", json=a_form(case_id, scan_id), headers=headers())


async def test_no_signature_and_no_scan_is_taken_in_once_it_has_begun(world: World, drafts) -> None:
    case_id = a_draft(drafts)
    scan_id = await a_scan(world.client, case_id)
    await begin(world.core, case_id)

    for refused in (await sign(world, case_id, scan_id), await send_scan(world.client, case_id)):
        assert (refused.status_code, refused.json()["code"]) == (404, "case_erased")
    assert await left(world, case_id) == [1, 0, 1]


async def test_a_signature_that_was_on_its_way_opens_nothing_anew(world: World, drafts, monkeypatch) -> None:
    case_id = a_draft(drafts)
    scan_id = await a_scan(world.client, case_id)
    erased_before(monkeypatch, world.core, CaseRows, "open", case_id)

    refused = await sign(world, case_id, scan_id)

    assert (refused.status_code, refused.json()["code"]) == (404, "case_erased")
    assert await left(world, case_id) == [0, 0, 0]


@pytest.mark.parametrize("what", STEPS)
async def test_what_is_struck_or_shortened_on_the_way_is_unknown(
    world: World, drafts, monkeypatch, what: str
) -> None:
    case_id = a_draft(drafts)
    signed = await registered(world.client, case_id, representative=a_representative_form())
    kind, body = STEPS[what]
    erased_before(monkeypatch, world.core, kind, "lock", case_id)

    refused = await world.client.post(
        f"/v1/signings/{signed['signing_id']}/{what}", json=body, headers=headers(HANDLAGGARE)
    )

    assert (refused.status_code, refused.json()["code"]) == (404, "signing_unknown")
    assert await left(world, case_id) == [0, 0, 0]
