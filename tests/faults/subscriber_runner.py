"""A subscriber and its inbox in a process of their own, so that they can be killed in the moment that matters.

python -m tests.faults.subscriber_runner <topic> <group> [dies-before-ack | dies-before-it-stored | stumbles]
    [blind | acks-first | acks-errors | commits-first]
"""

import asyncio
import os
import signal
import sys
from collections.abc import Collection
from types import SimpleNamespace

from faststream import AckPolicy

from shared import kafka
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


class LateInbox(Inbox):
    """The process ends before anything is stored, as soon as a commit of the offset could have passed."""

    async def receive(self, record: Received) -> None:
        await asyncio.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)


class StumblingInbox(Inbox):
    """The first time a record comes, storing fails."""

    stumbled = False

    async def receive(self, record: Received) -> None:
        if not StumblingInbox.stumbled:
            StumblingInbox.stumbled = True
            raise ConnectionError
        await super().receive(record)


class HastyInbox(LateInbox):
    """Planted: says that a record is stored before it is."""

    async def receive(self, record: Received) -> None:
        self._going_on = asyncio.ensure_future(super().receive(record))


INBOXES = {"dies-before-ack": DyingInbox, "dies-before-it-stored": LateInbox, "stumbles": StumblingInbox}
POLICIES = {"acks-first": AckPolicy.ACK_FIRST, "acks-errors": AckPolicy.ACK}


def plant_policy(faults: Collection[str]) -> None:
    """Planted: the library's own ways to acknowledge; one try for each record, so that an error is an error."""
    for fault, policy in POLICIES.items():
        if fault in faults:
            kafka.AckPolicy = SimpleNamespace(NACK_ON_ERROR=policy)
    if "stumbles" in faults:
        kafka._PAUSES = ()


async def main(topic: str, group: str, *faults: str) -> None:
    if "blind" in faults:
        blind()
    settings = Settings()
    sessions = make_sessions(make_engine(settings.database_url))
    plant_policy(faults)
    kind = next((INBOXES[fault] for fault in faults if fault in INBOXES), Inbox)
    inbox = (HastyInbox if "commits-first" in faults else kind)(sessions, keep_sections=False)
    broker = make_broker(settings)
    subscribe(broker, topic, group, inbox.receive)
    for subscriber in broker.subscribers:
        # So that the dead one's partitions are given away sooner: the least that a broker grants.
        subscriber._connection_args["session_timeout_ms"] = 6_000
        subscriber._connection_args["auto_commit_interval_ms"] = 100  # for a policy that commits by itself
    await broker.start()
    await inbox.work({DONE: note_step}, asyncio.Event())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
