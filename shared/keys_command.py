"""What an operator asks of one key database, with the service's own settings: `python -m shared.keys_command status`."""

import argparse
import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any

from shared.db import make_engine
from shared.key_status import key_status
from shared.key_upkeep import HORIZON, KeyUpkeep
from shared.outage import NO_DATABASE, OUTAGE
from shared.root import RootGone
from shared.root_change import change_root
from shared.root_file import RootFile
from shared.settings import Settings
from shared.week_keys import KeyStoreDown, system_now

_NOT_DONE = 3


async def run(what: str, settings: Settings) -> dict[str, Any]:
    """Do it and return what is to be told. Raises KeyStoreDown, RootGone or a database error."""
    engine, root = make_engine(settings.keys_database_url, pool_size=3), RootFile(settings.root_key_file)
    told: dict[str, Any] = {"service": settings.service}
    try:
        if what == "root-change":
            told["moved"] = await change_root(engine, root)
        if what == "turn":
            turned = await KeyUpkeep(engine, root).turn()
            told["turned"] = asdict(turned) if turned else None
        told["root"] = await root.current_id()
        return {**told, **asdict(await key_status(engine, HORIZON, system_now()))}
    finally:
        await engine.dispose()


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(prog="finsam keys")
    parser.add_argument("what", choices=("status", "turn", "root-change"))
    asked = parser.parse_args()
    try:
        told = asyncio.run(run(asked.what, Settings()))  # pyright: ignore[reportCallIssue]
    except (KeyStoreDown, RootGone) as failure:
        sys.stderr.write(f"{type(failure).__name__}: docs/operating-keys.md says what to do\n")
        raise SystemExit(_NOT_DONE) from None
    except OUTAGE:
        sys.stderr.write(f"{NO_DATABASE}\n")
        raise SystemExit(_NOT_DONE) from None
    sys.stdout.write(json.dumps(told, default=str) + "\n")


if __name__ == "__main__":
    main()
