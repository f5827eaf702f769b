"""Who sends and which team receives, as learned from a case's first event and never believed otherwise later."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.disclosures import FIRST_FACT, Role
from services.consent.addressing.foreign_events import CaseEvent
from services.consent.tables.deliveries import Participants
from shared.events import Envelope
from shared.inbox import Permanent

_OF_THE_TEAM: Final = frozenset({Role.TEAM, Role.PARTY})
_WRITERS: Final[Mapping[str, frozenset[Role]]] = {
    "/finsam/referral": frozenset({Role.SENDER}),
    "/finsam/coordinator": _OF_THE_TEAM,
    "/finsam/followup": _OF_THE_TEAM,
}
"""Whose events each topic carries. A party answers to the team's services, which pass its words on as its own."""


@dataclass(frozen=True, slots=True)
class Case:
    """The parts of a case in one event. `owner` is the unit whose event it is."""

    id: UUID
    sender: str
    team: str
    parties: tuple[str, ...]
    owner: str

    def as_data(self) -> dict[str, object]:
        """Return the parts by role, as `disclosures` reads them."""
        # `party` is only ever asked for as the owner.
        return {"sender": self.sender, "team": self.team, "parties": self.parties, "party": self.owner}


async def sender_of(session: AsyncSession, case_id: UUID) -> str | None:
    """Return the unit whose anmälan it is; None before its first event has come."""
    connection = await session.connection()
    query = select(col(Participants.sender)).where(col(Participants.case_id) == case_id)
    return (await connection.execute(query)).scalar()


async def case_of(session: AsyncSession, envelope: Envelope, owner: Role) -> Case:
    """Return the event's case; raises Permanent when the event speaks for a unit that it may not speak for.

    The first event of a case tells who sends and which team receives; every later one must say the same. Sections
    are the owner's own: one that names another source is refused.
    """
    event = CaseEvent.of(envelope)
    if envelope.type == FIRST_FACT:
        await _learn(session, event)
    connection = await session.connection()
    query = select(col(Participants.sender), col(Participants.team)).where(
        col(Participants.case_id) == envelope.subject
    )
    known = (await connection.execute(query)).first()
    if known is None:
        # The topics are not ordered against each other; the first event may still be on its way.
        raise CaseNotKnownYet
    may_write = _WRITERS.get(envelope.source, frozenset[Role]())
    if (known[0], known[1]) != (event.sender, event.team) or owner not in may_write:
        raise Permanent("not_the_owner")
    unit = _owner(event, owner)
    if any(section.get("source") != unit for section in envelope.sections):
        raise Permanent("foreign_section")
    return Case(envelope.subject, event.sender, event.team, event.parties, unit)


def _owner(event: CaseEvent, owner: Role) -> str:
    """Return the unit that the event speaks for. A party is never the team, which speaks for itself."""
    unit = {Role.SENDER: event.sender, Role.TEAM: event.team}.get(owner, event.party)
    if unit is None or (owner is Role.PARTY and unit == event.team):
        raise Permanent("not_the_owner")
    return unit


class CaseNotKnownYet(Exception):
    """The case's first event has not been handled here yet: try again."""


async def is_erased(session: AsyncSession, case_id: UUID) -> bool:
    """Whether the case is erased; read under the pair's lock."""
    connection = await session.connection()
    query = select(col(Participants.erased_at)).where(col(Participants.case_id) == case_id)
    return (await connection.execute(query)).scalar() is not None


async def mark_erased(session: AsyncSession, envelope: Envelope) -> None:
    """Remember that nothing more is sealed in this case."""
    connection = await session.connection()
    await connection.execute(
        update(Participants)
        .where(col(Participants.case_id) == envelope.subject)
        .where(col(Participants.erased_at).is_(None))
        .values(erased_at=envelope.time)
    )


async def _learn(session: AsyncSession, event: CaseEvent) -> None:
    connection = await session.connection()
    await connection.execute(
        insert(Participants)
        .values(case_id=event.subject, sender=event.sender, team=event.team)
        .on_conflict_do_nothing()
    )
