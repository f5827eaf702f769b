"""Staging: the fact in the transaction that makes it true, numbered in the order of commits."""

import asyncio
import base64
import json
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.exc import DBAPIError

from shared.db import make_engine
from shared.events import Envelope, Section
from shared.hybrid import HybridKey
from shared.keys import KeyStore, RootKey
from shared.migrate import KEYS, upgrade
from shared.outbox import NoSuchEvent, Outbox, TooLarge
from shared.sealing import CaseKeys
from shared.sections import ReceivingKey, SealedSection, SectionSealer, open_section
from tests.infrastructure import Infrastructure
from tests.shared.bench import DONE, TOPIC, Database, done


@pytest.fixture
def outbox() -> Outbox:
    return Outbox("toy", TOPIC)


class TestStage:
    async def test_writes_the_whole_envelope_when_the_fact_happens(
        self, database: Database, outbox: Outbox
    ) -> None:
        case_id = uuid4()

        event_id = await database.stage(outbox, done(case_id, step=3))

        row = (await database.rows("select * from outbox"))[0]
        written = json.loads(row.body)
        assert written["id"] == str(event_id)
        assert written["type"] == DONE
        assert written["source"] == "/finsam/toy"
        assert written["subject"] == written["partitionkey"] == str(case_id) == row.key.decode()
        assert written["number"] == 1
        assert written["data"] == {"step": 3, "sections": []}
        assert datetime.fromisoformat(written["time"]).astimezone(UTC).hour == 11
        assert row.topic == TOPIC
        assert row.headers["content-type"].startswith("application/cloudevents+json")

    async def test_keeps_the_fact_in_the_history_too(self, database: Database, outbox: Outbox) -> None:
        event_id = await database.stage(outbox, done(uuid4()))

        kept = (await database.rows("select * from event_history"))[0]
        assert (kept.event_id, kept.number, kept.type, kept.sections) == (event_id, 1, DONE, None)
        assert Envelope.model_validate_json(kept.envelope).id == event_id

    async def test_leaves_nothing_behind_when_the_transaction_is_rolled_back(
        self, database: Database, outbox: Outbox
    ) -> None:
        case_id = uuid4()
        async with database.sessions() as session:
            await outbox.stage(session, done(case_id))
            await session.rollback()

        assert await database.one("select count(*) from outbox") == 0
        assert await database.one("select count(*) from event_history") == 0
        await database.stage(outbox, done(case_id))
        assert await database.one("select number from event_history") == 1

    async def test_refuses_a_record_over_the_limit_before_anything_is_committed(
        self, database: Database
    ) -> None:
        async with database.sessions() as session, session.begin():
            with pytest.raises(TooLarge):
                await Outbox("toy", TOPIC).stage_record(
                    session, topic="t", key=b"k", event_id=uuid4(), headers={}, body=bytes(256 * 1024)
                )

    async def test_numbers_each_case_without_gaps_in_the_order_of_the_outbox(
        self, database: Database, outbox: Outbox
    ) -> None:
        cases = [uuid4() for _ in range(3)]

        async def write(writer: int) -> None:
            chance = random.Random(writer)  # noqa: S311  repeatable
            for step in range(12):
                fact = done(chance.choice(cases), step)
                await database.stage(outbox, fact, pause=chance.random() * 0.01)

        await asyncio.gather(*(write(writer) for writer in range(8)))

        rows = await database.rows("select body from outbox order by id")
        written = [Envelope.model_validate_json(row.body) for row in rows]
        for case_id in cases:
            numbers = [envelope.number for envelope in written if envelope.subject == case_id]
            assert numbers == list(range(1, len(numbers) + 1))
        assert len(written) == 96

    async def test_wakes_the_relay_after_the_commit_only(self, database: Database, outbox: Outbox) -> None:
        async with database.sessions() as session, session.begin():
            await outbox.stage(session, done(uuid4()))
            assert not outbox.wake.is_set()
        assert outbox.wake.is_set()


