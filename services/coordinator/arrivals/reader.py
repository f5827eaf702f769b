"""Reads the team's topic with the same client that any party installs."""

import asyncio
from collections.abc import Callable

import structlog
from finsam_party import PartyClient, PartySettings

from services.coordinator.arrivals.store import Arrivals
from services.coordinator.arrivals.work import ArrivalWorker
from shared.lag import LagMeter, Subscription

log = structlog.get_logger(__name__)

IDLE_SECONDS = 0.5


class TopicReader:
    """Stores each item, puts what is due into the akter, and then commits the item's place."""

    def __init__(
        self,
        settings: PartySettings,
        make_client: Callable[[], PartyClient],
        arrivals: Arrivals,
        worker: ArrivalWorker,
    ) -> None:
        self._settings = settings
        self._make_client = make_client
        self._arrivals = arrivals
        self._worker = worker

    async def read(self, stop: asyncio.Event) -> None:
        """Read until told to stop. Any error leaves the item where it was; whoever runs this starts it again."""
        if not await self._is_set_up(stop):
            return
        client = self._make_client()
        stopping = asyncio.create_task(_stop_client(client, stop))
        try:
            async with client:
                async for item in client.items():
                    await self._arrivals.store(item)
                    # Acting before the place is committed: a topic without lag means that the akter are up to date.
                    while await self._worker.handle_next():
                        pass
                    await item.done()
        finally:
            stopping.cancel()

    async def retry(self, stop: asyncio.Event) -> None:
        """Take up again what was put back, when its time has come."""
        while not stop.is_set():
            if not await self._worker.handle_next():
                await asyncio.sleep(IDLE_SECONDS)

    async def _is_set_up(self, stop: asyncio.Event) -> bool:
        """Wait until set-up has given the group its beginning: it can only do so while nobody has joined."""
        group = Subscription(self._settings.topic_name(), self._settings.group_name())
        meter = LagMeter(self._settings.kafka_options, (group,))
        try:
            while (await meter.measure()).without_offsets:
                log.warning("team_topic_not_set_up", topic=group.topic, group=group.group)
                await asyncio.sleep(IDLE_SECONDS)
                if stop.is_set():
                    return False
        finally:
            await meter.close()
        return True


async def _stop_client(client: PartyClient, stop: asyncio.Event) -> None:
    await stop.wait()
    client.stop()
