"""Rows ↔ decisions and holds, within one transaction. Whoever reads to change takes the case's turn first."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, exists, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.days import local_day
from shared.erasure.rules import Decision, ErasureUnknown, Hold, Official, ProtocolUsed
from shared.erasure.tables import erasure_decision as decisions
from shared.erasure.tables import erasure_hold as holds

_TURN = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
_BESIDE = text("select pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")
_LAST_NOTE = text(
    "select max((convert_from(envelope, 'UTF8')::jsonb ->> 'time')::timestamptz) from ("
    " select envelope, type from event_history where case_id = :case_id"
    " union all select body, type from inbox where key = :key and handled_at is not null"
    ") as noted (envelope, type) where type not like '%.case_erased.v_'"
)
_ACTS = ("decided", "attested", "set_aside", "put", "lifted")


async def take_turn(session: AsyncSession, case_id: UUID, *, alone: bool = True) -> None:
    """Hold the case until the transaction ends: alone to decide or destroy, beside others to work in it."""
    name = {"name": f"erasure:{case_id}"}
    await (await session.connection()).execute(_TURN if alone else _BESIDE, name)


async def is_erased(session: AsyncSession, case_id: UUID) -> bool:
    """Tell whether what is held of a case is being destroyed, or is gone."""
    query = select(exists().where(decisions.c.case_id == case_id, decisions.c.begun_at.is_not(None)))
    return bool(await (await session.connection()).scalar(query))


async def enter(session: AsyncSession, case_id: UUID) -> bool:
    """Take a place beside others in the case, so that it is not erased under one's hands; tell whether it is there."""
    await take_turn(session, case_id, alone=False)
    return not await is_erased(session, case_id)


async def standing_decision(session: AsyncSession, case_id: UUID) -> Decision | None:
    """Return the decision about a case that has not been set aside."""
    query = select(decisions).where(decisions.c.case_id == case_id, decisions.c.set_aside_at.is_(None))
    row = (await (await session.connection()).execute(query)).first()
    return None if row is None else _decision(row)


async def last_note(session: AsyncSession, case_id: UUID) -> date | None:
    """Return the day, in Stockholm, of the last fact of a case that this service made or heard, but for others' gallring."""
    values = {"case_id": case_id, "key": str(case_id)}
    at = await (await session.connection()).scalar(_LAST_NOTE, values)
    return None if at is None else local_day(at)


async def must_be_unused(session: AsyncSession, unit: str, protocol: str, case_id: UUID) -> None:
    """Refuse a protocol of the unit that the case stands in already. Raises ProtocolUsed."""
    same = (decisions.c.unit == unit, decisions.c.protocol == protocol, decisions.c.case_id == case_id)
    query = select(exists().where(*same))
    if await (await session.connection()).scalar(query):
        raise ProtocolUsed


async def decisions_of(session: AsyncSession, case_id: UUID, unit: str) -> Sequence[Decision]:
    """Return a unit's decisions about a case, oldest first."""
    query = select(decisions).where(decisions.c.case_id == case_id, decisions.c.unit == unit)
    rows = await (await session.connection()).execute(query.order_by(decisions.c.decided_at, decisions.c.id))
    return [_decision(row) for row in rows]


async def holds_of(session: AsyncSession, case_id: UUID) -> Sequence[Hold]:
    """Return the holds of a case, oldest first, lifted ones too."""
    query = select(holds).where(holds.c.case_id == case_id).order_by(holds.c.put_at, holds.c.id)
    return [_hold(row) for row in await (await session.connection()).execute(query)]


async def stopped_among(session: AsyncSession, case_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return those of the cases with a hold that stands. Whoever destroys on the answer has taken the case's turn first."""
    query = select(holds.c.case_id).where(holds.c.case_id.in_(case_ids), holds.c.lifted_at.is_(None))
    return frozenset(row.case_id for row in await (await session.connection()).execute(query))


async def the_decision(session: AsyncSession, case_id: UUID, decision_id: UUID, unit: str) -> Decision:
    """Return one decision of the unit; raises ErasureUnknown."""
    found = [one for one in await decisions_of(session, case_id, unit) if one.id == decision_id]
    if not found:
        raise ErasureUnknown
    return found[0]


async def the_hold(session: AsyncSession, case_id: UUID, hold_id: UUID, unit: str) -> Hold:
    """Return one hold of the unit; raises ErasureUnknown."""
    found = [one for one in await holds_of(session, case_id) if (one.id, one.unit) == (hold_id, unit)]
    if not found:
        raise ErasureUnknown
    return found[0]


async def keep(session: AsyncSession, kept: Decision | Hold) -> None:
    """Keep a decision or a hold as it is now."""
    table = decisions if isinstance(kept, Decision) else holds
    values = _values(kept, table)
    made = insert(table).values(values)
    await (await session.connection()).execute(
        made.on_conflict_do_update(index_elements=["id"], set_=values | {"id": kept.id})
    )


async def unfinished(session: AsyncSession) -> Sequence[Decision]:
    """Return the decisions that are attested and not carried out, with nothing that holds them, the earliest first."""
    held = exists().where(holds.c.case_id == decisions.c.case_id, holds.c.lifted_at.is_(None))
    query = (
        select(decisions)
        .where(decisions.c.attested_at.is_not(None), decisions.c.set_aside_at.is_(None))
        .where(decisions.c.done_at.is_(None), or_(decisions.c.begun_at.is_not(None), ~held))
        .order_by(decisions.c.takes_effect, decisions.c.id)
    )
    return [_decision(row) for row in await (await session.connection()).execute(query)]


def _values(kept: Decision | Hold, table: Table) -> dict[str, Any]:
    plain = {name: value for name, value in asdict(kept).items() if name in table.c}
    for act in _ACTS:
        official: Official | None = getattr(kept, act, None)
        if f"{act}_by" in table.c:
            plain |= {
                f"{act}_by": official and official.subject,
                f"{act}_function": official and official.function,
            }
    return plain


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        row.id,
        row.case_id,
        row.unit,
        row.protocol,
        row.ground,
        row.reference,
        Official(row.decided_by, row.decided_function),
        row.decided_at,
        row.takes_effect,
        _official(row.attested_by, row.attested_function),
        row.attested_at,
        _official(row.set_aside_by, row.set_aside_function),
        row.set_aside_at,
        row.begun_at,
        row.keys_gone_at,
        row.done_at,
        row.counts,
    )


def _hold(row: Row[Any]) -> Hold:
    return Hold(
        row.id,
        row.case_id,
        row.unit,
        row.reason,
        row.reference,
        Official(row.put_by, row.put_function),
        row.put_at,
        _official(row.lifted_by, row.lifted_function),
        row.lifted_at,
    )


def _official(subject: str | None, function: str | None) -> Official | None:
    return None if subject is None else Official(subject, function)
