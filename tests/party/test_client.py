"""The client against the real broker: order, places, and what becomes of the answers of release."""

import asyncio
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from finsam_party import Control, Document, Gone, PartyClient, Refused, Sequence, Unreadable
from finsam_party.errors import AlreadySetUp, ItemNotDone, OffsetsLost, ReleaseForbidden
from finsam_party.record import Part

from tests.party.world import World, document, nothing_more, take

ALIAS, OTHER = UUID(int=11), UUID(int=22)


class TestSetup:
    async def test_commits_each_beginning_once_and_never_moves_a_place(self, world: World) -> None:
        assert await world.committed() == [-1, -1, -1]
        await world.client().setup()
        assert await world.committed() == [0, 0, 0]
        await world.send(ALIAS, world.record(ALIAS, 1), partition=0)
        async with world.client() as client:
            await take(client, 1)
        with pytest.raises(AlreadySetUp):
            await world.client().setup()
        assert await world.committed() == [1, 0, 0]

    async def test_reading_without_it_is_a_loud_error(self, world: World) -> None:
        await world.send(ALIAS, world.record(ALIAS, 1))
        async with world.client() as client:
            with pytest.raises(OffsetsLost):
                await take(client, 1)
        assert world.release.asked == []


class TestContents:
    async def test_a_document_comes_opened_and_typed(self, ready: World) -> None:
        corrected = uuid4()
        made = ready.record(
            ALIAS,
            1,
            document("rattelse", corrects=str(corrected)),
            Part("halsa", "vard-sodermalm", {"x": "å"}),
        )
        await ready.send(ALIAS, made)
        async with ready.client() as client:
            (item,) = await take(client, 1)
        content = item.content
        assert isinstance(content, Document)
        assert (content.type, content.source, content.corrects) == ("rattelse", "soc-sodermalm", corrected)
        assert content.at.isoformat() == "2026-11-16T09:30:00+00:00"
        assert (content.case_id, content.gone) == (None, ())
        (section,) = content.sections
        assert (section.category, section.source, section.content) == ("halsa", "vard-sodermalm", {"x": "å"})
        assert item.sequence == Sequence(ALIAS, 1, 1)

    async def test_a_section_that_is_gone_is_named_and_the_rest_is_open(self, ready: World) -> None:
        made = ready.record(ALIAS, 1, document(), Part("halsa", "fk", {}), Part("planer", "fk", {"a": 1}))
        await ready.send(ALIAS, made)
        (event_id,) = ready.release.deks
        ready.release.gone[event_id] = {1}
        ready.release.case_ids[event_id] = case_id = uuid4()
        async with ready.client() as client:
            (item,) = await take(client, 1)
        assert isinstance(item.content, Document)
        assert item.content.gone == (1,)
        assert [section.category for section in item.content.sections] == ["planer"]
        assert item.content.case_id == case_id

    async def test_gone_and_refused_are_data_and_the_place_moves_on(self, ready: World) -> None:
        await ready.send(ALIAS, *(ready.record(ALIAS, number) for number in (1, 2, 3)), partition=0)
        first, second, _ = ready.release.deks
        ready.release.gone[first] = {0}
        ready.release.refused.add(second)
        async with ready.client() as client:
            items = await take(client, 3)
        assert [type(item.content) for item in items] == [Gone, Refused, Document]
        assert await ready.committed() == [3, 0, 0]

    async def test_a_stop_notice(self, ready: World) -> None:
        stop = {
            "type": "stop",
            "scope": {"all": False, "sources": ["fk"], "categories": ["halsa"]},
            "final": True,
            "last_sequence": 1,
            "document": None,
        }
        await ready.send(ALIAS, ready.record(ALIAS, 1, Part("handlaggning", "consent", stop)))
        async with ready.client() as client:
            (item,) = await take(client, 1)
        control = item.content
        assert isinstance(control, Control)
        assert (control.type, control.all, control.sources, control.categories) == (
            "stop", False, ("fk",), ("halsa",),
        )  # fmt: skip
        assert (control.final, control.last_sequence, control.document) == (True, 1, None)

    async def test_contents_are_not_shown_by_repr(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 1, document(), Part("halsa", "fk", {"x": "hemligt"})))
        async with ready.client() as client:
            (item,) = await take(client, 1)
        assert "hemligt" not in repr(item)


