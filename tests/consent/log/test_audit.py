"""The log looks through itself: whatever is lost or damaged is found, told, and never signed over."""

import asyncio

import pytest
import structlog

from services.consent.disclosure_log.audit import Audit, Damage
from services.consent.disclosure_log.rows import LogDamaged
from tests.consent.log.conftest import LogBench

STRETCH = "services.consent.disclosure_log.audit._STEP"
UNREADABLE = "update log_checkpoint set note = 'x' where size = :size"


@pytest.fixture
def audit(log: LogBench) -> Audit:
    return Audit(log.sessions, log.signers, log.sequencer)


async def test_a_whole_log_has_nothing_to_tell(log: LogBench, audit: Audit) -> None:
    for seed in range(3):
        await log.grow(5, seed=seed)

    assert await audit.look() == ()


@pytest.mark.parametrize(("first", "last"), [(8, 11), (0, 7), (5, 18), (4, 4)])
async def test_leaves_that_are_gone_are_each_told_however_many_they_are(
    log: LogBench, audit: Audit, monkeypatch: pytest.MonkeyPatch, first: int, last: int
) -> None:
    monkeypatch.setattr(STRETCH, 4)
    await log.grow(20)
    await log.tamper("delete from log_entry where number between :first and :last", first=first, last=last)

    async with asyncio.timeout(10):
        found = await audit.look()

    gone = {Damage("gap", number) for number in range(first, last + 1)}
    assert gone <= {*found}
    assert {damage.kind for damage in found} <= {"gap", "checkpoint_differs"}


async def test_a_checkpoint_that_cannot_be_read_is_told(log: LogBench, audit: Audit) -> None:
    await log.grow(5)
    await log.grow(5, seed=1)
    for size in (5, 10):
        await log.tamper(UNREADABLE, size=size)

        assert Damage("checkpoint_unreadable", size) in await audit.look()


async def test_a_key_that_cannot_be_read_is_told(log: LogBench, audit: Audit) -> None:
    await log.grow(5)
    await log.tamper("update log_signer set line = 'x'")

    assert await audit.look() == (Damage("key_unreadable", 0),)


async def test_nothing_is_signed_after_a_checkpoint_that_cannot_be_read_and_the_log_says_so(
    log: LogBench,
) -> None:
    await log.grow(5)
    await log.tamper(UNREADABLE, size=5)
    await log.write(3, seed=1)
    log.clock.step(minutes=1)

    stop = asyncio.Event()
    with structlog.testing.capture_logs() as said:
        keeping = asyncio.create_task(log.sequencer.keep(stop))
        async with asyncio.timeout(10):
            while not said and not keeping.done():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        stop.set()
        await keeping

    assert {"event": "log_damaged", "code": "log_damaged", "log_level": "error"} in said
    assert len(await log.numbers()) == 8, "what is disclosed is numbered all the same"
    assert len(await log.fetch("select 1 from log_checkpoint")) == 1
    with pytest.raises(LogDamaged):
        await log.sequencer.checkpoint()
