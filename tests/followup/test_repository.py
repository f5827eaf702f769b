"""Follow-ups on PostgreSQL: what is sealed stays sealed, two writers leave one."""

import asyncio

import pytest

from services.followup.domain import Ending
from services.followup.errors import StaleFollowUp, UnknownFollowUp
from services.followup.repository import ConsentRows
from shared.ids import uuid7
from tests.followup.builders import (
    CONTACT,
    DUE,
    KEPT_OPEN,
    SENDER,
    a_follow_up,
    a_held_one,
    a_record,
    at,
    cover_rows,
    covered,
)

pytestmark = pytest.mark.real


async def kept(stage, follow_up):
    async with stage.parts.sessions.begin() as session:
        await stage.parts.follow_ups(session).add(follow_up)
    return follow_up


async def test_a_record_comes_back_as_it_was_written_and_lies_sealed(stage) -> None:
    follow_up = await kept(stage, a_held_one())
    await stage.parts.outbox.prepare()
    async with stage.parts.sessions.begin() as session:
        follow_ups = stage.parts.follow_ups(session)
        found = await follow_ups.get(follow_up.id, 1)
        record = a_record(found.plan, main="U40", own_words="KANARIE", next=KEPT_OPEN)
        after = found.write_record(record, covered(), CONTACT, next_id=uuid7(), at=at(DUE))
        await follow_ups.save(found)
        assert after is not None
        await follow_ups.add(after)

    async with stage.parts.sessions.begin() as session:
        read = await stage.parts.follow_ups(session).get(follow_up.id)
        (next_one, _) = await stage.parts.follow_ups(session).of_case(follow_up.case_id)
        loaded = await stage.parts.follow_ups(session).open_one(follow_up.case_id)
    assert read.record == record
    assert next_one.held_open
    assert loaded is not None
    assert loaded.id == next_one.id
    (row,) = await stage.rows(
        "select row_to_json(f)::text as whole, content from follow_up f where id = :i", i=read.id
    )
    assert b"KANARIE" not in bytes(row.content)
    for word in ("KANARIE", "U40", "halls_oppet", "FORS_"):
        assert word not in row.whole


async def test_two_saves_of_one_version_leave_one(stage) -> None:
    follow_up = await kept(stage, a_follow_up())

    async def move(version: int) -> None:
        async with stage.parts.sessions.begin() as session:
            follow_ups = stage.parts.follow_ups(session)
            await follow_ups.save(await follow_ups.get(follow_up.id, version))

    outcomes = await asyncio.gather(*(move(1) for _ in range(4)), return_exceptions=True)

    assert sorted(type(o).__name__ for o in outcomes) == ["NoneType", *["StaleFollowUp"] * 3]


async def test_a_stale_copy_is_not_saved(stage) -> None:
    follow_up = await kept(stage, a_follow_up())
    follow_up.version = 7

    async with stage.parts.sessions.begin() as session:
        with pytest.raises(StaleFollowUp):
            await stage.parts.follow_ups(session).save(follow_up)


async def test_unknown_is_unknown(stage) -> None:
    async with stage.parts.sessions.begin() as session:
        assert await stage.parts.follow_ups(session).find(uuid7()) is None
        with pytest.raises(UnknownFollowUp):
            await stage.parts.follow_ups(session).get(uuid7())


async def test_a_row_keeps_how_it_ended_first_and_its_last_end(stage) -> None:
    follow_up, rows = a_follow_up(), cover_rows(SENDER)
    async with stage.parts.sessions.begin() as session:
        kept_rows = ConsentRows(session)
        await kept_rows.end(follow_up.case_id, rows[:1], Ending.UTGANGET)
        await kept_rows.keep(follow_up.case_id, rows)
        await kept_rows.end(follow_up.case_id, rows[:1], Ending.ATERKALLAT)
        found = {row.id: row for row in await kept_rows.of_case(follow_up.case_id)}

    assert found[rows[0].id].ended is Ending.UTGANGET
    assert found[rows[1].id] == rows[1]