class TestForgedAndDamaged:
    async def test_are_data_and_do_not_touch_the_sequence(self, ready: World) -> None:
        good = ready.record(ALIAS, 1)
        forged = ready.record(ALIAS, 1, key=Ed25519PrivateKey.generate())
        damaged = bytes([*good.data[:300], good.data[300] ^ 1, *good.data[301:]])
        await ready.send(ALIAS, forged, b"nonsense", b"", damaged, good, partition=1)
        async with ready.client() as client:
            items = await take(client, 5)
        assert [type(item.content) for item in items] == [Unreadable] * 4 + [Document]
        reasons = [item.content.reason for item in items if isinstance(item.content, Unreadable)]
        assert reasons == ["signature", "truncated", "truncated", "signature"]
        assert [item.sequence is None for item in items] == [True] * 4 + [False]
        assert len(ready.release.asked) == 1
        assert await ready.committed() == [0, 5, 0]

    async def test_an_unknown_signing_key(self, ready: World) -> None:
        ready.release.published = False
        await ready.send(ALIAS, ready.record(ALIAS, 1))
        async with ready.client() as client:
            (item,) = await take(client, 1)
        assert isinstance(item.content, Unreadable)
        assert item.content.reason == "unknown_key"

    async def test_a_key_that_does_not_fit_spoils_only_that_record(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 1), ready.record(ALIAS, 2))
        first, second = ready.release.deks
        ready.release.deks[first] = ready.release.deks[second]
        async with ready.client() as client:
            items = await take(client, 2)
        assert [type(item.content) for item in items] == [Unreadable, Document]


class TestOrder:
    async def test_a_duplicate_is_skipped_without_asking_for_release(self, ready: World) -> None:
        one, two = ready.record(ALIAS, 1), ready.record(ALIAS, 2)
        await ready.send(ALIAS, one, one, two, one, two, partition=0)
        async with ready.client() as client:
            items = await take(client, 2)
            assert await nothing_more(client) == []
        assert [item.sequence and item.sequence.number for item in items] == [1, 2]
        assert len(ready.release.asked) == 2
        assert await ready.committed() == [5, 0, 0]

    async def test_a_gap_holds_its_alias_and_others_go_on(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 1), ready.record(ALIAS, 3), partition=0)
        await ready.send(OTHER, ready.record(OTHER, 1), ready.record(OTHER, 2), partition=0)
        async with ready.client() as client:
            items = await take(client, 3)
            assert await nothing_more(client) == []
            assert client.held_aliases() == 1
        assert [(item.sequence.alias, item.sequence.number) for item in items if item.sequence] == [
            (ALIAS, 1), (OTHER, 1), (OTHER, 2),
        ]  # fmt: skip
        assert await ready.committed() == [1, 0, 0], "the place stays before what is held"

    async def test_the_missing_record_lets_the_held_ones_go_in_order(self, ready: World) -> None:
        records = {number: ready.record(ALIAS, number) for number in (1, 2, 3, 4)}
        later = ready.record(ALIAS, 1, epoch=2)
        await ready.send(ALIAS, records[1], records[4], records[3], later, records[2], partition=2)
        async with ready.client() as client:
            items = await take(client, 5)
            assert client.held_aliases() == 0
        assert [(item.sequence.epoch, item.sequence.number) for item in items if item.sequence] == [
            (1, 1), (1, 2), (1, 3), (1, 4), (2, 1),
        ]  # fmt: skip
        assert await ready.committed() == [0, 0, 5]

    async def test_after_a_restart_what_was_held_comes_and_what_was_done_does_not(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 2), partition=0)
        await ready.send(OTHER, ready.record(OTHER, 1), partition=0)
        async with ready.client() as client:
            assert [item.sequence for item in await take(client, 1)] == [Sequence(OTHER, 1, 1)]
        await ready.send(ALIAS, ready.record(ALIAS, 1), partition=0)
        async with ready.client() as client:
            items = await take(client, 2)
            assert await nothing_more(client) == []
        assert [item.sequence for item in items] == [Sequence(ALIAS, 1, 1), Sequence(ALIAS, 1, 2)]
        assert await ready.committed() == [3, 0, 0]


