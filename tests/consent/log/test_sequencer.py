"""The sequencer on the real PostgreSQL: no gap, nothing skipped, one at a time, signed from the stored bytes."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from finsam_verify.checkpoint import Checkpoint, follows, signed_checkpoint
from finsam_verify.merkle import Frontier, is_consistent, is_included, leaf_hash
from finsam_verify.note import Note
from sqlalchemy import insert, text

from services.consent.disclosure_log import rows
from services.consent.disclosure_log.rows import LogDamaged
from services.consent.disclosure_log.signers import LOG_SIGNING
from services.consent.tables.deliveries import Leaf
from tests.consent.log.conftest import LogBench, a_leaf, seeded

CASE = UUID(int=9)


async def plain(log: LogBench, size: int | None = None) -> Frontier:
    """The tree worked out from the stored bytes alone."""
    grown = Frontier()
    for row in (await log.fetch("select body from log_entry order by number"))[:size]:
        grown.push(leaf_hash(bytes(row.body)))
    return grown


class TestNumbering:
    async def test_gives_every_leaf_a_number_without_a_gap(self, log: LogBench) -> None:
        ids = await log.write(1234)

        await log.number_all()

        given = await log.fetch("select id, number from leaf order by number")
        assert [row.number for row in given] == list(range(1234)) == await log.numbers()
        assert {row.id for row in given} == set(ids)
        assert not await log.fetch(
            "select 1 from leaf l join log_entry e on e.leaf_id = l.id where e.body <> l.body"
        )

    async def test_takes_a_leaf_whose_transaction_commits_late(self, log: LogBench) -> None:
        """The trap of serial numbers: a lower id comes into sight when a higher one is numbered already."""
        late = a_leaf(seeded(1), CASE)
        async with log.sessions() as slow, slow.begin():
            await (await slow.connection()).execute(insert(Leaf), [late])
            early = await log.write(3, seed=2)
            assert min(early) > late["id"]
            await log.number_all()
            assert len(await log.numbers()) == 3

        await log.number_all()

        (row,) = await log.fetch("select number from leaf where id = :id", id=late["id"])
        assert row.number == 3

    async def test_of_many_writers_and_sequencers_skips_and_doubles_nothing(self, log: LogBench) -> None:
        writing = True
        random = seeded(7)

        async def write(seed: int) -> int:
            written = 0
            for step in range(25):
                made = [a_leaf(seeded(f"{seed}.{step}.{n}"), CASE) for n in range(random.randint(1, 6))]
                async with log.sessions() as session, session.begin():
                    connection = await session.connection()
                    for leaf in made:
                        await connection.execute(insert(Leaf), [leaf])
                    await connection.execute(text("select pg_sleep(:s)"), {"s": random.random() / 50})
                written += len(made)
            return written

        async def number() -> None:
            while writing:
                await log.sequencer.number()
                await asyncio.sleep(0)

        async with asyncio.TaskGroup() as group:
            writers = [group.create_task(write(seed)) for seed in range(4)]
            for _ in range(2):
                group.create_task(number())
            written = sum(await asyncio.gather(*writers))
            writing = False
        await log.number_all()

        assert await log.numbers() == list(range(written))
        assert not await log.fetch("select 1 from leaf where number is null")

    async def test_stands_aside_while_another_is_at_it(self, log: LogBench) -> None:
        await log.write(3)
        async with log.sessions() as session, session.begin():
            taken = text("select pg_try_advisory_xact_lock(hashtextextended('finsam.log', 0))")
            assert await (await session.connection()).scalar(taken)
            assert await log.sequencer.number() == 0

        assert await log.sequencer.number() == 3

    async def test_keeps_what_a_planted_cursor_would_skip(self, log: LogBench) -> None:
        """The planted fault: numbering by `id > last` loses the late leaf, and this test's own check sees it."""
        late = a_leaf(seeded(1), CASE)
        async with log.sessions() as slow, slow.begin():
            await (await slow.connection()).execute(insert(Leaf), [late])
            early = await log.write(3, seed=2)
        by_cursor = await log.fetch("select id from leaf where id > :last", last=max(early))

        assert late["id"] not in {row.id for row in by_cursor}
        await log.number_all()
        assert len(await log.numbers()) == 4


