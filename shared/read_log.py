"""Who has read which case, and why. The person sees it as unit and function."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.auth import Viewer
from shared.days import utc
from shared.db import Sessions
from shared.problem import Refusal
from shared.purposes import Purpose
from shared.tables import read_log


@dataclass(frozen=True, slots=True)
class Read:
    """One read as the person may see it: never the name of who read."""

    at: datetime
    unit: str | None
    function: str | None
    purpose: str

    def written(self) -> dict[str, str | None]:
        """Write it as it is answered over HTTP."""
        return {"at": utc(self.at), "unit": self.unit, "function": self.function, "purpose": self.purpose}


async def log_read(session: AsyncSession, viewer: Viewer, case_id: UUID, purpose: str) -> None:
    """Note a read in the caller's transaction; commit before the answer leaves."""
    await log_reads(session, viewer, [case_id], purpose)


async def log_reads(session: AsyncSession, viewer: Viewer, case_ids: Iterable[UUID], purpose: str) -> None:
    """Note a read of each case of a list, as `log_read` does, with one statement."""
    who = {
        "subject": viewer.subject,
        "unit": viewer.unit,
        "function": viewer.function,
        "roles": " ".join(sorted(viewer.roles)),
        "client_id": viewer.client_id,
        "purpose": purpose,
    }
    rows = [{"case_id": case_id, **who} for case_id in case_ids]
    if rows:
        connection = await session.connection()
        await connection.execute(insert(read_log).values(rows))


async def reads_of(session: AsyncSession, case_id: UUID) -> Sequence[Read]:
    """Return the reads of a case, oldest first."""
    wanted = select(read_log.c.at, read_log.c.unit, read_log.c.function, read_log.c.purpose)
    connection = await session.connection()
    rows = await connection.execute(wanted.where(read_log.c.case_id == case_id).order_by(read_log.c.id))
    return [Read(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ShowsReads:
    """Shows a case's reads to the one whom it is about, and to a reviewer, who may have to say why.

    `own_role`: the role of the one whom a case is about. `withheld`: which of some cases are handled by hand.
    """

    sessions: Sessions
    own_role: str
    withheld: Callable[[Collection[UUID]], Awaitable[Collection[UUID]]]
    refusal: type[Refusal]

    async def shown(
        self, viewer: Viewer, case_id: UUID, purpose: Purpose | None
    ) -> list[dict[str, str | None]]:
        """Return the reads; a stated purpose is logged as a read of its own, which the next one to ask sees.

        Raises the refusal when a reviewer states none of a case that is handled by hand. That she may see the case's
        log at all has been asked before.
        """
        if self.own_role not in viewer.roles and purpose is None and await self.withheld([case_id]):
            raise self.refusal
        async with self.sessions.begin() as session:
            reads = await reads_of(session, case_id)
            if purpose is not None:
                await log_read(session, viewer, case_id, purpose)
        return [read.written() for read in reads]