class TestHistory:
    @pytest.mark.parametrize(
        "change",
        ["update event_history set number = 7", "delete from event_history", "truncate event_history"],
    )
    async def test_is_only_added_to(self, database: Database, outbox: Outbox, change: str) -> None:
        await database.stage(outbox, done(uuid4()))

        with pytest.raises(DBAPIError):
            await database.run(change)

        assert await database.one("select number from event_history") == 1


class TestRestage:
    async def test_publishes_the_same_event_once_more(self, database: Database, outbox: Outbox) -> None:
        event_id = await database.stage(outbox, done(uuid4(), step=5))
        before = await database.one("select body from outbox")
        await database.run("delete from outbox")

        async with database.sessions() as session, session.begin():
            await outbox.restage(session, event_id)

        assert json.loads(await database.one("select body from outbox")) == json.loads(before)
        assert await database.one("select count(*) from event_history") == 1

    async def test_refuses_an_event_that_never_was(self, database: Database, outbox: Outbox) -> None:
        async with database.sessions() as session:
            with pytest.raises(NoSuchEvent):
                await outbox.restage(session, uuid4())


class TestSections:
    @pytest.fixture
    async def keys(self, infra: Infrastructure) -> AsyncIterator[CaseKeys]:
        url = infra.create_database("mech_keys")
        await asyncio.to_thread(upgrade, KEYS, url)
        engine = make_engine(url)
        yield CaseKeys(KeyStore(engine, RootKey(b"r" * 32)))
        await engine.dispose()

    async def test_travel_sealed_to_the_receiving_key_and_stay_under_the_key_of_the_case(
        self, database: Database, keys: CaseKeys
    ) -> None:
        first, second = WeekKey("week-1"), WeekKey("week-2")
        outbox = Outbox("toy", TOPIC, sealer=SectionSealer(first), case_keys=keys)
        fact, section = done(uuid4()), Section("category-a", "unit-a", {"text": "hemligt ord å"})
        async with database.sessions() as session, session.begin():
            event_id = await outbox.stage(session, fact, [section])

        sent = Envelope.model_validate_json(await database.one("select body from outbox"))
        assert first.open(sent) == [{"text": "hemligt ord å"}]
        whole = await database.rows(
            "select outbox::text || event_history::text as row from outbox, event_history"
        )
        assert b"hemligt".hex() not in whole[0].row

        await database.run("delete from outbox")
        later = Outbox("toy", TOPIC, sealer=SectionSealer(second), case_keys=keys)
        async with database.sessions() as session, session.begin():
            await later.restage(session, event_id)
        again = Envelope.model_validate_json(await database.one("select body from outbox"))
        assert (again.id, again.number) == (sent.id, sent.number)
        assert second.open(again) == [{"text": "hemligt ord å"}]

    async def test_of_an_erased_case_stay_gone_when_its_envelopes_are_published_again(
        self, database: Database, keys: CaseKeys
    ) -> None:
        outbox = Outbox("toy", TOPIC, sealer=SectionSealer(WeekKey("week-1")), case_keys=keys)
        fact = done(uuid4())
        async with database.sessions() as session, session.begin():
            event_id = await outbox.stage(session, fact, [Section("category-a", "unit-a", {})])

        await keys.destroy(fact.subject)

        await database.run("delete from outbox")
        async with database.sessions() as session, session.begin():
            await outbox.restage(session, event_id)

        again = Envelope.model_validate_json(await database.one("select body from outbox"))
        assert (again.id, again.number, again.sections) == (event_id, 1, [])


class WeekKey:
    """A receiving key, both halves."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.pair = HybridKey.generate()

    async def current(self) -> ReceivingKey:
        public = base64.b64encode(self.pair.public()).decode()
        return ReceivingKey(kid=self.kid, public=public, not_after=datetime.max.replace(tzinfo=UTC))

    def open(self, envelope: Envelope) -> list[Any]:
        sealed = [SealedSection.model_validate(section) for section in envelope.sections]
        assert {section.kid for section in sealed} == {self.kid}
        return [
            json.loads(open_section(self.pair, section, event_id=envelope.id, case_id=envelope.subject))
            for section in sealed
        ]
