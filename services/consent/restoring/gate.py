"""The gate before everything that discloses: shut from the start, after a restore and after a failover, until reconciled.

What opens it is `reconciling.py`. It is opened for one running of the database server: whoever finds another answering
finds it shut, also in the moment before anybody has noticed.
"""

from datetime import datetime
from time import monotonic
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.errors import NotReconciled

STARTED = text("select pg_postmaster_start_time()")


class Gate:
    """One process's gate. `code` says why it is shut, for operators."""

    def __init__(self) -> None:
        self._open_for: datetime | None = None
        self._shut_at = monotonic()
        self.code = "not_looked_at"

    @property
    def open_for(self) -> datetime | None:
        """When the server started for which it is open; None: shut."""
        return self._open_for

    @property
    def shut_seconds(self) -> float:
        """How long it has been shut; nothing while it is open."""
        return monotonic() - self._shut_at if self._open_for is None else 0.0

    def open(self, started: datetime) -> None:
        """Open it for the server that started then."""
        self._open_for, self.code = started, ""

    def shut(self, code: str) -> None:
        """Shut it; one that is shut already has been so since before, whatever the code was."""
        if self._open_for is not None:
            self._shut_at = monotonic()
        self._open_for, self.code = None, code

    def look(self) -> None:
        """Raise NotReconciled when it is shut; for what discloses nothing by itself."""
        if self._open_for is None:
            raise NotReconciled

    async def pass_through(self, session: AsyncSession) -> None:
        """Raise NotReconciled unless it is open for the server that this transaction runs on."""
        self.look()
        started = (await (await session.connection()).execute(STARTED)).scalar_one()
        if started != self._open_for:
            raise NotReconciled


async def _pass(request: Request) -> None:
    request.app.state.core.gate.look()


OpenGate = Annotated[None, Depends(_pass)]
"""Asked for by a route that must wait until the service is reconciled."""
