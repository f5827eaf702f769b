"""The root as files, for development: the root itself, and beside it a part for each week.

A week key is wrapped under a secret derived from both. The root file changes yearly or after an incident; a week's part
is made with the week and destroyed with it, and neither ever lies in a database or its backups.

    <path>          the root of now, 32 bytes
    <path>.next     the root to be, while a change is under way
    <path>.weeks/   one part per week that is not destroyed
    <path>.store    the id of the key database that this root belongs to
"""

import asyncio
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared import gcm
from shared.binding import bind
from shared.root import Rooted, RootGone, RootKey, StoreReplaced

_WEEK = re.compile(r"\d{4}-W\d{2}")
_ID_BYTES = 8


class RootFile:
    """Reads its files when they are needed; what it has derived it remembers for as long as the process lives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._weeks = path.with_name(f"{path.name}.weeks")
        self._derived: dict[tuple[str, str], RootKey] = {}
        RootKey.from_file(path)  # a service without its root must not start

    async def wrap(self, secret: bytes, week: str) -> Rooted:
        """Wrap a week key under the root of now; the part of the week is made at the first call."""
        return await asyncio.to_thread(self._wrap, secret, week)

    async def unwrap(self, wrapped: bytes, week: str, root_id: str | None) -> bytes:
        """Open a week key; raises RootGone, or Unopenable."""
        known = self._derived.get((root_id or "", week))
        if known is None:
            known = await asyncio.to_thread(self._find, week, root_id)
        return known.unseal(wrapped, week)

    async def is_current(self, root_id: str | None) -> bool:
        """Whether the root file of now has this id, as the disk says at this moment."""
        return root_id == await asyncio.to_thread(lambda: _id_of(self._read(self._path)))

    async def kept_weeks(self) -> set[str]:
        """Return the weeks that have a part."""
        return await asyncio.to_thread(self._kept)

    async def forget(self, weeks: Collection[str]) -> None:
        """Remove the parts of these weeks, and what is remembered of them."""
        await asyncio.to_thread(self._forget, weeks)
        for known in [key for key in self._derived if key[1] in weeks]:
            del self._derived[known]

    async def belongs_to(self, store: UUID) -> None:
        """Bind the root to this key database at first use; raises StoreReplaced."""
        if await asyncio.to_thread(self._bound, store) != str(store):
            raise StoreReplaced

    async def current_id(self) -> str:
        """Return the id of the root of now: it tells nothing of the root."""
        return await asyncio.to_thread(lambda: _id_of(self._read(self._path)))

    async def prepare_change(self) -> "RootFile":
        """Make the next root, or find the one that a change cut off has made; returns it as a root of its own."""
        await asyncio.to_thread(write_once, self._next, secrets.token_bytes(gcm.KEY_BYTES))
        return _Next(self._path)

    async def finish_change(self) -> None:
        """Put the next root in the place of the one of now, whose file is gone with that. Safe to repeat."""
        await asyncio.to_thread(self._finish)

    @property
    def _next(self) -> Path:
        return self._path.with_name(f"{self._path.name}.next")

    def _wrap(self, secret: bytes, week: str) -> Rooted:
        root = self._read(self._wrapping())
        self._weeks.mkdir(mode=0o700, exist_ok=True)
        part = write_once(self._part(week), secrets.token_bytes(gcm.KEY_BYTES))
        key = _derive(root, part, week)
        return Rooted(_id_of(root), key.seal(secret, week))

    def _wrapping(self) -> Path:
        return self._path

    def _find(self, week: str, root_id: str | None) -> RootKey:
        if root_id is None:  # wrapped before weeks had parts
            return RootKey(self._read(self._path))
        for path in (self._path, self._next):
            with suppress(FileNotFoundError):
                root = self._read(path)
                if _id_of(root) == root_id:
                    key = _derive(root, self._read_part(week), week)
                    self._derived[root_id, week] = key
                    return key
        raise RootGone

    def _read_part(self, week: str) -> bytes:
        try:
            return self._read(self._part(week))
        except FileNotFoundError:
            raise RootGone from None

    def _part(self, week: str) -> Path:
        if not _WEEK.fullmatch(week):
            raise RootGone
        return self._weeks / week

    def _kept(self) -> set[str]:
        if not self._weeks.exists():
            return set()
        return {path.name for path in self._weeks.iterdir() if _WEEK.fullmatch(path.name)}

    def _forget(self, weeks: Collection[str]) -> None:
        for week in sorted(weeks):
            self._part(week).unlink(missing_ok=True)
        if self._weeks.exists():
            _sync(self._weeks)

    def _bound(self, store: UUID) -> str:
        path = self._path.with_name(f"{self._path.name}.store")
        with suppress(FileNotFoundError):
            return path.read_text(encoding="ascii")
        return write_once(path, str(store).encode()).decode()

    def _finish(self) -> None:
        with suppress(FileNotFoundError):
            self._next.replace(self._path)
            _sync(self._path.parent)

    @staticmethod
    def _read(path: Path) -> bytes:
        return RootKey.from_file(path).secret


class _Next(RootFile):
    """The same files, wrapping under the root to be."""

    def _wrapping(self) -> Path:
        return self._next if self._next.exists() else self._path

    async def is_current(self, root_id: str | None) -> bool:
        return root_id == await asyncio.to_thread(lambda: _id_of(self._read(self._wrapping())))


def write_once(path: Path, content: bytes) -> bytes:
    """Write a file that only its owner reads, whole or not at all; one that is there stands. Returns what it holds."""
    if not path.exists():
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first
                os.link(part, path)
        finally:
            part.unlink(missing_ok=True)
        _sync(path.parent)
    return path.read_bytes()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _id_of(root: bytes) -> str:
    return hmac.digest(root, b"finsam-root-id", hashlib.sha256)[:_ID_BYTES].hex()


def _derive(root: bytes, part: bytes, week: str) -> RootKey:
    made = HKDF(algorithm=SHA256(), length=gcm.KEY_BYTES, salt=part, info=bind("finsam-root", week))
    return RootKey(made.derive(root))
