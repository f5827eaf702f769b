"""Makulering of a signature by which no row ends: the person is told all the same, once, whatever is away meanwhile."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from tests.consent.annulling import annul, states
from tests.consent.api import PERSON_TOKEN, WITH_REGION, a_draft, registered
from tests.consent.exit_world import World

pytestmark = pytest.mark.real


async def hers(world: World, case_id: UUID) -> list[dict[str, Any]]:
    answer = await world.client.get("/v1/my/receipts", headers={"Authorization": f"Bearer {PERSON_TOKEN}"})
    return [each for each in answer.json()["receipts"] if each["case_id"] == str(case_id)]


async def read(world: World, receipt: dict[str, Any], form: str = "txt") -> Any:
    path = f"/v1/my/receipts/{receipt['id']}.{form}"
    answer = await world.client.get(path, headers={"Authorization": f"Bearer {PERSON_TOKEN}"})
    return answer.json() if form == "json" else answer.text


async def whats(world: World, case_id: UUID) -> list[str]:
    return sorted(each["what"] for each in await hers(world, case_id))


async def twice(world: World, drafts) -> tuple[UUID, dict[str, Any]]:
    """The same paper was registered twice."""
    case_id = a_draft(drafts)
    await registered(world.client, case_id)
    return case_id, await registered(world.client, case_id)


async def the_struck(world: World, case_id: UUID) -> dict[str, Any]:
    (receipt,) = [each for each in await hers(world, case_id) if each["what"] == "makulerat"]
    return receipt


async def test_says_what_was_annulled_and_that_another_carries_the_rows(world: World, drafts) -> None:
    case_id, doubled = await twice(world, drafts)

    answer = await annul(world, doubled["signing_id"], reason="dubblett")

    assert answer.status_code == 200
    assert {state for *_, state in await states(world, case_id)} == {"aktiv"}
    receipt = await the_struck(world, case_id)
    text = await read(world, receipt)
    assert "Ett samtycke var felaktigt registrerat och är makulerat." in text
    assert "Inget upphör genom makuleringen." in text
    written = await read(world, receipt, "json")
    assert (written["event"]["event_state"], written["finsam_rows"]) == ("invalidated", [])
    assert len(written["finsam_rows_in_force"]) == len(doubled["rows"])


async def test_tells_the_time_that_the_other_signature_says(world: World, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(world.client, case_id)
    longer = await registered(world.client, case_id, valid_to="2026-12-01")

    await annul(world, longer["signing_id"])

    text = await read(world, await the_struck(world, case_id))
    assert "till och med 1 september 2026" in text
    assert "1 december" not in text


async def test_is_one_receipt_where_some_rows_ended_and_others_go_on(world: World, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(world.client, case_id)
    wider = await registered(world.client, case_id, grants=WITH_REGION)

    await annul(world, wider["signing_id"])

    written = await read(world, await the_struck(world, case_id), "json")
    assert written["finsam_rows"]
    assert written["finsam_rows_in_force"]


async def test_of_a_signature_whose_rows_had_ended_before_says_that_nothing_holds(
    world: World, drafts
) -> None:
    case_id = a_draft(drafts)
    signing = await registered(world.client, case_id)
    await world.revoke(case_id)

    await annul(world, signing["signing_id"])

    assert "Inget samtycke gäller längre i ärendet." in await read(world, await the_struck(world, case_id))


async def test_waits_for_the_key_and_is_then_made_once(
    world: World, drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id, doubled = await twice(world, drafts)
    with monkeypatch.context() as away:
        away.setattr("services.consent.receipting.Receipting.key_of", nothing)
        assert (await annul(world, doubled["signing_id"])).status_code == 200
    before = await whats(world, case_id)

    await asyncio.gather(*(world.core.receipting.keep_owed(world.core.sessions) for _ in range(4)))

    assert before == ["andrat", "givet"]
    assert await whats(world, case_id) == ["andrat", "givet", "makulerat"]


async def test_then_the_other_annulled_too_is_a_receipt_of_its_own(world: World, drafts) -> None:
    case_id, doubled = await twice(world, drafts)
    (first,) = {
        row.signing_id
        for row in await world.fetch("select id as signing_id from signing where case_id = :c", c=case_id)
    } - {UUID(doubled["signing_id"])}

    await annul(world, doubled["signing_id"])
    await annul(world, str(first))

    assert await whats(world, case_id) == ["andrat", "givet", "makulerat", "makulerat"]


async def nothing(*_: object) -> None:
    return None
