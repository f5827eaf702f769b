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


async def read_slowly(client: PartyClient, seen: list[tuple[str, Sequence]], name: str) -> None:
    async with client:
        async for item in client.items():
            # Whoever is alone reads slower after a while: on a busy machine the other takes its time to join.
            await asyncio.sleep(0.25 if len(seen) < 12 or len({who for who, _ in seen}) > 1 else 1)
            assert item.sequence is not None
            seen.append((name, item.sequence))
            await item.done()


class TestRebalance:
    async def test_a_second_process_takes_over_without_loss_doubles_or_disorder(self, ready: World) -> None:
        for number in (1, 2, 3, 4):
            for at, alias in enumerate(ALIASES):
                await ready.send(alias, ready.record(alias, number), partition=at % 3)
        seen: list[tuple[str, Sequence]] = []
        first, second = ready.client(ready.sequences()), ready.client(ready.sequences())
        running = [asyncio.create_task(read_slowly(first, seen, "first"))]
        await asyncio.sleep(2)
        running.append(asyncio.create_task(read_slowly(second, seen, "second")))
        async with asyncio.timeout(60):
            while len(seen) < 36:  # noqa: ASYNC110  two readers fill it
                await asyncio.sleep(0.2)
        first.stop()
        second.stop()
        await asyncio.gather(*running)
        assert set(Counter(sequence for _, sequence in seen).values()) == {1}
        assert {name for name, _ in seen} == {"first", "second"}
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
