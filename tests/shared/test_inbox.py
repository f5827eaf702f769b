"""The inbox on the real PostgreSQL: one effect per event, in order per case, and no poison stops the others."""

import asyncio
import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import Envelope
from shared.inbox import MAX_ATTEMPTS, Inbox, Permanent, TwoSteps
from shared.problem import Unavailable
from tests.faults.blind_inbox import FORGET, blind, unordered
from tests.shared.bench import DONE, Database, envelope, note_step, received

REACTIONS = {DONE: note_step}


@pytest.fixture
def inbox(database: Database) -> Inbox:
    return Inbox(database.sessions, keep_sections=False)


async def handle_all(inbox: Inbox, reactions: Any = REACTIONS) -> None:
    while await inbox.handle_next(reactions):
        pass


async def steps(database: Database) -> list[int]:
    return [row.step for row in await database.rows("select step from effect order by id")]


async def until_tried(database: Database, inbox: Inbox, reactions: Any) -> None:
    """Try as often as the inbox does, without waiting for its pauses."""
    for _ in range(MAX_ATTEMPTS + 1):
        await handle_all(inbox, reactions)
        await database.run("update inbox set next_attempt_at = clock_timestamp()")


def failing(error: type[Exception], *values: Any) -> Any:
    async def fail(session: AsyncSession, envelope: Envelope) -> None:
        await note_step(session, envelope)
        raise error(*values)

    return fail


class TestReceive:
    async def test_stores_the_event_without_its_sections(self, database: Database, inbox: Inbox) -> None:
        sections = [{"category": "a", "source": "b", "kid": "c", "sealed": "SECRET"}]
        await inbox.receive(received(envelope(uuid4(), 1, data={"step": 1, "sections": sections})))

        body = await database.one("select body from inbox")
        assert b"SECRET" not in body
        assert json.loads(body)["data"] == {"step": 1, "sections": []}

    async def test_keeps_the_raw_bytes_for_the_one_that_opens_sections_until_they_are_handled(
        self, database: Database
    ) -> None:
        inbox = Inbox(database.sessions, keep_sections=True)
        sections = [{"category": "a", "source": "b", "kid": "c", "sealed": "SECRET"}]
        record = received(envelope(uuid4(), 1, data={"step": 1, "sections": sections}))

        await inbox.receive(record)

        assert await database.one("select body from inbox") == record.body
        await handle_all(inbox)
        assert b"SECRET" not in await database.one("select body from inbox")

    @pytest.mark.parametrize(
        "body",
        [
            b"{broken",
            b"",
            b"0",
            b"\xff\xfe",
            b'{"specversion": "1.0"}',
            envelope(uuid4(), 1, source="/finsam/other").to_bytes(),
            envelope(uuid4(), 2**70).to_bytes(),
            envelope(uuid4(), 1, type="se.finsam.toy." + "x" * 500 + ".v1").to_bytes(),
        ],
        ids=["broken", "empty", "number", "no text", "half", "foreign source", "huge number", "long type"],
    )
    async def test_parks_what_is_no_envelope_of_the_topics_own_service(
        self, database: Database, inbox: Inbox, body: bytes
    ) -> None:
        record = replace(received(envelope(uuid4(), 1), offset=7), body=body)

        await inbox.receive(record)
        await inbox.receive(record)

        (row,) = await database.rows("select event_id, parked_at, failure, body from inbox")
        assert (row.event_id, row.failure, row.body) == ("record:0:7", "unreadable", body)
        assert row.parked_at is not None

    async def test_parks_an_event_under_another_cases_key(self, database: Database, inbox: Inbox) -> None:
        await inbox.receive(replace(received(envelope(uuid4(), 1)), key=b"\x00" + b"x" * 9000))

        assert await database.one("select failure from inbox") == "unreadable"


