"""The feed and the aliases: a unit's own records, the same bytes, no types, and nothing of anyone else."""

import asyncio
import base64
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.consent.errors import CursorMalformed
from services.consent.exit.feed import Place
from tests.consent.builders import REGION, SENDER, TEAM
from tests.consent.exit_world import HALSA, World, whole_case

RESOLVER = "scope.resolve"
KOORDINATOR = f"koordinator.{TEAM}"


@pytest.mark.parametrize("cursor", ["", "1", "1.2.3", "a.b", "-1.2", "1.٣", f"{2**63}.0"])
def test_a_cursor_that_the_feed_never_gave_is_refused(cursor: str) -> None:
    with pytest.raises(CursorMalformed):
        Place.of(cursor)


async def test_hands_out_the_same_bytes_in_order_page_by_page(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    for number in range(3):
        await world.react(
            await world.event("supplement_answered", case_id, [("handlaggning", {"n": number})])
        )
    sent = await world.records(case_id, TEAM)
    alias = sent[0].header.alias

    await _settled(world, 4, alias=alias)
    pages, after = [], None
    while records := (page := (await _feed(world, after=after, alias=alias, limit=3)).json())["records"]:
        pages.append([record["sequence"] for record in records])
        after = page["next"]
        for record in records:
            assert base64.b64decode(record["record"]) == next(
                each.signed + each.signature for each in sent if str(each.header.event_id) == record["id"]
            )
            assert record.keys() == {"id", "sequence", "epoch", "alias", "record", "state"}

    assert pages == [[1, 2, 3], [4]]


async def test_says_what_opens_no_more(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    alias = (await world.records(case_id, TEAM))[0].header.alias
    assert [each["state"] for each in await _settled(world, 1, alias=alias)] == ["open"]

    await world.revoke(case_id, kind="category", category=HALSA)
    assert [each["state"] for each in await _settled(world, 2, alias=alias)] == ["open", "open"]

    await world.revoke(case_id)
    at_once = (await _feed(world, alias=alias)).json()["records"]
    assert at_once[0]["state"] == "gone", (
        "from the moment the withdrawal has returned, not when the feed has settled"
    )
    assert [each["state"] for each in await _settled(world, 3, alias=alias)] == ["gone", "open", "open"]


async def test_shows_a_unit_its_own_only_and_no_withheld_case(world: World) -> None:
    case_id = await world.a_case(*whole_case())
    await world.submitted(case_id)
    alias = (await world.records(case_id, TEAM))[0].header.alias

    assert (await _feed(world, f"handlaggare.{REGION}", alias=alias)).json()["records"] == []
    await world.withhold(case_id)
    assert (await _feed(world, alias=alias)).json()["records"] == []


@pytest.mark.parametrize(
    "token", [f"handlaggare.{TEAM}", "person.195907142599", f"machine.{REGION}.release", "scope.feed"]
)
async def test_is_forbidden_to_others(world: World, token: str) -> None:
    assert (await _feed(world, token)).status_code == 403


async def test_waits_for_a_transaction_that_began_before(world: World) -> None:
    """A record written in an older, still open transaction must not be passed over by the cursor."""
    slow, fast = await world.a_case(), await world.a_case()
    early = await world.event("referral_submitted", slow, [("handlaggning", {})])
    start = (await _feed(world, limit=100)).json()
    while start["records"]:
        start = (await _feed(world, limit=100, after=start["next"])).json()
    async with world.core.sessions() as session, session.begin():
        await world.exit.reactions[early.type](session, early)
        await world.submitted(fast)
        between = (await _feed(world, after=start["next"])).json()

    rows = await world.fetch(
        "select event_id from delivery where case_id in (:slow, :fast) and recipient = :to",
        slow=slow,
        fast=fast,
        to=TEAM,
    )
    sent = {str(row.event_id) for row in rows}
    assert len(sent) == 2
    assert sent.isdisjoint(each["id"] for each in between["records"])
    for _ in range(200):
        later = (await _feed(world, after=between["next"])).json()["records"]
        if sent <= {each["id"] for each in later}:
            return
        await asyncio.sleep(0.05)
    raise AssertionError


class TestAliases:
    async def test_are_for_the_unit_that_has_one(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        await world.submitted(case_id)
        alias = str((await world.records(case_id, TEAM))[0].header.alias)

        assert (await _alias(world, case_id, KOORDINATOR)).json() == {
            "case_id": str(case_id), "recipient": TEAM, "alias": alias
        }  # fmt: skip
        for token in (f"handlaggare.{REGION}", f"handlaggare.{SENDER}", "handlaggare.af"):
            assert (await _alias(world, case_id, token)).status_code == 404
        assert (await _alias(world, uuid4(), KOORDINATOR)).status_code == 404

    async def test_stay_after_a_withdrawal_and_hide_with_the_person(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        await world.revoke(case_id)
        assert (await _alias(world, case_id, KOORDINATOR)).status_code == 200

        await world.withhold(case_id)
        assert (await _alias(world, case_id, KOORDINATOR)).status_code == 404

    async def test_are_resolved_with_a_scope(self, world: World) -> None:
        case_id = await world.a_case()
        await world.submitted(case_id)
        alias = str((await world.records(case_id, TEAM))[0].header.alias)

        assert (await _resolve(world, TEAM, alias)).json()["case_id"] == str(case_id)
        assert (await _resolve(world, REGION, alias)).status_code == 404
        assert (await _resolve(world, TEAM, alias, KOORDINATOR)).status_code == 403


class TestKeys:
    async def test_are_public(self, world: World) -> None:
        receiving = (await world.client.get("/v1/receiving-key")).json()
        case_id = await world.a_case()
        await world.submitted(case_id)
        signing = (await world.client.get("/v1/signing-keys")).json()["keys"]

        assert receiving.keys() == {"kid", "public", "not_after"}
        assert len(base64.b64decode(signing[-1]["public"])) == 32


async def _feed(world: World, token: str = KOORDINATOR, **query: object) -> httpx2.Response:
    params = {name: str(value) for name, value in query.items() if value is not None}
    return await world.client.get("/v1/feed", params=params, headers={"Authorization": f"Bearer {token}"})


async def _alias(world: World, case_id: UUID, token: str) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await world.client.get("/v1/aliases", params={"case_id": str(case_id)}, headers=headers)


async def _resolve(world: World, recipient: str, alias: str, token: str = RESOLVER) -> httpx2.Response:
    body, headers = {"recipient": recipient, "alias": alias}, {"Authorization": f"Bearer {token}"}
    return await world.client.post("/v1/aliases/resolve", json=body, headers=headers)


async def _settled(world: World, count: int, **query: object) -> list[dict[str, Any]]:
    """The records, once the feed shows so many: it also waits for what others have open in the same PostgreSQL."""
    for _ in range(200):
        if len(records := (await _feed(world, **query)).json()["records"]) >= count:
            return records
        await asyncio.sleep(0.05)
    raise AssertionError
