"""The consent service with both walls of the promise taken down, in a process that a test owns.

Rows that have ended count as in force, and the keys of ended rows are kept. Nothing else is changed.
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent import standing
from services.consent.addressing import earlier
from shared import keys


async def _keep_wrapped(_session: AsyncSession, _row_ids: Collection[UUID]) -> None:
    return None


async def _keep_keys(_self: keys.KeyStore, _kind: str, _ids: Collection[str]) -> None:
    return None


if __name__ == "__main__":
    standing.StandingRow.in_force = lambda _row, _at: True
    earlier.forget_keys_of_rows = _keep_wrapped
    keys.KeyStore.destroy = _keep_keys

    # Imported only now, so that everything takes the planted functions.
    from services.consent.wiring import wire
    from shared.service import run

    run(wire)
