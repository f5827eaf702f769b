"""Takes the whole disclosure log out, and has it judged by the verifier: a process of its own, without network."""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

import httpx2
from finsam_verify.checkpoint import Checkpoint
from finsam_verify.kept import read_kept
from finsam_verify.note import Note

from deploy.infra.environment import child_environment
from deploy.infra.home import REPOSITORY
from deploy.trial.client import Client
from deploy.trial.gathering import Gathering
from deploy.trial.history import Verified

REVIEWER: Final = "granskare"
PATIENCE_SECONDS: Final = 60.0
_LOOK_SECONDS: Final = 1.0
_HOLDS: Final = "haller"


async def verified(client: Client, gathering: Gathering) -> Verified:
    """Wait until a checkpoint covers every leaf, export the log, and return what the verifier says of it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end and await asyncio.to_thread(gathering.behind_the_log):  # noqa: ASYNC110  it lies in a database
        await asyncio.sleep(_LOOK_SECONDS)
    home = client.system.home
    kept = sorted(home.parties.glob("*.checkpoints"))
    sizes = [_size(note) for file in kept for note in read_kept(file.read_text(encoding="utf-8"))]
    asked = {"scope": "logg", "purpose": "tillsyn", "kept": sorted(set(sizes))[-100:]}
    bundle = await client.text(REVIEWER, "consent", "/v1/log/bundles", asked)
    keys = await _keys(client)
    if bundle is None or keys is None:
        return Verified("unanswered", 0, len(sizes), "loggen gick inte att ta ut")
    bundle_file, key_file = home.tmp / "bundle.txt", home.tmp / "log-keys.txt"
    bundle_file.write_text(bundle, encoding="utf-8")
    key_file.write_text(keys, encoding="utf-8")
    told = await _judged(home.tmp, bundle_file, key_file, kept, child_environment(home))
    if isinstance(told, str):
        return Verified("unreadable", 0, len(sizes), told)
    why = ", ".join(each["code"] for each in told["findings"] if each["verdict"] != _HOLDS)
    size = told["checkpoint"]["size"] if told["checkpoint"] else 0
    return Verified(told["verdict"], size, len(sizes), why)


async def _keys(client: Client) -> str | None:
    try:
        answer = await client.http.get(f"{client.system.service_url('consent')}/v1/log/keys.txt")
    except httpx2.HTTPError:
        return None
    return answer.text if answer.is_success else None


async def _judged(
    folder: Path, bundle: Path, keys: Path, kept: list[Path], environment: dict[str, str]
) -> dict[str, Any] | str:
    """Return what the verifier judged, or, where it judged nothing, the end of what it complained of."""
    words = [str(bundle), "--key-file", str(keys), "--json"]
    for file in kept:
        words += ["--kept", str(file)]
    judging = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "finsam_verify", *words, cwd=REPOSITORY, env=environment | {"TMPDIR": str(folder)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, errors = await judging.communicate()
    if not said:
        return errors.decode(errors="replace").strip()[-200:]
    return json.loads(said)


def _size(note: str) -> int:
    return Checkpoint.from_text(Note.read(note).text).size