class TestHandleNext:
    async def test_acts_once_on_an_event_that_is_delivered_twice(
        self, database: Database, inbox: Inbox
    ) -> None:
        event = envelope(uuid4(), 1)
        for offset in (0, 1):
            await inbox.receive(received(event, offset=offset))
        await handle_all(inbox)
        await inbox.receive(received(event, offset=2))
        await handle_all(inbox)

        assert await steps(database) == [1]

    async def test_would_be_seen_to_act_twice_if_it_did_not_know_what_it_has_seen(
        self, database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await database.run(FORGET)
        blind(monkeypatch.setattr)
        event = envelope(uuid4(), 1)

        for offset in (0, 1):
            await inbox.receive(received(event, offset=offset))
        await handle_all(inbox)

        assert await steps(database) == [1, 1]

    async def test_waits_for_the_number_that_is_missing(self, database: Database, inbox: Inbox) -> None:
        case_id = uuid4()
        for number in (3, 2):
            await inbox.receive(received(envelope(case_id, number)))
        await handle_all(inbox)
        assert await steps(database) == []

        await inbox.receive(received(envelope(case_id, 1)))
        await handle_all(inbox)

        assert await steps(database) == [1, 2, 3]

    async def test_parks_a_second_event_under_a_number_that_is_taken(
        self, database: Database, inbox: Inbox
    ) -> None:
        case_id = uuid4()
        for _ in range(2):
            await inbox.receive(received(envelope(case_id, 1)))
        await handle_all(inbox)

        assert await steps(database) == [1]
        assert await database.one("select failure from inbox where parked_at is not null") == "number_taken"

    async def test_handles_an_unknown_type_without_effect(self, database: Database, inbox: Inbox) -> None:
        case_id = uuid4()
        await inbox.receive(received(envelope(case_id, 1, type="se.finsam.toy.unheard_of.v1")))
        await inbox.receive(received(envelope(case_id, 2)))
        await handle_all(inbox)

        assert await steps(database) == [2]

    async def test_parks_after_the_last_attempt_and_lets_other_cases_flow(
        self, database: Database, inbox: Inbox
    ) -> None:
        poisoned, healthy = uuid4(), uuid4()

        async def react(session: AsyncSession, envelope: Envelope) -> None:
            await note_step(session, envelope)
            if envelope.subject == poisoned:
                raise ZeroDivisionError

        for number in (1, 2):
            await inbox.receive(received(envelope(poisoned, number)))
            await inbox.receive(received(envelope(healthy, number)))
        await handle_all(inbox, {DONE: react})
        assert await steps(database) == [1, 2], "the healthy case does not wait for the poisoned one"

        await until_tried(database, inbox, {DONE: react})

        (row,) = await database.rows("select * from inbox where parked_at is not null")
        assert (row.key, row.number, row.attempts) == (str(poisoned), 1, MAX_ATTEMPTS)
        assert row.failure == "ZeroDivisionError"
        assert await steps(database) == [1, 2], "the attempts left nothing behind"

    @pytest.mark.parametrize("permanent", [True, False], ids=["permanent", "wrong schema"])
    async def test_parks_at_once_what_trying_again_cannot_help(
        self, database: Database, inbox: Inbox, *, permanent: bool
    ) -> None:
        class Other(BaseModel):
            name: str

        async def misread(_: AsyncSession, envelope: Envelope) -> None:
            Other.model_validate(envelope.data)

        await inbox.receive(received(envelope(uuid4(), 1)))
        await handle_all(inbox, {DONE: failing(Permanent, "never") if permanent else misread})

        (row,) = await database.rows("select parked_at, failure, attempts from inbox")
        assert (row.failure, row.attempts) == ("never" if permanent else "ValidationError", 1)
        assert row.parked_at is not None

    async def test_never_parks_because_another_service_is_away(
        self, database: Database, inbox: Inbox
    ) -> None:
        await inbox.receive(received(envelope(uuid4(), 1)))
        await until_tried(database, inbox, {DONE: failing(Unavailable)})
        (row,) = await database.rows("select parked_at, attempts, failure from inbox")
        assert (row.parked_at, row.attempts, row.failure) == (None, 0, "Unavailable")

        await handle_all(inbox)

        assert await steps(database) == [1]

    async def test_pauses_longer_after_each_failure(self, database: Database, inbox: Inbox) -> None:
        await inbox.receive(received(envelope(uuid4(), 1)))
        pauses: list[float] = []
        for _ in range(3):
            await database.run("update inbox set next_attempt_at = clock_timestamp()")
            await handle_all(inbox, {DONE: failing(ZeroDivisionError)})
            sql = "select extract(epoch from next_attempt_at - clock_timestamp())::float from inbox"
            pauses.append(await database.one(sql))

        assert pauses == [pytest.approx(expected, abs=0.3) for expected in (0.4, 0.8, 1.6)]

    async def test_asks_others_before_its_transaction_opens(self, database: Database, inbox: Inbox) -> None:
        seen: list[Any] = []

        async def prepare(envelope: Envelope) -> str:
            busy = "select count(*) from pg_stat_activity where datname = current_database() and xact_start is not null"
            seen.append(await database.one(busy + " and pid <> pg_backend_pid()"))
            return "asked"

        async def act(session: AsyncSession, envelope: Envelope, prepared: Any) -> None:
            seen.append(prepared)
            await note_step(session, envelope)

        await inbox.receive(received(envelope(uuid4(), 1)))
        await handle_all(inbox, {DONE: TwoSteps(prepare, act)})

        assert seen == [0, "asked"]
        assert await steps(database) == [1]

    async def test_has_one_effect_per_event_and_keeps_the_order_with_eight_workers(
        self, database: Database, inbox: Inbox
    ) -> None:
        async def slowly(session: AsyncSession, envelope: Envelope) -> None:
            await note_step(session, envelope)
            await asyncio.sleep(0.002)

        cases = [uuid4() for _ in range(4)]
        for number in range(1, 11):
            for case_id in cases:
                await inbox.receive(received(envelope(case_id, number)))

        async def work() -> None:
            while await database.one("select count(*) from inbox where handled_at is null"):
                await inbox.handle_next({DONE: slowly})

        await asyncio.gather(*(work() for _ in range(8)))

        for case_id in cases:
            found = await database.rows(
                "select step from effect where case_id = :case_id order by id", case_id=case_id
            )
            assert [row.step for row in found] == list(range(1, 11))

    @pytest.mark.parametrize("planted", [False, True], ids=["as it is", "planted: parks and goes on"])
    async def test_holds_the_later_events_of_a_case_whose_event_is_parked(
        self, database: Database, inbox: Inbox, monkeypatch: pytest.MonkeyPatch, planted: bool
    ) -> None:
        if planted:
            unordered(monkeypatch.setattr)
        case_id = uuid4()
        for number in (1, 2):
            await inbox.receive(received(envelope(case_id, number)))

        async def refuse_the_first(session: AsyncSession, event: Envelope) -> None:
            if event.number == 1:
                raise Permanent("not_today")
            await note_step(session, event)

        await handle_all(inbox, {DONE: refuse_the_first})

        assert await steps(database) == ([2] if planted else [])


class TestEmittedAgain:
    async def test_replaces_what_was_parked_and_lets_the_case_go_on(
        self, database: Database, inbox: Inbox
    ) -> None:
        case_id = uuid4()
        event = envelope(case_id, 1)
        await inbox.receive(received(event))
        await inbox.receive(received(envelope(case_id, 2)))
        await handle_all(inbox, {DONE: failing(Permanent, "not_understood")})
        assert await steps(database) == []

        await inbox.receive(received(event, offset=9))
        await handle_all(inbox)

        assert await steps(database) == [1, 2]

    async def test_is_ignored_by_what_was_handled(self, database: Database, inbox: Inbox) -> None:
        event = envelope(uuid4(), 1)
        await inbox.receive(received(event))
        await handle_all(inbox)
        before = await database.rows("select body, handled_at from inbox")

        await inbox.receive(received(event.model_copy(update={"data": {"step": 99}}), offset=9))
        await handle_all(inbox)

        assert await database.rows("select body, handled_at from inbox") == before
        assert await steps(database) == [1]
