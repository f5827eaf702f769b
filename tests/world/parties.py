"""A party in its own system: reads its topic with the client that parties install, and remembers what it could open."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import httpx2
from finsam_party import Sequence
from finsam_party.documents import Content, Control, Document

from tests.world.topics import MemoryClient, Topics


@dataclass
class MemorySequences:
    """Last numbers in memory."""

    last: dict[tuple[UUID, int], int] = field(default_factory=dict)

    async def get(self, alias: UUID, epoch: int) -> int:
        """Return the last handled number."""
        return self.last.get((alias, epoch), 0)

    async def put(self, sequence: Sequence) -> None:
        """Keep the number; it only rises."""
        key = (sequence.alias, sequence.epoch)
        self.last[key] = max(self.last.get(key, 0), sequence.number)


@dataclass
class Party:
    """One recipient."""

    name: str
    http: httpx2.AsyncClient
    folder: Path
    place: list[int] = field(default_factory=lambda: [0])
    got: list[Content] = field(default_factory=list)
    sequences: MemorySequences = field(default_factory=MemorySequences)

    async def read(self, topics: Topics, stop: asyncio.Event) -> None:
        """Open what comes, until told to stop."""
        from tests.world.house import party_settings

        client = MemoryClient(
            party_settings(self.name, self.folder),
            topics,
            self.place,
            sequences=self.sequences,
            http=self.http,
        )
        stopping = asyncio.create_task(_stop(client, stop))
        async with client:
            async for item in client.items():
                self.got.append(item.content)
                await item.done()
        stopping.cancel()

    def is_behind(self, topics: Topics) -> bool:
        """Tell whether records wait to be read; whoever stands still is not behind."""
        return self.topic not in topics.held and self.place[0] < len(topics.records[self.topic])

    @property
    def topic(self) -> str:
        """The name of its topic."""
        return f"finsam.party.{self.name}.v1"

    def documents(self, alias: UUID) -> list[Document]:
        """Return what it could open of one case."""
        return [one for one in self.got if isinstance(one, Document) and one.alias == alias]

    def controls(self, alias: UUID) -> list[Control]:
        """Return the notices of one case."""
        return [one for one in self.got if isinstance(one, Control) and one.alias == alias]


async def _stop(client: MemoryClient, stop: asyncio.Event) -> None:
    await stop.wait()
    client.stop()
