"""The client: from the recipient's topic to plain items, one at a time, in order, never losing its place."""

from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Self

import httpx2

from finsam_party.documents import Content, Unreadable
from finsam_party.errors import ItemNotDone
from finsam_party.item import Item
from finsam_party.kafka import commit_beginnings
from finsam_party.opener import Opener
from finsam_party.ordering import Arrived, Ordering, Verdict
from finsam_party.outage import Patience, Stopped
from finsam_party.reader import Message, Reader
from finsam_party.sequences import FileSequences, Sequences
from finsam_party.settings import PartySettings

_HTTP_SECONDS = 10


class PartyClient:
    """Reads one recipient's topic.

    ``async with client: async for item in client.items(): …; await item.done()``. One item is out
    at a time. Leaving the loop without ``done()`` leaves the item where it was: it comes again.
    Without ``sequences`` the last numbers are kept in ``settings.state_file``.
    """

    def __init__(
        self,
        settings: PartySettings,
        *,
        sequences: Sequences | None = None,
        http: httpx2.AsyncClient | None = None,
    ) -> None:
        self._settings = settings
        self._own = AsyncExitStack()
        self._sequences = sequences or self._file_sequences()
        self._ordering = Ordering(self._sequences)
        self._patience = Patience()
        self._opener = Opener(settings, http or self._own_http(), self._patience)
        self._running: Reader | None = None

    async def setup(self) -> None:
        """Commit the beginning of each partition, once for a new group; raises AlreadySetUp."""
        await commit_beginnings(self._settings)

    async def __aenter__(self) -> Self:
        """Join the group; raises KafkaError when the broker is not reached or refuses user or password."""
        self._running = Reader(self._settings, self._patience)
        try:
            await self._running.start()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the group."""
        await self._close()

    def stop(self) -> None:
        """End :meth:`items` after the item at hand. May be called from a signal handler."""
        self._patience.stop()

    async def items(self) -> AsyncIterator[Item]:
        """Yield what arrives until :meth:`stop`; each item must be ``done()`` before the next is asked for.

        Raises ItemNotDone, OffsetsLost, ReleaseForbidden, Stalled or TooManyHeld; KafkaError for what waiting
        cannot mend. None of them loses the place.
        """
        reader = self._reader
        await reader.rewind()
        self._ordering.forget()
        try:
            while not self._patience.is_over():
                waiting = deque([await self._arrival(await reader.next())])
                while waiting and not self._patience.is_over():
                    item = await self._prepare(*waiting.popleft())
                    if item is None:
                        continue
                    reader.idle.clear()
                    yield item
                    if not item.is_done:
                        raise ItemNotDone
                    waiting.extend(self._released_by(item))
        except Stopped:
            return
        finally:
            reader.idle.set()

    async def lag(self) -> int:
        """Return how many records of the topic are not read yet; may raise KafkaError or TimeoutError."""
        return await self._reader.lag()

    def held_aliases(self) -> int:
        """How many aliases wait behind a gap in their sequence: each is an alarm."""
        return self._ordering.held_aliases()

    @property
    def _reader(self) -> Reader:
        if self._running is None:
            raise RuntimeError("enter the client first: async with client")
        return self._running

    async def _arrival(self, message: Message) -> tuple[Message, Arrived | Unreadable]:
        return message, await self._opener.verified(message)

    def _released_by(self, item: Item) -> list[tuple[Message, Arrived | Unreadable]]:
        held = [] if item.sequence is None else self._ordering.take_held(item.sequence.alias)
        return [(Message(one.generation, one.partition, one.offset, b""), one) for one in held]

    async def _prepare(self, message: Message, arrived: Arrived | Unreadable) -> Item | None:
        if isinstance(arrived, Unreadable):
            return self._item(message, arrived, None)
        if message.generation != self._reader.generation:
            return None
        verdict = await self._ordering.judge(arrived)
        if verdict is Verdict.DUPLICATE:
            await self._reader.settle(message.generation, message.partition, message.offset)
        if verdict is not Verdict.NEXT:
            return None
        content = await self._opener.opened(arrived)
        if message.generation != self._reader.generation:  # handed over while the release was waited for
            return None
        return self._item(message, content, arrived)

    def _item(self, message: Message, content: Content, arrived: Arrived | None) -> Item:
        sequence = None if arrived is None else arrived.sequence()

        async def settle() -> None:
            if sequence is not None:
                await self._sequences.put(sequence)
            await self._reader.settle(message.generation, message.partition, message.offset)
            self._reader.idle.set()

        return Item(content, sequence, message.partition, message.offset, settle)

    async def _close(self) -> None:
        if self._running is not None:
            await self._running.stop()
            self._running = None
        await self._own.aclose()

    def _own_http(self) -> httpx2.AsyncClient:
        http = httpx2.AsyncClient(timeout=_HTTP_SECONDS)
        self._own.push_async_callback(http.aclose)
        return http

    def _file_sequences(self) -> FileSequences:
        if self._settings.state_file is None:
            raise ValueError("set FINSAM_PARTY_STATE_FILE, or give the client its own sequences")
        sequences = FileSequences(self._settings.state_file)
        self._own.callback(sequences.close)
        return sequences
