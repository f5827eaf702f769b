"""Which cases have a samtycke: asked before a draft is removed, and nothing is said of what it covers."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.consent.api import HANDLAGGARE, a_draft, headers, registered
from tests.consent.builders import NOON, SENDER, TEAM
from tests.consent.exit_world import CORE, World
from tests.consent.test_reads_http import end

pytestmark = pytest.mark.real


async def asked(client, *case_ids) -> list[str]:
    body = {"case_ids": [str(case_id) for case_id in case_ids]}
    response = await client.post("/v1/cases-with-samtycke", json=body, headers=headers("scope.coverage"))
    assert response.status_code == 200, response.text
    return response.json()["with_samtycke"]


async def test_a_case_that_is_signed_has_one_and_another_has_none(client, drafts) -> None:
    signed, unsigned = a_draft(drafts), a_draft(drafts)
    await registered(client, signed)

    assert await asked(client, unsigned, signed, uuid4()) == [str(signed)]


async def test_one_that_has_run_out_is_none(client, drafts, clock) -> None:
    case_id = a_draft(drafts)
    await registered(client, case_id)
    clock.at += timedelta(days=4000)

    assert await asked(client, case_id) == []


async def test_one_that_has_ended_is_none(client, drafts, core) -> None:
    case_id = a_draft(drafts)
    await registered(client, case_id)
    await end(core, case_id)

    assert await asked(client, case_id) == []


async def test_one_that_begins_later_is_one(world: World) -> None:
    case_id = uuid4()
    await world.grant(case_id, (SENDER, TEAM), categories=CORE, start=NOON + timedelta(days=1))

    assert await asked(world.client, case_id) == [str(case_id)]


async def test_only_a_service_asks(client) -> None:
    refused = await client.post(
        "/v1/cases-with-samtycke", json={"case_ids": []}, headers=headers(HANDLAGGARE)
    )

    assert refused.status_code == 403
