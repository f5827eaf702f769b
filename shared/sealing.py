"""Columns sealed under the key of their case: destroying that one key erases every copy."""

import json
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from shared import gcm
from shared.binding import bind
from shared.keys import KeyGone, KeyStore
from shared.problem import Refusal

KIND = "case"


class CaseGone(KeyGone, Refusal):
    """The case is erased, or was never here: also when that happened under the hands of whoever acts on it."""

    code = "case_erased"


@dataclass(frozen=True, slots=True)
class CaseKey:
    """One case's key, opened. Held no longer than the request that opened it.

    Every ciphertext is bound to its table, column and row: moved elsewhere it does not open.
    """

    case_id: UUID
    secret: bytes = field(repr=False)

    def seal(self, table: str, column: str, row_id: object, plaintext: bytes) -> bytes:
        """Seal a value for its place."""
        return gcm.seal(self.secret, plaintext, bind(table, column, str(row_id)))

    def open(self, table: str, column: str, row_id: object, sealed: bytes) -> bytes:
        """Open a value at its place; raises :class:`~shared.unopenable.Unopenable`."""
        return gcm.unseal(self.secret, sealed, bind(table, column, str(row_id)))

    def seal_json(self, table: str, column: str, row_id: object, value: Any) -> bytes:
        """Seal anything JSON can say."""
        return self.seal(
            table, column, row_id, json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
        )

    def open_json(self, table: str, column: str, row_id: object, sealed: bytes) -> Any:
        """Open what :meth:`seal_json` sealed."""
        return json.loads(self.open(table, column, row_id, sealed))


class CaseKeys:
    """The case keys of one service, in its key database."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store

    async def create(self, case_id: UUID) -> CaseKey:
        """Make the key of a new case; raises KeyExists, CaseGone (erased) or KeyStoreDown."""
        return await _opened(case_id, self._store.create(KIND, str(case_id)))

    async def ensure(self, case_id: UUID) -> CaseKey:
        """Open the key, made now for a case seen for the first time; raises CaseGone or KeyStoreDown."""
        return await _opened(case_id, self._store.ensure(KIND, str(case_id)))

    async def open_key(self, case_id: UUID) -> CaseKey:
        """Open the key of a case; raises CaseGone (erased or unknown) or KeyStoreDown."""
        return await _opened(case_id, self._store.get(KIND, str(case_id)))

    async def open_many(self, case_ids: list[UUID]) -> dict[UUID, CaseKey]:
        """Open the keys of several cases; those erased or unknown are left out."""
        found = await self._store.get_many(KIND, [str(case_id) for case_id in case_ids])
        return {UUID(text): CaseKey(UUID(text), secret) for text, secret in found.items()}

    async def destroy(self, case_id: UUID) -> None:
        """Erase: nothing sealed under this case's key can be opened again."""
        await self._store.destroy(KIND, [str(case_id)])


async def _opened(case_id: UUID, secret: Awaitable[bytes]) -> CaseKey:
    try:
        return CaseKey(case_id, await secret)
    except KeyGone:
        raise CaseGone from None
