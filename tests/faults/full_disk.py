"""A case is worked on while a volume of the product has no byte left; told as one JSON object.

python -m tests.faults.full_disk <postgres | kafka> <home> <store>

Runs in a mount namespace of its own (`tests/journey/test_full_disk.py`), where the volume is a small file system: it
is full for everybody in there, and nobody outside notices.
"""

import asyncio
import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from deploy.demo.play import everybody
from deploy.demo.telling import StoryBroken
from deploy.infra.broker import BrokerUnreachable
from deploy.infra.system import SERVICE_PARTS, System
from tests.journey.conftest import TO_THE_TEAM, new_case
from tests.journey.correcting import correct, told_in_turn, words

VOLUME = "700m"
CORRECTIONS = 6
FULL_SECONDS = 20.0
PATIENCE_SECONDS = 180.0
CHUNK = bytes(1024 * 1024)


def mount(folder: Path) -> None:
    """Put a small file system in the place of the volume's folder."""
    folder.mkdir(mode=0o711, exist_ok=True)
    subprocess.run(
        ("mount", "-t", "tmpfs", "-o", f"size={VOLUME},mode=711", "tmpfs", str(folder)), check=True
    )


def fill(file: Path) -> None:
    """Take every byte that is left."""
    with file.open("wb", buffering=0) as taken, suppress(OSError):
        while True:
            taken.write(CHUNK)
    with file.open("ab", buffering=0) as taken, suppress(OSError):
        while True:
            taken.write(b"\0")


async def work(stage: Any) -> None:
    for hours in range(1, CORRECTIONS + 1):
        await correct(stage, words(hours))


async def come_to_rest(system: System, stage: Any, volume: str) -> bool:
    """Do what who looks after the system does: start again what has ended. Tell whether anything had."""
    ended = False
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            child = system.processes.child(volume)
            if child is None or not child.runs():
                ended = True
                await asyncio.to_thread(system.start_one, volume)
            with suppress(BrokerUnreachable, StoryBroken):
                await stage.rest()
                return ended
            await asyncio.sleep(1)


async def run(volume: str, root: Path, store: Path) -> dict[str, Any]:
    """Play the story; tell whether the part ended by itself and what the akt holds afterwards."""
    system = System(root, store=store)
    filler = root / volume / "filler"
    mount(root / volume)
    try:
        await asyncio.to_thread(system.start, SERVICE_PARTS)
        async with new_case(system, everybody(system), *TO_THE_TEAM) as stage:
            await asyncio.to_thread(fill, filler)
            working = asyncio.create_task(work(stage))
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(working), FULL_SECONDS)
            was_done = working.done()
            filler.unlink()
            ended = await come_to_rest(system, stage, volume)
            await working
            await stage.rest()
            return {"done_while_full": was_done, "ended": ended, "told": await told_in_turn(stage)}
    finally:
        await asyncio.to_thread(system.stop)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(run(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))))
