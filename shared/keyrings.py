"""Key pairs that turn over by time: receiving keys (one a week) and signing keys."""

import base64
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.hybrid import HybridKey
from shared.keys import KeyExists, KeyGone, KeyStore, StoredKey, system_now, week_of
from shared.sections import ReceivingKey

RECEIVING = "receiving"
SIGNING = "signing"
_SIGN_FOR = timedelta(days=90)
_PUBLISH_AHEAD = timedelta(days=7)
"""How long before its first use a signing key is published, so that readers that keep keys have fetched it."""
_KEEP_PRIVATE = timedelta(days=7)
"""How long the private half stays after its last day: a process that could not fetch the next one may sign on."""
_SEAL_AHEAD = timedelta(hours=1)
"""How long before the week begins its receiving key is given out, so that nobody is without one at midnight."""


class ReceivingKeyring:
    """The receiving keys: id = ISO week, made on demand, resolvable until destroyed.

    ``current`` makes it a source for a :class:`~shared.sections.SectionSealer` too.
    """

    def __init__(self, store: KeyStore, *, now: Callable[[], datetime] = system_now) -> None:
        self._store = store
        self._now = now

    async def current(self) -> ReceivingKey:
        """Return this week's public key, in its last hour the next week's.

        Raises KeyStoreDown, or KeyGone if it was destroyed early.
        """
        at = self._now() + _SEAL_AHEAD
        week = week_of(at)
        found = self._published(await self._store.stored(RECEIVING), week)
        if found is not None:
            return found
        pair, not_after = HybridKey.generate(), end_of_week(at)
        try:
            await self._store.create(
                RECEIVING, week, secret=pair.secret, public=pair.public(), not_after=not_after
            )
        except KeyExists:  # another process made it in between: its key is the week's key
            found = self._published(await self._store.stored(RECEIVING), week)
            if found is None:
                raise KeyGone from None
            return found
        return ReceivingKey(kid=week, public=base64.b64encode(pair.public()).decode(), not_after=not_after)

    async def private(self, kid: str) -> HybridKey:
        """Open the private half of any week's key; raises KeyGone (destroyed, unknown) or KeyStoreDown."""
        return HybridKey(await self._store.get(RECEIVING, kid))

    async def living(self) -> list[StoredKey]:
        """The keys whose private half is still kept, oldest first."""
        return [key for key in await self._store.stored(RECEIVING) if key.destroyed_at is None]

    async def destroy(self, kids: Collection[str]) -> None:
        """Destroy private halves: what was sealed to them and not yet opened stays shut."""
        await self._store.destroy(RECEIVING, kids)

    @staticmethod
    def _published(keys: list[StoredKey], week: str) -> ReceivingKey | None:
        for key in keys:
            if key.id == week and key.destroyed_at is None and key.public and key.not_after:
                public = base64.b64encode(key.public).decode()
                return ReceivingKey(kid=week, public=public, not_after=key.not_after)
        return None


def end_of_week(at: datetime) -> datetime:
    """Midnight UTC after the ISO week's Sunday."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=7 - midnight.weekday())


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key to sign with, and the id that names it in what it signed."""

    kid: UUID
    private: Ed25519PrivateKey = field(repr=False)
    not_after: datetime | None = None


@dataclass(frozen=True, slots=True)
class SigningPublicKey:
    """What anyone needs to verify: published for as long as signed things may be read."""

    kid: UUID
    public: bytes
    created_at: datetime
    not_after: datetime | None


class SigningKeyring:
    """The signing keys: a new one each quarter, published a week ahead, the public halves kept for good."""

    def __init__(self, store: KeyStore, *, now: Callable[[], datetime] = system_now) -> None:
        self._store = store
        self._now = now

    async def current(self) -> SigningKey:
        """Open the key of now, made now if there is none; there are never two. Raises KeyStoreDown."""
        found = self._usable(await self._store.stored(SIGNING))
        if found is None:
            now = self._now()
            await self._make(now, lambda keys: self._usable(keys) is None)
            found = self._usable(await self._store.stored(SIGNING))
        if found is None:
            raise KeyGone
        private = Ed25519PrivateKey.from_private_bytes(await self._store.get(SIGNING, found.id))
        return SigningKey(UUID(found.id), private, found.not_after)

    async def turn(self) -> SigningKey:
        """Do what is due: publish the next key ahead, destroy private halves past their use. Safe to repeat.

        Returns the key of now; raises KeyStoreDown.
        """
        key = await self.current()
        if key.not_after is not None and key.not_after - _PUBLISH_AHEAD <= self._now():
            begins = key.not_after
            await self._make(begins, lambda keys: all(_begins(each) < begins for each in keys))
        past = [
            each.id
            for each in await self._store.stored(SIGNING)
            if each.destroyed_at is None and each.not_after and each.not_after + _KEEP_PRIVATE <= self._now()
        ]
        await self._store.destroy(SIGNING, past)
        return key

    async def published(self) -> list[SigningPublicKey]:
        """Every public half, oldest first: also of keys that no longer sign, and of the next one."""
        return [
            SigningPublicKey(UUID(key.id), key.public, key.created_at, key.not_after)
            for key in await self._store.stored(SIGNING)
            if key.public
        ]

    async def _make(self, begins: datetime, still_wanted: Callable[[Sequence[StoredKey]], bool]) -> None:
        private = Ed25519PrivateKey.generate()
        with suppress(KeyExists):  # another process made it in between
            await self._store.create(
                SIGNING,
                str(uuid4()),
                secret=private.private_bytes_raw(),
                public=private.public_key().public_bytes_raw(),
                not_before=begins,
                not_after=begins + _SIGN_FOR,
                only_if=still_wanted,
            )

    def _usable(self, keys: Sequence[StoredKey]) -> StoredKey | None:
        now = self._now()
        usable = [
            key
            for key in keys
            if key.destroyed_at is None and key.not_after is not None and _begins(key) <= now < key.not_after
        ]
        return usable[-1] if usable else None


def _begins(key: StoredKey) -> datetime:
    return key.not_before or key.created_at
