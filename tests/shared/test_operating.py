"""The operator's hand on a service, over its own HTTP and the real PostgreSQL: nothing is lost, nothing is shown."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.auth import Unauthenticated, Verifier, Viewer
from shared.events import Envelope, event_type
from shared.idempotency import CommandStore
from shared.inbox import Inbox, Permanent
from shared.kafka import Received
from shared.operating import Discarding, InboxShelf, Operating, operating_routes
from shared.operating.parked import NothingParked
from shared.outbox import Outbox
from shared.web import make_app
from tests.shared.bench import DONE, NOON, TOPIC, Database, done, envelope, note_step, received
from tests.shared.web import TOY, VIEWER, asking, key

REFERENCE = {"reason": "obsolete", "reference": "INC-1234"}
SECRET = [{"category": "a", "source": "b", "kid": "c", "sealed": "SECRET"}]


class StepDiscarded(Discarding):
    name = "step_discarded"


class Noon:
    def now(self) -> datetime:
        return NOON


class Doors:
    """Knows the operator, and somebody who is none."""

    async def viewer(self, token: str) -> Viewer:
        roles = {"operator": frozenset({"drift"}), "worker": frozenset({"worker", "koordinator"})}
        if token not in roles:
            raise Unauthenticated
        return replace(VIEWER, roles=roles[token], unit=None, token=token)


@pytest.fixture
def outbox() -> Outbox:
    return Outbox("toy", TOPIC)


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database.sessions, keep_sections=True)


@pytest.fixture
def app(database: Database, outbox: Outbox) -> FastAPI:
    commands = CommandStore(database.sessions, b"s" * 32)
    app = make_app(TOY, {}, verifier=cast("Verifier", Doors()), commands=commands)
    app.include_router(operating_routes(Operating(database.sessions, outbox, Noon(), StepDiscarded)))
    return app


@pytest.fixture
async def operator(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with asking(app, "operator") as client:
        yield client


async def refuse(*_: Any) -> None:
    raise Permanent("not_today")


async def handle(inbox: Inbox, reaction: Any) -> None:
    while await inbox.handle_next({DONE: reaction}):
        pass


async def park(inbox: Inbox, *numbers: int, case_id: UUID | None = None) -> UUID:
    """Events of one case come in; the first of them can't be handled."""
    case_id = case_id or uuid4()
    for number in numbers:
        data = {"step": number, "sections": SECRET}
        await inbox.receive(received(envelope(case_id, number, data=data)))
    await handle(inbox, refuse)
    return case_id


async def listed(operator: httpx2.AsyncClient) -> list[dict[str, Any]]:
    return (await operator.get("/v1/operations/parked")).json()


async def steps(database: Database) -> list[int]:
    return [row.step for row in await database.rows("select step from effect order by id")]


class TestList:
    async def test_names_what_is_parked_and_counts_what_waits_behind_it(
        self, operator: httpx2.AsyncClient, inbox: Inbox
    ) -> None:
        case_id = await park(inbox, 1, 2, 3)

        (item,) = await listed(operator)

        assert (item["topic"], item["key"], item["type"]) == (TOPIC, str(case_id), DONE)
        assert (item["number"], item["failure"], item["waiting"]) == (1, "not_today", 2)
        assert item["open"] is None

    async def test_does_not_repeat_a_key_that_is_no_id(
        self, operator: httpx2.AsyncClient, inbox: Inbox
    ) -> None:
        await inbox.receive(Received(TOPIC, 0, 7, b"191212121212", b"{broken"))

        (item,) = await listed(operator)

        assert item["key"] is None
        assert item["event_id"] == "record:0:7"
        assert "1912" not in json.dumps(item)

    async def test_is_for_operators_alone(self, app: FastAPI) -> None:
        for token, status in (("worker", 403), ("nobody", 401)):
            async with asking(app, token) as client:
                assert (await client.get("/v1/operations/parked")).status_code == status
                answer = await client.post("/v1/operations/replays", json={}, headers=key())
                assert answer.status_code == status


