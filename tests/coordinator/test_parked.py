"""Parked documents of the team, as an operator deals with them."""

import json

import pytest
from sqlalchemy import text

from tests.coordinator.fakes import Post
from tests.standins import headers

pytestmark = pytest.mark.real


async def receive(stage, *items) -> None:
    for item in items:
        await stage.arrivals.store(item)
    await stage.settle()


async def parked(stage) -> list[dict]:
    return (await stage.api.get("/v1/operations/parked", headers=headers("drift"))).json()


async def states(stage) -> dict[str, str]:
    async with stage.team.sessions() as session:
        rows = await (await session.connection()).execute(text("select type, state from arrival"))
        return {row.type: row.state for row in rows}


async def test_are_listed_by_kind_and_case_and_never_by_content(stage) -> None:
    post = Post()

    await receive(stage, post.document("anmalan", []), post.document("komplettering", []))

    (item,) = await parked(stage)
    assert (item["type"], item["key"], item["waiting"]) == ("anmalan", str(post.case_id), 1)
    shown = await stage.api.get(f"/v1/operations/parked/{item['id']}", headers=headers("drift"))
    assert shown.json() == item
    assert item["open"] is None


async def test_are_put_into_the_akt_when_they_are_tried_again_and_the_cause_is_gone(
    stage, monkeypatch
) -> None:
    post = Post()
    with monkeypatch.context() as broken:

        async def fail(*_, **__) -> None:
            raise ValueError

        broken.setattr("services.coordinator.arrivals.work.receive_document", fail)
        broken.setattr("services.coordinator.arrivals.work.NEVER_BETTER", (ValueError,))
        await receive(stage, post.anmalan())
    (item,) = await parked(stage)

    answer = await stage.api.post(f"/v1/operations/parked/{item['id']}/retries", headers=headers("drift"))
    await stage.settle()

    assert answer.status_code == 202
    assert await states(stage) == {"anmalan": "handled"}


async def test_can_be_given_up_so_that_the_case_goes_on(stage) -> None:
    post = Post()
    await receive(stage, post.anmalan(), post.document("kallelse", []), post.document("komplettering", []))
    (item,) = await parked(stage)

    form = {"reason": "sent_in_error", "reference": "INC-1"}
    path = f"/v1/operations/parked/{item['id']}/discards"
    answer = await stage.api.post(path, json=form, headers=headers("drift"))
    await stage.settle()

    assert answer.status_code == 201
    assert await states(stage) == {"anmalan": "handled", "kallelse": "gone", "komplettering": "handled"}
    async with stage.team.sessions() as session:
        found = (await session.connection()).execute(text("select body from outbox order by id desc"))
        told = [json.loads(row.body) for row in await found]
    (fact,) = [each for each in told if each["type"] == "se.finsam.coordinator.event_discarded.v1"]
    assert fact["subject"] == str(post.case_id)
    assert (fact["data"]["discarded_type"], fact["data"]["reason"]) == ("kallelse", "sent_in_error")


async def test_are_not_tried_again_when_they_could_not_be_opened(stage) -> None:
    await receive(stage, Post().unreadable())
    (item,) = await parked(stage)

    answer = await stage.api.post(f"/v1/operations/parked/{item['id']}/retries", headers=headers("drift"))

    assert (answer.status_code, answer.json()["code"]) == (409, "not_retriable")


async def test_are_no_business_of_a_koordinator(stage) -> None:
    assert (await stage.api.get("/v1/operations/parked", headers=headers("koordinator"))).status_code == 403
