"""What the client hands on: one content, and the way to say that it is handled."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from finsam_party.documents import Content
from finsam_party.sequences import Sequence


@dataclass(slots=True)
class Item:
    """A content and its place in the topic. ``sequence`` is None when the record was unreadable."""

    content: Content
    sequence: Sequence | None
    partition: int
    offset: int
    _settle: Callable[[], Awaitable[None]] = field(repr=False)
    is_done: bool = False

    async def done(self) -> None:
        """Say that the content is handled: keeps the sequence, then commits the place. Again is harmless.

        Until then the item comes again after a restart.
        """
        if not self.is_done:
            await self._settle()
            self.is_done = True
