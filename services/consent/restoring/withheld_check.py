"""That a case is withheld is never a fact on a topic; so the key database remembers it too, for the day of a restore.

The note is a key that seals nothing: its id begins with the case. It lives for as long as the mark does.
"""

from uuid import UUID

import structlog
from sqlalchemy import select, update
from sqlmodel import col

from services.consent.tables.files import CaseFile
from shared.clock import Clock
from shared.db import Sessions
from shared.ids import uuid7
from shared.keys import KeyStore

log = structlog.get_logger(__name__)

WITHHELD = "withheld"
_BATCH = 1000


class WithheldCheck:
    """Compares the marks with their notes. Raises KeyStoreDown or a database error; may be repeated."""

    def __init__(self, sessions: Sessions, keys: KeyStore, clock: Clock) -> None:
        self._sessions = sessions
        self._keys = keys
        self._clock = clock

    async def put_back(self) -> int:
        """After a loss: withhold what a note says was withheld. What was lifted in its last minute is lifted again."""
        count = 0
        noted = {UUID(note.partition("|")[0]) for note in await self._notes()}
        for case_id in sorted(noted):
            async with self._sessions() as session, session.begin():
                done = await (await session.connection()).execute(
                    update(CaseFile)
                    .where(col(CaseFile.case_id) == case_id, col(CaseFile.withheld_since).is_(None))
                    .values(withheld_since=self._clock.now())
                    .returning(col(CaseFile.case_id))
                )
                count += len(done.all())
        return count

    async def note(self) -> None:
        """While all agrees: note what is withheld, and destroy the notes of what is not any more."""
        query = select(col(CaseFile.case_id)).where(col(CaseFile.withheld_since).is_not(None))
        async with self._sessions() as session, session.begin():
            withheld = set((await (await session.connection()).execute(query)).scalars())
        notes = {note: UUID(note.partition("|")[0]) for note in await self._notes()}
        await self._keys.destroy(WITHHELD, [note for note, case in notes.items() if case not in withheld])
        # An id is never made twice: a case that is marked again gets another note.
        new = sorted(withheld - set(notes.values()))
        await self._keys.create_many(WITHHELD, [f"{case_id}|{uuid7()}" for case_id in new])

    async def _notes(self) -> set[str]:
        found, after = set[str](), ""
        while living := await self._keys.ledger.living(WITHHELD, after, _BATCH):
            found |= set(living)
            after = living[-1]
        return found