class TestPlace:
    async def test_an_item_that_was_not_done_comes_again(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 1), ready.record(ALIAS, 2), partition=0)
        async with ready.client() as client:
            async for item in client.items():
                assert item.sequence == Sequence(ALIAS, 1, 1)
                break
            items = await take(client, 2)  # the same client, a new loop
        assert [item.sequence and item.sequence.number for item in items] == [1, 2]
        assert len(ready.release.asked) == 3

    async def test_asking_for_the_next_without_done_is_refused(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 1), ready.record(ALIAS, 2), partition=0)
        async with ready.client() as client:
            with pytest.raises(ItemNotDone):
                async for _ in client.items():
                    pass
        assert await ready.committed() == [0, 0, 0]

    async def test_a_crash_between_effect_and_commit_doubles_nothing(self, ready: World) -> None:
        await ready.send(ALIAS, ready.record(ALIAS, 1), ready.record(ALIAS, 2), partition=0)
        sequences = ready.sequences()
        async with ready.client(sequences) as client:
            async for item in client.items():
                assert item.sequence is not None
                await sequences.put(item.sequence)  # with the effect, in the caller's own transaction
                break
        async with ready.client(sequences) as client:
            items = await take(client, 1)
        assert [item.sequence and item.sequence.number for item in items] == [2]
        assert await ready.committed() == [2, 0, 0]

    async def test_stop_ends_the_loop_in_order(self, ready: World) -> None:
        async with ready.client() as client:
            asyncio.get_running_loop().call_later(0.5, client.stop)
            async with asyncio.timeout(5):
                assert [item async for item in client.items()] == []

    async def test_lag_tells_what_is_not_read(self, ready: World) -> None:
        await ready.send(ALIAS, *(ready.record(ALIAS, number) for number in (1, 2, 3)))
        async with ready.client() as client:
            assert await _lag_when_assigned(client) == 3
            await take(client, 3)
            assert await client.lag() == 0


async def _lag_when_assigned(client: PartyClient) -> int:
    async with asyncio.timeout(10):
        while (lag := await client.lag()) == 0:  # noqa: ASYNC110  the broker has no event to wait for
            await asyncio.sleep(0.1)
    return lag


class TestReleaseService:
    async def test_503_and_broken_answers_are_waited_out_without_losing_the_place(self, ready: World) -> None:
        ready.release.answers += [503, "nonsense", '{"events":[]}', 401]
        await ready.send(ALIAS, ready.record(ALIAS, 1), ready.record(ALIAS, 2), partition=0)
        async with ready.client() as client:
            items = await take(client, 2, within=60)
        assert [item.sequence and item.sequence.number for item in items] == [1, 2]
        assert len(ready.release.asked) == 6
        assert len(ready.release.tokens) == 2, "after 401 a new token was fetched, otherwise the same is used"

    async def test_403_stops_loudly_and_keeps_the_place(self, ready: World) -> None:
        ready.release.answers += [403]
        await ready.send(ALIAS, ready.record(ALIAS, 1), partition=0)
        async with ready.client() as client:
            with pytest.raises(ReleaseForbidden):
                await take(client, 1)
            assert len(await take(client, 1)) == 1

    async def test_stop_during_an_outage_ends_at_once(self, ready: World) -> None:
        ready.release.answers += [503] * 100
        await ready.send(ALIAS, ready.record(ALIAS, 1), partition=0)
        async with ready.client() as client:
            asyncio.get_running_loop().call_later(2, client.stop)
            async with asyncio.timeout(6):
                assert [item async for item in client.items()] == []
        assert await ready.committed() == [0, 0, 0]

    async def test_each_document_is_asked_for_alone_and_just_in_time(self, ready: World) -> None:
        await ready.send(ALIAS, *(ready.record(ALIAS, number) for number in (1, 2, 3)), partition=0)
        async with ready.client() as client:
            asked = []
            async for item in client.items():
                asked.append(len(ready.release.asked))
                await item.done()
                if len(asked) == 3:
                    break
        assert asked == [1, 2, 3]
