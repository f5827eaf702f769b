"""Evidence for who asks: a bundle with the leaves that are hers to see, their proofs, and what they were about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from finsam_verify.bundle import BundleLeaf, Earlier
from finsam_verify.checkpoint import Checkpoint
from finsam_verify.leaf import Opening
from sqlalchemy import Row, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.disclosure_log import rows
from services.consent.domain import tree

MOST_LEAVES: Final = 50_000
"""In one bundle of a person or a unit."""
MOST_EARLIER: Final = 200
"""Earlier checkpoints in one bundle."""
_STEP: Final = 5000

_SEEN = """
    select l.number, l.id, l.body, l.case_id, l.recipient, l.event_id, l.index as section,
        coalesce(s.category, o.category) as category, coalesce(s.source, o.source) as source,
        coalesce(s.row_id, o.row_id) as row_id, a.alias, c.registering_unit, c.team
    from leaf l
    left join delivery_section s on s.event_id = l.event_id and s.index = l.index
    left join spoken o on o.id = l.event_id
    left join case_file c on c.case_id = l.case_id
    left join alias a on a.case_id = l.case_id and a.recipient = l.recipient
    where l.number < :size and ({reach})
        and (cast(:leaf as uuid) is null or l.id = cast(:leaf as uuid))
        and (cast(:event as uuid) is null or l.event_id = cast(:event as uuid))
    order by l.number limit :most
"""
_NOT_HIDDEN = "(c.withheld_since is null or c.registering_unit = :unit)"
_OF_CASES = text(_SEEN.format(reach="l.case_id = any(:cases)"))
_RECEIVED = text(_SEEN.format(reach=f"l.recipient = :unit and {_NOT_HIDDEN}"))
_CONCERNED = text(
    _SEEN.format(
        reach="(l.recipient = :unit or coalesce(s.source, o.source) = :unit or c.registering_unit = :unit)"
        f" and {_NOT_HIDDEN}"
    )
)


@dataclass(frozen=True, slots=True)
class Reach:
    """Which leaves are a reader's: those of her own cases, or her unit's.

    A unit's reviewer sees what the unit received, was the source of, or registered the samtycke for; others of the
    unit what it received. A protected case is seen by the unit that registered it, and by the person.
    """

    cases: tuple[UUID, ...] = ()
    unit: str | None = None
    reviews: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """A leaf that the reader may see, with what it was about."""

    number: int
    leaf_id: UUID
    body: bytes
    case_id: UUID
    about: Opening


async def visible_to(
    session: AsyncSession, reach: Reach, size: int, *, leaf: UUID | None = None, event: UUID | None = None
) -> list[Seen]:
    """Return the reader's leaves among the first `size`: all of them, one, or those of one record.

    The case's id is told to who has it: the person, the unit that registered the samtycke, the team. Others know the
    case by an alias of their own.
    """
    values = {"size": size, "most": MOST_LEAVES + 1, "leaf": leaf, "event": event}
    connection = await session.connection()
    if reach.unit is None:
        found = await connection.execute(_OF_CASES, values | {"cases": list(reach.cases)})
        return [_seen(row, None) for row in found]
    query = _CONCERNED if reach.reviews else _RECEIVED
    found = await connection.execute(query, values | {"unit": reach.unit})
    return [_seen(row, reach.unit) for row in found]


async def proved(session: AsyncSession, seen: Sequence[Seen], size: int) -> list[BundleLeaf]:
    """Return the leaves with their proofs. Raises LogDamaged."""
    stretches = {leaf.number: tree.inclusion(leaf.number, size) for leaf in seen}
    wanted = {node for parts in stretches.values() for node in tree.needed(parts)}
    known = await rows.hashes(session, sorted(wanted))
    return [
        BundleLeaf(
            leaf.number,
            leaf.body,
            None,
            [tree.root_of(part, known) for part in stretches[leaf.number]],
            leaf.about,
        )
        for leaf in seen
    ]


async def whole(session: AsyncSession, shown: Mapping[int, Seen] | None, size: int) -> list[BundleLeaf]:
    """Return every leaf: with its bytes where they are shown, else its hash. `shown` None: all bytes, nothing told."""
    leaves: list[BundleLeaf] = []
    for start in range(0, size, _STEP):
        end = min(start + _STEP, size)
        if shown is None:
            found = await rows.entries(session, start, end - start)
            leaves += [BundleLeaf(entry.number, entry.body) for entry in found]
            continue
        hashes = await rows.nodes_of_leaves(session, start, end)
        leaves += [
            BundleLeaf(number, shown[number].body, None, None, shown[number].about)
            if number in shown
            else BundleLeaf(number, None, hashes[number])
            for number in sorted(hashes)
        ]
    return leaves


async def earlier(session: AsyncSession, head: Checkpoint, asked: Sequence[int]) -> list[Earlier]:
    """Return earlier checkpoints with their proofs: those asked for, and the latest ones. Raises LogDamaged."""
    notes = await rows.notes_of(session, [size for size in asked if 0 < size < head.size])
    if len(notes) < MOST_EARLIER:
        latest = await rows.notes_before(session, head.size, MOST_EARLIER - len(notes))
        notes = dict(latest) | notes
    return [
        Earlier(note, await rows.consistency_path(session, size, head.size))
        for size, note in sorted(notes.items())
    ]


def _seen(row: Row[*tuple[Any, ...]], unit: str | None) -> Seen:
    is_known = unit is None or unit in {row.registering_unit, row.team}
    about = Opening(
        case_id=str(row.case_id) if is_known else None,
        alias=str(row.alias) if row.alias and not is_known and row.recipient == unit else None,
        recipient=row.recipient,
        event_id=str(row.event_id),
        index=row.section,
        category=row.category or "",
        source=row.source or "",
        row_id=str(row.row_id) if row.row_id and is_known else None,
    )
    return Seen(row.number, row.id, bytes(row.body), row.case_id, about)
