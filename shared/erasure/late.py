"""Events that come for a case that has been erased: a replay, a retry, a fact that was long on its way. Handled, without effect."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.db import Sessions
from shared.erasure.store import enter, is_erased
from shared.events import Envelope
from shared.inbox import Reaction, Reactions, TwoSteps


def unless_erased(reactions: Reactions, sessions: Sessions) -> dict[str, Reaction | TwoSteps]:
    """Return the reactions so that an erased case is left alone: nothing of it is asked, kept or made anew."""
    return {kind: _guarded(reaction, sessions) for kind, reaction in reactions.items()}


def _guarded(reaction: Reaction | TwoSteps, sessions: Sessions) -> Reaction | TwoSteps:
    if isinstance(reaction, TwoSteps):
        return _two_steps(reaction, sessions)

    async def act(session: AsyncSession, envelope: Envelope) -> None:
        if await enter(session, envelope.subject):
            await reaction(session, envelope)

    return act


def _two_steps(reaction: TwoSteps, sessions: Sessions) -> TwoSteps:
    async def prepare(envelope: Envelope) -> Any:
        async with sessions() as session, session.begin():
            if await is_erased(session, envelope.subject):
                return None
        return await reaction.prepare(envelope)

    async def act(session: AsyncSession, envelope: Envelope, prepared: Any) -> None:
        if await enter(session, envelope.subject):
            await reaction.act(session, envelope, prepared)

    return TwoSteps(prepare, act)
