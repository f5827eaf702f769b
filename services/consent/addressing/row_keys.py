"""The keys of this service: one per case for its own columns, one per row for what is sealed on that row."""

from collections.abc import Iterable
from uuid import UUID

from services.consent.addressing.wrapping import ROW_KEY
from shared.keys import KeyStore
from shared.sealing import CaseKey, CaseKeys


class ConsentKeys:
    """What commands need of the key database before their transaction opens."""

    def __init__(self, store: KeyStore, case_keys: CaseKeys) -> None:
        self._store = store
        self._case_keys = case_keys

    async def of_case(self, case_id: UUID) -> CaseKey:
        """Return the key of the case, made at the first call. Raises KeyGone (erased), KeyStoreDown."""
        return await self._case_keys.ensure(case_id)

    async def make_for_rows(self, row_ids: Iterable[UUID]) -> None:
        """Make the key of each row, in one go. Raises KeyStoreDown."""
        await self._store.create_many(ROW_KEY, [str(row_id) for row_id in row_ids])
