"""A sequencer that kills itself at a step of the test's choosing. The parent imports once and forks one for each line."""

import asyncio
import json
import os
import signal
import sys

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from services.consent.disclosure_log.sequencer import Sequencer
from services.consent.disclosure_log.signers import Signers
from shared.db import make_engine, make_sessions
from shared.keys import KeyStore, RootKey
from tests.consent.log.conftest import ORIGIN, MachineClock


def die_at(step: int, *engines: AsyncEngine) -> None:
    """Count every statement, before it and after it, and every commit; at `step` there is no more process."""
    reached = 0

    def count(*_: object) -> None:
        nonlocal reached
        reached += 1
        if reached == step:
            os.kill(os.getpid(), signal.SIGKILL)

    for engine in engines:
        for name in ("before_cursor_execute", "after_cursor_execute", "commit"):
            event.listen(engine.sync_engine, name, count)


async def work(told: dict[str, str | int]) -> None:
    """Number what there is and sign it."""
    engine, key_engine = make_engine(str(told["url"])), make_engine(str(told["keys_url"]))
    die_at(int(told["step"]), engine, key_engine)
    clock = MachineClock()
    clock.step(minutes=int(told["minute"]))
    sessions = make_sessions(engine)
    signers = Signers(KeyStore(key_engine, RootKey(b"r" * 32)), ORIGIN, now=clock)
    sequencer = Sequencer(sessions, signers, now=clock)
    await sequencer.number()
    await sequencer.checkpoint()


def main() -> None:
    """Fork one for each line, and say how it ended: 0, or minus the signal."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.dup2(2, 1)  # the log is not an answer
            asyncio.run(work(json.loads(line)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    main()
