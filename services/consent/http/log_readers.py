"""Who may see which leaves, and a session in which the log is proved."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from finsam_verify.checkpoint import Checkpoint
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.core import Core
from services.consent.disclosure_log import rows
from services.consent.disclosure_log.evidence import Reach
from services.consent.disclosure_log.rows import LogDamaged
from services.consent.errors import LogClosed, LogEmpty
from services.consent.http.readers import unit_of
from services.consent.queries.viewing import own_cases
from shared.auth import Viewer
from shared.days import local_day


async def reach_of(session: AsyncSession, viewer: Viewer, core: Core) -> Reach:
    """Return which leaves are the viewer's: the person's own, a reviewer's unit's, or what her unit received.

    Raises Forbidden.
    """
    if "individ" in viewer.roles:
        return Reach(tuple(case.id for case in await own_cases(session, viewer, core.person_index)))
    if "logggranskare" in viewer.roles and viewer.unit is not None:
        return Reach(unit=viewer.unit, reviews=True)
    return Reach(unit=unit_of(viewer, core.recipients, local_day(core.clock.now()), scope="release"))


@asynccontextmanager
async def proving(core: Core) -> AsyncGenerator[tuple[AsyncSession, Checkpoint]]:
    """One transaction, and the checkpoint that everything in it is proved by. Raises LogEmpty, LogClosed."""
    async with reading_log(core) as session:
        head = await rows.latest(session)
        if head is None:
            raise LogEmpty
        yield session, head


@asynccontextmanager
async def reading_log(core: Core) -> AsyncGenerator[AsyncSession]:
    """One transaction on the log. Raises LogClosed when what is read there contradicts itself."""
    try:
        async with core.sessions() as session, session.begin():
            yield session
    except LogDamaged:
        raise LogClosed from None
