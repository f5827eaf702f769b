"""A volume without a byte left: the part stops or refuses, nothing is half done, and with room again it goes on."""

import asyncio
import json
import os
import shutil
import sys

import pytest

from deploy.infra.home import REPOSITORY, default_root
from tests.faults.full_disk import CORRECTIONS

pytestmark = [pytest.mark.real, pytest.mark.journey]


def in_a_namespace(*command: str) -> list[str]:
    """The words before a command that let it mount for itself alone: as root, or as root of a namespace of its own."""
    if os.geteuid() == 0:
        return ["unshare", "--mount", "--propagation", "private", *command]
    return ["unshare", "--user", "--map-root-user", "--mount", *command]


@pytest.mark.parametrize("volume", ["postgres", "kafka"])
async def test_costs_time_and_nothing_else(volume: str) -> None:
    base = default_root()
    root = base / "test" / f"full {volume} {os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    try:
        words = (sys.executable, "-m", "tests.faults.full_disk", volume, str(root), str(base))
        playing = await asyncio.create_subprocess_exec(
            *in_a_namespace(*words),
            cwd=REPOSITORY,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, errors = await playing.communicate()
        assert playing.returncode == 0, errors.decode()[-3000:]
        told = json.loads(said.decode().splitlines()[-1])
    finally:
        shutil.rmtree(root, ignore_errors=True)

    assert told["told"] == list(range(1, CORRECTIONS + 1)), "each correction is there, once, in its order"
    proof = told["ended"] if volume == "kafka" else not told["done_while_full"]
    assert proof, "the volume was never full: the test proves nothing"
