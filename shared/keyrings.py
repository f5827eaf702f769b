"""Key pairs that turn over by time: receiving keys (one a week) and signing keys."""

import base64
from collections.abc import Callable, Collection
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


class ReceivingKeyring:
    """The receiving keys: id = ISO week, made on demand, resolvable until destroyed.

    ``current`` makes it a source for a :class:`~shared.sections.SectionSealer` too.
    """

    def __init__(self, store: KeyStore, *, now: Callable[[], datetime] = system_now) -> None:
        self._store = store
        self._now = now

    async def current(self) -> ReceivingKey:
        """Return this week's public key; raises KeyStoreDown, or KeyGone if it was destroyed early."""
        week = week_of(self._now())
        found = self._published(await self._store.stored(RECEIVING), week)
        if found is not None:
            return found
        pair, not_after = HybridKey.generate(), end_of_week(self._now())
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


@dataclass(frozen=True, slots=True)
class SigningPublicKey:
    """What anyone needs to verify: published for as long as signed things may be read."""

    kid: UUID
    public: bytes
    created_at: datetime
    not_after: datetime | None


class SigningKeyring:
    """The signing keys: a new one each quarter, the public halves kept for good."""

    def __init__(self, store: KeyStore, *, now: Callable[[], datetime] = system_now) -> None:
        self._store = store
        self._now = now

    async def current(self) -> SigningKey:
        """Open the newest valid key, made now if there is none; raises KeyStoreDown."""
        valid = [key for key in await self._store.stored(SIGNING) if self._may_sign(key)]
        if valid:
            kid = valid[-1].id
            return SigningKey(
                UUID(kid), Ed25519PrivateKey.from_private_bytes(await self._store.get(SIGNING, kid))
            )
        kid, private = uuid4(), Ed25519PrivateKey.generate()
        await self._store.create(
            SIGNING,
            str(kid),
            secret=private.private_bytes_raw(),
            public=private.public_key().public_bytes_raw(),
            not_after=self._now() + _SIGN_FOR,
        )
        return SigningKey(kid, private)

    async def published(self) -> list[SigningPublicKey]:
        """Every public half ever used, oldest first: also of keys that no longer sign."""
        return [
            SigningPublicKey(UUID(key.id), key.public, key.created_at, key.not_after)
            for key in await self._store.stored(SIGNING)
            if key.public
        ]

    def _may_sign(self, key: StoredKey) -> bool:
        return key.destroyed_at is None and key.not_after is not None and self._now() < key.not_after
