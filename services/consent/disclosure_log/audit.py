"""The log looks through itself: every stored byte against the tree, and every checkpoint against the bytes.

One flipped bit makes a log worthless when it is found too late (the CT log Yeti 2022). Each leaf is kept twice, and the
tree tells which copy is right.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import structlog
from finsam_verify.checkpoint import KeyLink, signed_checkpoint
from finsam_verify.encoding import Malformed
from finsam_verify.merkle import Frontier, leaf_hash
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log import rows
from services.consent.disclosure_log.rows import LogDamaged
from services.consent.disclosure_log.sequencer import Sequencer
from services.consent.disclosure_log.signers import Signers
from shared.db import Sessions
from shared.outage import OUTAGE

log = structlog.get_logger(__name__)

EVERY_SECONDS: Final = 3600.0
_STEP: Final = 2000
_TELL: Final = 20
_COPIES = text(
    "select e.number, e.body, l.body as first, n.hash from log_entry e"
    " left join leaf l on l.id = e.leaf_id and l.number = e.number"
    " left join log_node n on n.level = 0 and n.place = e.number"
    " where e.number >= :start and e.number < :end order by e.number"
)

_ENDED = text(
    "insert into log_look (slot, ended_at, found) values (1, clock_timestamp(), :found)"
    " on conflict (slot) do update set ended_at = excluded.ended_at, found = excluded.found"
)


@dataclass(frozen=True, slots=True)
class Damage:
    """Something that does not fit. `number`: the leaf's, or the size of the checkpoint."""

    kind: str
    number: int


class Audit:
    """Looks each hour. What was found last, by any instance, decides whether the log is said to be whole."""

    def __init__(self, sessions: Sessions, signers: Signers, sequencer: Sequencer) -> None:
        self._sessions = sessions
        self._signers = signers
        self._sequencer = sequencer

    async def keep(self, stop: asyncio.Event) -> None:
        """Look now and each hour until `stop`."""
        while not stop.is_set():
            try:
                await self.look()
                await self._sequencer.tidy()
            except OUTAGE as failure:
                log.warning("log_audit_waits", exception=type(failure).__name__)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), EVERY_SECONDS)

    async def look(self) -> tuple[Damage, ...]:
        """Go through the whole log, and return what does not fit (twenty places at most).

        How much that is, is kept for every instance: the alarms of one that does not look say it too.
        """
        async with self._sessions() as session:
            found = tuple((await self._look(session))[:_TELL])
        for each in found:
            log.error("log_damaged", code="log_damaged", state=each.kind, number=each.number)
        async with self._sessions() as session, session.begin():
            await (await session.connection()).execute(_ENDED, {"found": len(found)})
        return found

    async def _look(self, session: AsyncSession) -> list[Damage]:
        size, signed_size = await rows.size_of(session), await rows.signed_size(session)
        try:
            chain = await self._signers.chain(session)
        except LogDamaged:
            # Without the keys no checkpoint can be judged: each would seem to be another's.
            return [Damage("key_unreadable", 0)]
        found = [Damage("cut", signed_size)] if signed_size > size else []
        grown, signed = Frontier(), 0
        while grown.size < size and len(found) < _TELL:
            end = min(grown.size + _STEP, size)
            notes = dict(await rows.notes_after(session, signed, _STEP))
            found += await _stretch(session, grown, end, notes, chain)
            signed = end
        return found


async def _stretch(
    session: AsyncSession, grown: Frontier, end: int, notes: dict[int, str], chain: list[KeyLink]
) -> list[Damage]:
    """Let the tree grow up to `end` over the stored bytes, and over what is gone."""
    found: list[Damage] = []
    copies = await (await session.connection()).execute(_COPIES, {"start": grown.size, "end": end})
    for row in copies:
        found += _gap(grown, row.number)
        hash_ = leaf_hash(bytes(row.body))
        if row.hash is None or hash_ != bytes(row.hash):
            found.append(Damage("entry_changed", row.number))
        if row.first is None:
            found.append(Damage("leaf_missing", row.number))
        elif bytes(row.first) != bytes(row.body):
            found.append(Damage("leaf_changed", row.number))
        grown.push(hash_)
        if grown.size in notes:
            found += _checkpoint(notes[grown.size], grown, chain)
    return found + _gap(grown, end)


def _gap(grown: Frontier, until: int) -> list[Damage]:
    missing = range(grown.size, until)
    for _ in missing:
        grown.push(b"")
    return [Damage("gap", number) for number in missing]


def _checkpoint(note: str, grown: Frontier, chain: list[KeyLink]) -> list[Damage]:
    try:
        found = signed_checkpoint(note, chain)
    except Malformed:
        return [Damage("checkpoint_unreadable", grown.size)]
    if found is None or found.tree != (grown.size, grown.root()):
        return [Damage("checkpoint_differs", grown.size)]
    return []
