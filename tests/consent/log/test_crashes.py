"""Killed at every step of its work, the sequencer goes on where it was, and no verifier finds anything wrong."""

import asyncio
import json
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from finsam_verify.checkpoint import Checkpoint
from finsam_verify.examine import Verdict, examine
from finsam_verify.note import Note

from services.consent.disclosure_log.audit import Audit
from tests.consent.log.conftest import LogBench, MachineClock
from tests.consent.log.test_edits import exported

ROOT = Path(__file__).parents[3]
MOST_STEPS = 120


async def test_no_crash_loses_a_leaf_or_looks_like_a_fault(log: LogBench) -> None:
    """One round for each step, until a round has too few steps to die in; every bundle between holds."""
    dying = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.consent.log.dying", cwd=ROOT, stdin=-1, stdout=-1
    )
    assert dying.stdin
    assert dying.stdout
    kept: dict[int, str] = {}
    crashes, ends = 0, list[int]()
    for step in range(1, MOST_STEPS):
        await log.write(7, seed=step)
        told = {"url": log.url, "keys_url": log.keys_url, "step": step, "minute": 2 * step}
        dying.stdin.write(json.dumps(told).encode() + b"\n")
        await dying.stdin.drain()
        ends.append(int(await dying.stdout.readline()))
        crashes += ends[-1] == -9
        kept |= await seen(log, kept)
        if step % 8 == 0:
            log.clock = replace(log.clock, at=MachineClock().at + timedelta(minutes=2 * step))
            log.__post_init__()
            await log.grow(7, seed=-step)
        if ends[-3:] == [0, 0, 0]:
            break
    dying.stdin.close()
    await dying.wait()
    await log.number_all()
    log.clock.step(days=1)
    await log.sequencer.checkpoint()
    kept |= await seen(log, kept)

    assert set(ends) == {0, -9}, ends
    assert crashes >= 30
    assert await log.numbers() == list(range(7 * (len(ends) + len(ends) // 8)))
    assert len(kept) >= 5
    assert await Audit(log.sessions, log.signers, log.sequencer).look() == ()


async def seen(log: LogBench, kept: dict[int, str]) -> dict[int, str]:
    """What a witness keeps now; the log must continue all that was kept before."""
    if not await log.fetch("select 1 from log_checkpoint"):
        return {}
    real = await exported(log)
    report = examine(real.written, {real.bundle.keys[0].key.fingerprint}, [*kept.values()])
    assert report.verdict is Verdict.HOLDS, report.findings
    return {Checkpoint.from_text(Note.read(note).text).size: note for note in real.kept}