class TestCheckpoints:
    async def test_are_signed_over_the_stored_bytes(self, log: LogBench) -> None:
        await log.write(777)
        await log.number_all()

        made = await log.sequencer.checkpoint()

        async with log.sessions() as session:
            (size, note), *none = await rows.notes_after(session, 0, 10)
            chain = await log.signers.chain(session)
        assert not none
        assert made == signed_checkpoint(note, chain)
        assert (size, made and made.root) == (777, (await plain(log)).root())

    async def test_come_within_a_minute_and_not_more_often_than_needed(self, log: LogBench) -> None:
        await log.write(1)
        await log.number_all()
        assert await log.sequencer.checkpoint()
        await log.write(1, seed=1)
        await log.number_all()
        log.clock.step(seconds=10)
        assert await log.sequencer.checkpoint() is None
        log.clock.step(seconds=20)
        assert await log.sequencer.checkpoint()

        log.clock.step(hours=1)

        assert await log.sequencer.checkpoint() is None, "nothing new"

    async def test_are_not_made_of_an_empty_log(self, log: LogBench) -> None:
        assert await log.sequencer.checkpoint() is None

    async def test_every_pair_is_consistent_and_every_leaf_is_included(self, log: LogBench) -> None:
        for seed, count in enumerate((1, 2, 5, 64, 500, 33)):
            await log.grow(count, seed=seed)
        async with log.sessions() as session:
            notes = await rows.notes_after(session, 0, 100)
        points = [Checkpoint.from_text(Note.read(note).text) for _, note in notes]
        assert [point.size for point in points] == [1, 3, 8, 72, 572, 605]
        for old in points:
            for new in points[points.index(old) :]:
                path = await log.path("consistency", old.size, new.size)
                assert is_consistent(old.tree, new.tree, path)
        bodies = [bytes(row.body) for row in await log.fetch("select body from log_entry order by number")]
        for number in range(0, 605, 11):
            path = await log.path("inclusion", number, 605)
            assert is_included(leaf_hash(bodies[number]), number, 605, path, points[-1].root)

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param("update log_entry set body = body || '\\x00' where number = 7", id="changed bytes"),
            pytest.param("delete from log_entry where number = 7", id="a gap"),
            pytest.param(
                "update log_node set hash = sha256('x') where level = 0 and place = 7", id="a leaf's hash"
            ),
            pytest.param(
                "update log_node set hash = sha256('x') where level = 2 and place = 0", id="an old node"
            ),
            pytest.param("delete from log_node where level = 1 and place = 3", id="a missing node"),
        ],
    )
    async def test_are_not_signed_when_the_stored_log_contradicts_itself(
        self, log: LogBench, change: str
    ) -> None:
        await log.grow(5)
        await log.write(4, seed=1)
        await log.number_all()
        log.clock.step(minutes=1)

        await log.tamper(change)

        with pytest.raises(LogDamaged):
            await log.sequencer.checkpoint()

    async def test_log_rows_refuse_to_be_changed(self, log: LogBench) -> None:
        await log.grow(2)

        for table in ("log_entry", "log_node", "log_checkpoint", "log_signer"):
            with pytest.raises(Exception, match="only added to"):
                async with log.sessions() as session, session.begin():
                    await (await session.connection()).execute(text(f"delete from {table}"))


class TestTurningTheKey:
    async def test_the_old_key_signs_which_one_follows_and_is_destroyed(self, log: LogBench) -> None:
        await log.grow(3)
        log.clock.step(days=366)
        await log.grow(3, seed=1)
        await log.sequencer.tidy()

        async with log.sessions() as session:
            old, new = await log.signers.chain(session)
            notes = await rows.notes_after(session, 0, 10)
        assert follows(new, old)
        assert (old.from_size, new.from_size) == (0, 3)
        assert all(signed_checkpoint(note, [old, new]) for _, note in notes)
        living = [key for key in await log.keys.stored(LOG_SIGNING) if key.destroyed_at is None]
        assert len(living) == 1

    async def test_killed_between_making_and_committing_it_goes_on_with_the_old_one(
        self, log: LogBench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await log.grow(3)
        log.clock.step(days=366)
        await log.write(1, seed=1)
        await log.number_all()
        create = log.keys.create

        async def killed(*arguments: object, **named: object) -> None:
            await create(*arguments, **named)  # pyright: ignore[reportArgumentType]
            raise OSError

        monkeypatch.setattr(log.keys, "create", killed)
        with pytest.raises(OSError):  # noqa: PT011  it stands for a death
            await log.sequencer.checkpoint()
        monkeypatch.undo()

        assert await log.sequencer.checkpoint()
        await log.sequencer.tidy()

        async with log.sessions() as session:
            old, new = await log.signers.chain(session)
        assert follows(new, old)
        assert len([key for key in await log.keys.stored(LOG_SIGNING) if key.destroyed_at is None]) == 1

    async def test_a_lost_key_is_followed_by_one_that_nobody_vouches_for(self, log: LogBench) -> None:
        await log.grow(3)
        (key,) = await log.keys.stored(LOG_SIGNING)
        await log.keys.destroy(LOG_SIGNING, [key.id])

        await log.grow(3, seed=1)

        async with log.sessions() as session:
            old, new = await log.signers.chain(session)
        assert new.turn is None
        assert not follows(new, old)

    async def test_a_clock_set_back_stops_no_checkpoint(self, log: LogBench) -> None:
        await log.grow(1)
        log.clock.at -= timedelta(days=2)

        await log.write(1, seed=1)
        await log.number_all()

        assert await log.sequencer.checkpoint()
