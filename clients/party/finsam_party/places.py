"""Which offset may be committed: everything before it is handled, nothing held lies before it."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Places:
    """Per partition: the offset after the last record that was read, and those still waiting before it."""

    _next: dict[int, int] = field(default_factory=dict)
    _open: dict[int, set[int]] = field(default_factory=dict)

    def opened(self, partition: int, offset: int) -> None:
        """Note a record that was read and is not handled yet."""
        self._next[partition] = max(self._next.get(partition, 0), offset + 1)
        self._open.setdefault(partition, set()).add(offset)

    def closed(self, partition: int, offset: int) -> None:
        """Note that the record is handled, or needs no handling."""
        self._open.get(partition, set()).discard(offset)

    def to_commit(self, partition: int) -> int | None:
        """Return the offset to commit, or None when nothing of the partition was read."""
        if partition not in self._next:
            return None
        return min(self._open.get(partition, set()), default=self._next[partition])

    def forget(self) -> None:
        """Start anew, after partitions were handed over."""
        self._next.clear()
        self._open.clear()
