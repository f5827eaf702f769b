"""A recipient's records sent once more: the same bytes, in order, and shut where they were shut."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.consent.http import replays
from shared.inbox import Inbox
from shared.kafka import Received
from tests.consent.api import headers
from tests.consent.builders import REGION, TEAM
from tests.consent.exit_world import World, shut_gate, whole_case

DRIFT = "drift."


async def _replay(world: World, token: str = DRIFT, **form: Any) -> httpx2.Response:
    return await world.client.post("/v1/operations/party-replays", json=form, headers=headers(token))


async def _replay_all(world: World, **form: Any) -> int:
    """Ask page by page, as long as a transaction that began earlier keeps the last pages back."""
    count, after = 0, None
    while True:
        answer = (await _replay(world, after=after, **form)).json()
        count += answer["count"]
        after = answer["next"]
        if after is None:
            return count


async def _staged(world: World, alias: Any) -> list[bytes]:
    rows = await world.fetch("select body from outbox where key = :key order by id", key=str(alias).encode())
    return [row.body for row in rows]


async def test_sends_the_same_bytes_in_the_same_order(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {"n": 1})]))
    sent = await world.records(case_id, TEAM)
    alias = sent[0].header.alias
    before = await _staged(world, alias)
    await world.fetch_commit("delete from outbox")

    count = 0
    while not count:  # what an older, still open transaction could precede is kept back for a moment
        count = await _replay_all(world, recipient=TEAM, alias=str(alias))

    assert count == len(before) == 2
    assert await _staged(world, alias) == before


async def test_leaves_alone_what_is_on_its_way_and_opens_nothing_that_was_shut(world: World) -> None:
    case_id = await world.a_case()
    await world.submitted(case_id)
    (record,) = await world.records(case_id, TEAM)
    await world.revoke(case_id)
    on_its_way = await _staged(world, record.header.alias)

    while not await _replay_all(world, recipient=TEAM, alias=str(record.header.alias)):
        pass

    assert await _staged(world, record.header.alias) == on_its_way
    assert await world.opened(TEAM, record) == [None] * len(record.sections)


async def test_goes_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "PAGE", 1)
    case_id = await world.a_case()
    await world.submitted(case_id)
    await world.react(await world.event("supplement_answered", case_id, [("handlaggning", {"n": 1})]))
    alias = (await world.records(case_id, TEAM))[0].header.alias

    count = 0
    while count < 2:
        count = await _replay_all(world, recipient=TEAM, alias=str(alias))

    assert count == 2


async def test_leaves_a_withheld_case_out(world: World) -> None:
    case_id = await world.a_case(*whole_case())
    await world.submitted(case_id)
    alias = (await world.records(case_id, TEAM))[0].header.alias
    await world.withhold(case_id)

    assert (await _replay(world, recipient=TEAM, alias=str(alias))).json() == {"count": 0, "next": None}


async def test_is_for_operators_alone_and_for_recipients_that_are_there(world: World) -> None:
    for token in (f"koordinator.{TEAM}", f"machine.{REGION}.release", f"handlaggare.{REGION}"):
        assert (await _replay(world, token, recipient=TEAM)).status_code == 403
    answer = await _replay(world, recipient="nobody")
    assert (answer.status_code, answer.json()["code"]) == (404, "recipient_not_there")


async def test_what_is_given_up_is_told_when_the_gate_is_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restore the fact about it would take the number of one that was lost."""
    case_id = uuid4()
    event = await world.event("referral_submitted", case_id)
    inbox = Inbox(world.core.sessions, keep_sections=True)
    await inbox.receive(Received("finsam.referral.v1", 0, 1, str(case_id).encode(), event.to_bytes()))
    park = "update inbox set parked_at = now(), failure = 'x' where key = :case"
    await world.fetch_commit(park, case=str(case_id))
    (parked,) = await world.fetch("select id from inbox where key = :case", case=str(case_id))
    url, form = (
        f"/v1/operations/parked/inbox-{parked.id}/discards",
        {"reason": "obsolete", "reference": "A-1"},
    )
    told = "select type from event_history where case_id = :case"
    with monkeypatch.context() as shut:
        shut_gate(shut)
        answer = await world.client.post(url, json=form, headers=headers(DRIFT))

    assert (answer.status_code, answer.json()["code"]) == (503, "not_reconciled")
    assert not await world.fetch(told, case=case_id)
    assert (await world.client.post(url, json=form, headers=headers(DRIFT))).status_code == 201
    (fact,) = await world.fetch(told, case=case_id)
    assert fact.type == "se.finsam.consent.event_discarded.v1"
