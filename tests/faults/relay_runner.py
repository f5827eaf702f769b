"""The relay in a process of its own, so that it can be killed, and with faults that prove that the checks see.

python -m tests.faults.relay_runner [pages | deletes-first | dies-at-send] …
"""

import asyncio
import os
import sys
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from shared import relay
from shared.db import make_engine
from shared.kafka import Producer, make_producer
from shared.relay import Relay
from shared.settings import Settings
from tests.faults.planting import planted


class PagingRelay(Relay):
    """Planted: remembers the last serial number that it saw, as if they came in the order of commits."""

    last = 0

    async def _send(self, connection: AsyncConnection, producer: Any, rows: Any) -> None:
        newer = [row for row in rows if row.id > self.last]
        if newer:
            await super()._send(connection, producer, newer)
            self.last = max(row.id for row in newer)


class DeletingFirstRelay(Relay):
    """Planted: deletes what it is about to send, as if nothing could happen in between."""

    async def _send(self, connection: AsyncConnection, producer: Any, rows: Any) -> None:
        await connection.execute(relay._DELETE, {"ids": [row.id for row in rows]})
        await super()._send(connection, producer, rows)


class DyingProducer(Producer):
    """The process ends in the moment between the commit and the publishing."""

    async def send(self, *_: Any, **__: Any) -> Any:
        os._exit(9)


RELAYS = {"pages": PagingRelay, "deletes-first": DeletingFirstRelay}


async def main(faults: list[str]) -> None:
    settings = Settings()
    engine = make_engine(settings.database_url)
    kind = next((RELAYS[fault] for fault in faults if fault in RELAYS), Relay)
    if "pages" in faults:
        relay._LOWEST = text(planted(relay._LOWEST, "limit :batch", "limit 100000 + :batch"))
    make = partial(make_producer, settings)
    if "dies-at-send" in faults:
        make = partial(dying_producer, settings)
    await kind(engine, make, asyncio.Event()).run(asyncio.Event())


def dying_producer(settings: Settings) -> Producer:
    producer = make_producer(settings)
    producer.__class__ = DyingProducer
    return producer


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
