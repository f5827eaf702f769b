"""The team's topic, with its own user on the real Kafka: nothing is read before set-up, nothing is committed too early."""

import asyncio
import secrets
from functools import partial
from types import SimpleNamespace

import pytest
import structlog
from finsam_party import PartySettings
from finsam_party.kafka import commit_beginnings

from services.coordinator.arrivals import TopicReader
from tests.coordinator.builders import TEAM
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import rows, the_akt

pytestmark = pytest.mark.real


class FakeClient:
    """Yields items as the party client does: one at a time, the next only after `done`."""

    def __init__(self, *items) -> None:
        self.waiting = list(items)
        self.done: list[int] = []
        self.stopped = asyncio.Event()

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_) -> None:
        return None

    def stop(self) -> None:
        self.stopped.set()

    async def items(self):
        while self.waiting:
            item = self.waiting.pop(0)
            item._settle = partial(self._settle, item)
            yield item
            assert item.is_done
        await self.stopped.wait()

    async def _settle(self, item) -> None:
        self.done.append(item.offset)


@pytest.fixture
def party(infra) -> PartySettings:
    told = {name.removeprefix("FINSAM_").lower(): v for name, v in infra.kafka_env(f"party-{TEAM}").items()}
    return PartySettings(
        recipient=TEAM,
        group=f"party.{TEAM}.{secrets.token_hex(4)}",
        consent_url="http://consent",
        token_url="http://issuer/token",
        issuer="http://issuer",
        client_key_file="unused.pem",
        **told,
    )


async def until(condition) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110  another process or task decides
            await asyncio.sleep(0.05)


async def test_is_read_once_set_up_has_given_it_a_beginning(stage, party) -> None:
    post = Post()
    client = FakeClient(post.anmalan(), post.control("stop"))
    reader = TopicReader(party, lambda: client, stage.arrivals, stage.worker)
    stop = asyncio.Event()
    with structlog.testing.capture_logs() as said:
        reading = asyncio.create_task(reader.read(stop))

        async def looked_twice() -> bool:
            return [line["event"] for line in said].count("team_topic_not_set_up") == 2

        await until(looked_twice)
    assert client.done == []

    await commit_beginnings(party)

    async def all_done() -> bool:
        return len(client.done) == 2

    await until(all_done)
    akt = await the_akt(stage, post.case_id)
    assert akt is not None, "the place is committed after the akt is up to date"
    stop.set()
    await asyncio.wait_for(reading, 5)


async def test_an_item_that_could_not_be_stored_stays_where_it_was(stage, party, monkeypatch) -> None:
    await commit_beginnings(party)
    client = FakeClient(Post().anmalan())

    async def away(_) -> None:
        raise ConnectionError

    monkeypatch.setattr(stage.arrivals, "store", away)
    reader = TopicReader(party, lambda: client, stage.arrivals, stage.worker)

    with pytest.raises(ConnectionError):
        await reader.read(asyncio.Event())

    assert client.done == []
    assert await rows(stage, "select 1 from arrival") == []


async def test_what_was_put_back_is_taken_up_again_by_itself(stage, party) -> None:
    post = Post()
    await stage.arrivals.store(post.anmalan())
    reader = TopicReader(party, SimpleNamespace, stage.arrivals, stage.worker)
    stop = asyncio.Event()
    retrying = asyncio.create_task(reader.retry(stop))

    async def opened() -> bool:
        return await the_akt(stage, post.case_id) is not None

    await until(opened)
    stop.set()
    await asyncio.wait_for(retrying, 5)