class TestShow:
    async def test_says_that_nothing_is_parked_when_it_is_tried_again_meanwhile(
        self, database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await park(inbox, 1)
        (row,) = await database.rows("select id from inbox")
        execute, looks = AsyncConnection.execute, []

        async def followed(self: AsyncConnection, *given: Any, **named: Any) -> Any:
            found = await execute(self, *given, **named)
            looks.append(1)
            if len(looks) == 1:
                async with database.sessions() as other, other.begin():
                    await InboxShelf().retry(other, str(row.id))
            return found

        monkeypatch.setattr(AsyncConnection, "execute", followed)
        async with database.sessions() as session:
            with suppress(NothingParked):
                shown = await InboxShelf().show(session, str(row.id))
                assert (shown.open or {})["data"] == {"step": 1, "sections": []}

    async def test_shows_what_stands_open_and_no_section(
        self, operator: httpx2.AsyncClient, inbox: Inbox
    ) -> None:
        await park(inbox, 1)
        (item,) = await listed(operator)

        shown = (await operator.get(f"/v1/operations/parked/{item['id']}")).json()

        assert shown["open"]["data"] == {"step": 1, "sections": []}
        assert "SECRET" not in json.dumps(shown)

    @pytest.mark.parametrize(
        "named", ["inbox-0", "inbox-x", "inbox", "outbox-1", "shelf-1", f"inbox-{2**70}"]
    )
    async def test_answers_that_nothing_is_parked_there(
        self, operator: httpx2.AsyncClient, database: Database, named: str
    ) -> None:
        for answer in (
            await operator.get(f"/v1/operations/parked/{named}"),
            await operator.post(f"/v1/operations/parked/{named}/retries", headers=key()),
            await operator.post(f"/v1/operations/parked/{named}/discards", json=REFERENCE, headers=key("2")),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "nothing_parked")


class TestRetry:
    async def test_handles_the_event_and_then_what_waited_behind_it(
        self, operator: httpx2.AsyncClient, inbox: Inbox, database: Database
    ) -> None:
        await park(inbox, 1, 2)
        (item,) = await listed(operator)

        answer = await operator.post(f"/v1/operations/parked/{item['id']}/retries", headers=key())
        await handle(inbox, note_step)

        assert answer.status_code == 202
        assert await steps(database) == [1, 2]
        assert await listed(operator) == []

    async def test_is_refused_for_what_could_not_be_read(
        self, operator: httpx2.AsyncClient, inbox: Inbox
    ) -> None:
        await inbox.receive(Received(TOPIC, 0, 7, b"x", b"{broken"))
        (item,) = await listed(operator)

        answer = await operator.post(f"/v1/operations/parked/{item['id']}/retries", headers=key())

        assert (answer.status_code, answer.json()["code"]) == (409, "not_retriable")
        assert len(await listed(operator)) == 1

    async def test_sends_a_record_that_the_broker_refused_once_more(
        self, operator: httpx2.AsyncClient, outbox: Outbox, database: Database
    ) -> None:
        await database.stage(outbox, done(uuid4()))
        await database.run("update outbox set parked_at = now(), failure = 'MessageSizeTooLargeError'")
        (item,) = await listed(operator)

        answer = await operator.post(f"/v1/operations/parked/{item['id']}/retries", headers=key())

        assert answer.status_code == 202
        assert await database.one("select count(*) from outbox where parked_at is null") == 1


class TestDiscard:
    async def test_lets_what_waited_go_on_and_tells_it_as_a_fact(
        self, operator: httpx2.AsyncClient, inbox: Inbox, database: Database
    ) -> None:
        case_id = await park(inbox, 1, 2)
        (item,) = await listed(operator)

        answer = await operator.post(
            f"/v1/operations/parked/{item['id']}/discards", json=REFERENCE, headers=key()
        )
        await handle(inbox, note_step)

        assert answer.status_code == 201
        assert await steps(database) == [2]
        told = json.loads(await database.one("select body from outbox"))
        assert told["id"] == answer.json()["event_id"]
        assert told["type"] == event_type("toy", "step_discarded")
        assert told["subject"] == str(case_id)
        assert told["data"] == {
            "discarded_id": item["event_id"],
            "discarded_source": "/finsam/toy",
            "discarded_type": DONE,
            "discarded_number": 1,
            **REFERENCE,
            "sections": [],
        }

    async def test_forgets_the_sections_and_ignores_the_event_when_it_comes_again(
        self, operator: httpx2.AsyncClient, inbox: Inbox, database: Database
    ) -> None:
        case_id = uuid4()
        event = envelope(case_id, 1, data={"step": 1, "sections": SECRET})
        await inbox.receive(received(event))
        await handle(inbox, refuse)
        (item,) = await listed(operator)
        await operator.post(f"/v1/operations/parked/{item['id']}/discards", json=REFERENCE, headers=key())

        await inbox.receive(received(event))
        await handle(inbox, note_step)

        assert await steps(database) == []
        assert b"SECRET" not in await database.one("select body from inbox")

    async def test_acts_once_when_it_is_sent_twice(
        self, operator: httpx2.AsyncClient, inbox: Inbox, database: Database
    ) -> None:
        await park(inbox, 1)
        (item,) = await listed(operator)
        path = f"/v1/operations/parked/{item['id']}/discards"

        answers = [await operator.post(path, json=REFERENCE, headers=key()) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert await database.one("select count(*) from outbox") == 1

    async def test_takes_what_could_not_be_read_away_with_a_fact_of_its_own(
        self, operator: httpx2.AsyncClient, inbox: Inbox, database: Database
    ) -> None:
        await inbox.receive(Received(TOPIC, 0, 7, b"x", b"{broken"))
        (item,) = await listed(operator)

        told = {"reason": "unreadable", "reference": "INC 7"}
        answer = await operator.post(f"/v1/operations/parked/{item['id']}/discards", json=told, headers=key())

        assert answer.status_code == 201
        assert await listed(operator) == []
        fact = Envelope.model_validate_json(await database.one("select body from outbox"))
        assert (fact.number, fact.data["discarded_id"]) == (1, "record:0:7")

    async def test_is_refused_for_what_this_service_has_to_send(
        self, operator: httpx2.AsyncClient, outbox: Outbox, database: Database
    ) -> None:
        await database.stage(outbox, done(uuid4()))
        await database.run("update outbox set parked_at = now(), failure = 'X'")
        (item,) = await listed(operator)

        answer = await operator.post(
            f"/v1/operations/parked/{item['id']}/discards", json=REFERENCE, headers=key()
        )

        assert (answer.status_code, answer.json()["code"]) == (409, "not_discardable")
        assert await database.one("select count(*) from outbox where parked_at is not null") == 1

    @pytest.mark.parametrize(
        "changed",
        [{"reason": "because"}, {"reference": ""}, {"reference": "Anna 7"}, {"reference": "191212121212"}],
    )
    async def test_needs_a_reason_of_the_list_and_a_reference_without_words(
        self, operator: httpx2.AsyncClient, inbox: Inbox, changed: dict[str, str]
    ) -> None:
        await park(inbox, 1)
        (item,) = await listed(operator)

        answer = await operator.post(
            f"/v1/operations/parked/{item['id']}/discards", json=REFERENCE | changed, headers=key()
        )

        assert answer.status_code == 422
        assert len(await listed(operator)) == 1


class TestReplay:
    async def test_publishes_the_events_of_a_case_with_their_ids_and_numbers(
        self, operator: httpx2.AsyncClient, outbox: Outbox, database: Database
    ) -> None:
        case_id = uuid4()
        ids = [await database.stage(outbox, done(case_id, step)) for step in (1, 2)]
        await database.stage(outbox, done(uuid4()))
        await database.run("delete from outbox")

        answer = await operator.post("/v1/operations/replays", json={"case_id": str(case_id)}, headers=key())

        assert (answer.status_code, answer.json()) == (202, {"count": 2, "next": None})
        bodies = [json.loads(row.body) for row in await database.rows("select body from outbox order by id")]
        assert [(body["id"], body["number"]) for body in bodies] == [(str(ids[0]), 1), (str(ids[1]), 2)]

    async def test_goes_through_a_long_history_page_by_page(
        self, operator: httpx2.AsyncClient, outbox: Outbox, database: Database
    ) -> None:
        case_id = uuid4()
        for step in range(101):
            await database.stage(outbox, done(case_id, step))
        await database.run("delete from outbox")

        first = (await operator.post("/v1/operations/replays", json={}, headers=key("1"))).json()
        after = {"after": first["next"]}
        second = (await operator.post("/v1/operations/replays", json=after, headers=key("2"))).json()

        assert (first["count"], second) == (100, {"count": 1, "next": None})
        assert await database.one("select count(*) from outbox") == 101

    async def test_leaves_alone_what_is_on_its_way_already(
        self, operator: httpx2.AsyncClient, outbox: Outbox, database: Database
    ) -> None:
        event_id = await database.stage(outbox, done(uuid4()))

        told = {"event_id": str(event_id)}
        answer = await operator.post("/v1/operations/replays", json=told, headers=key())

        assert answer.status_code == 202
        assert await database.one("select count(*) from outbox") == 1

    async def test_refuses_a_case_and_an_event_that_are_not_there_and_both_at_once(
        self, operator: httpx2.AsyncClient, database: Database
    ) -> None:
        told = [{"case_id": str(uuid4())}, {"event_id": str(uuid4())}]
        both = told[0] | told[1]

        answers = [
            await operator.post("/v1/operations/replays", json=form, headers=key(str(number)))
            for number, form in enumerate((*told, both))
        ]

        assert [answer.status_code for answer in answers] == [404, 404, 422]
