"""Two processes of one party, and places that are lost."""

import asyncio
from collections import Counter
from uuid import UUID, uuid4

import pytest
from finsam_party import PartyClient, Sequence
from finsam_party.errors import OffsetsLost
from kafka import TopicPartition

from tests.party.world import World, take

ALIASES = [uuid4() for _ in range(9)]
READ_ALONE = 6
"""Fewer than any partition holds: whichever the second reader gets, it finds something there."""


async def read_alone(client: PartyClient, seen: list[tuple[str, Sequence]], joined: asyncio.Event) -> None:
    """Read some, then take no more until the other has joined and got something."""
    async with client:
        async for item in client.items():
            assert item.sequence is not None
            seen.append(("first", item.sequence))
            await item.done()
            if len(seen) >= READ_ALONE:
                await joined.wait()


async def read_too(client: PartyClient, seen: list[tuple[str, Sequence]], joined: asyncio.Event) -> None:
    async with client:
        async for item in client.items():
            assert item.sequence is not None
            seen.append(("second", item.sequence))
            await item.done()
            joined.set()


class TestRebalance:
    async def test_a_second_process_takes_over_without_loss_doubles_or_disorder(
        self, ready: World, caplog: pytest.LogCaptureFixture
    ) -> None:
        for number in (1, 2, 3, 4):
            for at, alias in enumerate(ALIASES):
                await ready.send(alias, ready.record(alias, number), partition=at % 3)
        seen: list[tuple[str, Sequence]] = []
        joined = asyncio.Event()
        first, second = ready.client(ready.sequences()), ready.client(ready.sequences())
        running = [asyncio.create_task(read_alone(first, seen, joined))]
        async with asyncio.timeout(120):
            while len(seen) < READ_ALONE:  # noqa: ASYNC110  the first reader fills it
                await asyncio.sleep(0.1)
            running.append(asyncio.create_task(read_too(second, seen, joined)))
            while len(seen) < 36:  # noqa: ASYNC110  both readers fill it
                await asyncio.sleep(0.1)
        first.stop()
        second.stop()
        await asyncio.gather(*running)
        assert set(Counter(sequence for _, sequence in seen).values()) == {1}
        assert {name for name, _ in seen} == {"first", "second"}
        assert "another reader of the same group runs" in caplog.text
        for alias in ALIASES:
            assert [one.number for _, one in seen if one.alias == alias] == [1, 2, 3, 4]
        assert await ready.committed() == [12, 12, 12]

    async def test_a_process_that_leaves_hands_over_what_it_had_not_done(self, ready: World) -> None:
        alias = ALIASES[0]
        await ready.send(alias, ready.record(alias, 1), ready.record(alias, 2), partition=0)
        async with ready.client(ready.sequences()) as first:
            async for item in first.items():
                assert item.sequence == Sequence(alias, 1, 1)
                break
        async with ready.client(ready.sequences()) as second:
            items = await take(second, 2)
        assert [item.sequence and item.sequence.number for item in items] == [1, 2]


class TestLostPlaces:
    async def test_records_deleted_before_they_were_read_are_a_loud_error(self, ready: World) -> None:
        alias = UUID(int=5)
        await ready.send(alias, *(ready.record(alias, number) for number in (1, 2, 3)), partition=0)
        admin = ready.infra.admin()
        try:
            admin.delete_records({TopicPartition(ready.topic, 0): 2})
        finally:
            admin.close()
        async with ready.client() as client:
            with pytest.raises(OffsetsLost):
                await take(client, 1)
        assert await ready.committed() == [0, 0, 0], "nothing was jumped over"
