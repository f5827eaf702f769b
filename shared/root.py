"""The root of a key database: what opens the week keys. It never touches a database.

A root is a port, for production keeps it elsewhere (docs/operating-keys.md says how Vault's transit or a KMS fills it). What a
provider holds for a single week is destroyed with the week: an old copy of the key database holds week keys that
today's root no longer opens.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

from shared import gcm
from shared.binding import bind


class RootGone(Exception):
    """The root has nothing that opens this week key: it was changed, or what it held for the week is destroyed."""


class StoreReplaced(Exception):
    """The root belongs to another key database than the one that answers: that one is lost, or not the right one."""


@dataclass(frozen=True, slots=True)
class Rooted:
    """A week key under the root. `root_id` names which root, so that a change of root can be resumed."""

    root_id: str | None
    wrapped: bytes = field(repr=False)


class Root(Protocol):
    """Wraps week keys. Every method may wait for another machine; KeyStoreDown or OSError: it does not answer."""

    async def wrap(self, secret: bytes, week: str) -> Rooted:
        """Wrap a week key under the root of now, with what is kept for that week alone."""
        ...

    async def unwrap(self, wrapped: bytes, week: str, root_id: str | None) -> bytes:
        """Open a week key; raises RootGone, or Unopenable when it is another root's."""
        ...

    async def is_current(self, root_id: str | None) -> bool:
        """Whether a week key under this root would be wrapped under the same root again now."""
        ...

    async def kept_weeks(self) -> set[str]:
        """Return the weeks for which the provider still keeps what opens them."""
        ...

    async def forget(self, weeks: Collection[str]) -> None:
        """Destroy for good what is kept for these weeks; again, or for an unknown week, is the same."""
        ...

    async def belongs_to(self, store: UUID) -> None:
        """Bind the root to this key database at first use; raises StoreReplaced when it is bound to another."""
        ...


@dataclass(frozen=True, slots=True)
class RootKey:
    """A root of 32 bytes in memory that keeps nothing for a single week: the innermost part of every provider."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != gcm.KEY_BYTES:
            raise ValueError("a root key is 32 bytes")

    @classmethod
    def from_file(cls, path: Path) -> "RootKey":
        """Read the root key: a file of exactly 32 bytes."""
        return cls(path.read_bytes())

    def seal(self, secret: bytes, week: str) -> bytes:
        """Wrap a week's key."""
        return gcm.seal(self.secret, secret, bind("week_key", week))

    def unseal(self, wrapped: bytes, week: str) -> bytes:
        """Unwrap a week's key; raises Unopenable when it is not this root's."""
        return gcm.unseal(self.secret, wrapped, bind("week_key", week))

    async def wrap(self, secret: bytes, week: str) -> Rooted:
        """Wrap a week's key."""
        return Rooted(None, self.seal(secret, week))

    async def unwrap(self, wrapped: bytes, week: str, root_id: str | None) -> bytes:
        """Unwrap a week's key; raises Unopenable when it is not this root's, RootGone when it names another."""
        if root_id is not None:
            raise RootGone
        return self.unseal(wrapped, week)

    async def is_current(self, root_id: str | None) -> bool:
        """Whether it is this root's: it has no id."""
        return root_id is None

    async def kept_weeks(self) -> set[str]:
        """Keep nothing for a single week."""
        return set()

    async def forget(self, weeks: Collection[str]) -> None:
        """Do nothing: there is nothing to destroy."""

    async def belongs_to(self, store: UUID) -> None:
        """Open whatever it is given: it remembers no key database."""
