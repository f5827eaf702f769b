"""A subscriber and its inbox in a process of their own, so that they can be killed in the moment that matters.

python -m tests.faults.subscriber_runner <topic> <group> [dies-before-ack] [blind]
"""

import asyncio
import os
import signal
import sys

from shared.db import make_engine, make_sessions
from shared.inbox import Inbox
from shared.kafka import Received, make_broker, subscribe
from shared.settings import Settings
from tests.faults.blind_inbox import blind
from tests.shared.bench import DONE, note_step


class DyingInbox(Inbox):
    """The process ends in the moment between the inbox's commit and the commit of the offset."""

    async def receive(self, record: Received) -> None:
        await super().receive(record)
        os.kill(os.getpid(), signal.SIGKILL)


async def main(topic: str, group: str, *faults: str) -> None:
    if "blind" in faults:
        blind()
    settings = Settings()
    sessions = make_sessions(make_engine(settings.database_url))
    inbox = (DyingInbox if "dies-before-ack" in faults else Inbox)(sessions, keep_sections=False)
    broker = make_broker(settings)
    subscribe(broker, topic, group, inbox.receive)
    for subscriber in broker.subscribers:
        # So that the dead one's partitions are given away sooner: the least that a broker grants.
        subscriber._connection_args["session_timeout_ms"] = 6_000
    await broker.start()
    await inbox.work({DONE: note_step}, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
