"""A meeting of the team discloses by itself: what was said was heard by the units that sat there.

The note of the meeting is sealed like any document. Besides it, each unit present gets a leaf in the disclosure log,
at the time of the meeting, on the row that allowed it then. The units are known only afterwards, when the koordinator has
told who came; so nothing is refused here: what has been said is written down as it was.
"""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, and_, insert, or_, select
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.foreign_events import Meeting
from services.consent.addressing.participants import is_erased
from services.consent.addressing.sealing import Sealing
from services.consent.disclosure_log.leaf import LOG_KEY, Disclosed, Ground, LeafBody
from services.consent.domain.rows import RowState
from services.consent.tables.deliveries import Leaf, Spoken
from services.consent.tables.rows import ConsentRow
from shared.events import Envelope
from shared.ids import uuid7
from shared.keys import KeyStore

CATEGORY = "mote"
PURPOSE = "mote"
FUNCTION = "deltagare i mötet"
"""Under which function of the unit it stands: who came for the unit is the koordinator's to know."""


class Speaking:
    """The reaction to a meeting that was held."""

    def __init__(self, sealing: Sealing, keys: KeyStore) -> None:
        self._sealing = sealing
        self._keys = keys

    async def __call__(self, session: AsyncSession, envelope: Envelope) -> None:
        """Seal the note, then log what was heard; raises Permanent, KeyStoreDown.

        Sealing has checked whose fact it is, and holds the pairs' locks: no row of theirs ends meanwhile.
        """
        await self._sealing(session, envelope)
        meeting = Meeting.of(envelope)
        present = set(meeting.parties) - {meeting.team}
        if not present or await is_erased(session, meeting.subject):
            return
        log_key = await self._keys.ensure(LOG_KEY, str(meeting.subject))
        allowed = await _rows_then(session, meeting, present)
        for unit in sorted(present):
            heard = Disclosed(meeting.subject, unit, uuid4(), 0, CATEGORY, meeting.team, allowed.get(unit))
            ground = Ground.ROW if heard.row_id else Ground.ORAL
            commitment = heard.commitment(log_key)
            leaf = LeafBody(unit, FUNCTION, PURPOSE, ground, meeting.held_at, commitment)
            await _log(session, envelope.id, heard, leaf)


async def _rows_then(session: AsyncSession, meeting: Meeting, units: Collection[str]) -> dict[str, UUID]:
    """Return unit → the row that was in force when the meeting was held; one that ended later was still in force."""
    query = (
        select(col(ConsentRow.recipient), col(ConsentRow.id))
        .where(col(ConsentRow.case_id) == meeting.subject, col(ConsentRow.source) == meeting.team)
        .where(col(ConsentRow.recipient).in_(units), col(ConsentRow.category) == CATEGORY)
        .where(_was_in_force(meeting))
        .order_by(col(ConsentRow.valid_from), col(ConsentRow.id))
    )
    connection = await session.connection()
    return {row[0]: row[1] for row in await connection.execute(query)}


def _was_in_force(meeting: Meeting) -> ColumnElement[bool]:
    still = or_(col(ConsentRow.state) == RowState.AKTIV.value, col(ConsentRow.ended_at) > meeting.held_at)
    return and_(
        still, col(ConsentRow.valid_from) <= meeting.held_at, col(ConsentRow.valid_to) > meeting.held_at
    )


async def _log(session: AsyncSession, event_id: UUID, heard: Disclosed, leaf: LeafBody) -> None:
    connection = await session.connection()
    await connection.execute(
        insert(Spoken).values(
            id=heard.event_id,
            case_id=heard.case_id,
            source_event_id=event_id,
            recipient=heard.recipient,
            source=heard.source,
            category=heard.category,
            row_id=heard.row_id,
        )
    )
    await connection.execute(
        insert(Leaf).values(
            id=uuid7(),
            case_id=heard.case_id,
            recipient=heard.recipient,
            event_id=heard.event_id,
            index=heard.index,
            at=leaf.at,
            body=leaf.encode(),
        )
    )
