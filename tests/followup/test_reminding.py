"""The clock of the follow-ups on PostgreSQL: each thing once, in order, whatever jumps, stops and competes."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.followup.errors import ConsentUnreachable
from services.followup.reminding import LOG_FIELDS, Reminding
from shared.ids import uuid7
from shared.sections import SealedSection, open_section
from tests.followup.builders import AF, DUE, FK, SENDER, TEAM, a_follow_up, at, cover_rows
from tests.followup.facts import Facts

pytestmark = pytest.mark.real

KINDS = ["paminnelse_42", "paminnelse_14", "forsenad"]


async def kinds(facts: Facts) -> list[str]:
    return [notice["kind"] for notice in (await facts.current())["notices"]]


class TestTheClock:
    async def test_does_each_thing_on_its_day(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        seen = []
        for day in (DUE - timedelta(days=43), DUE - timedelta(days=42), DUE - timedelta(days=14), DUE):
            await stage.reach(day)
            seen.append(await kinds(facts))
        await stage.reach(DUE + timedelta(days=1))

        assert seen == [[], KINDS[:1], KINDS[:2], KINDS[:2]]
        assert await kinds(facts) == KINDS
        assert (await facts.current())["overdue_days"] == 1

    async def test_six_months_at_once_do_all_of_it_in_order_and_once(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()

        await stage.reach(date(2026, 12, 1))
        await stage.sweep()

        assert await kinds(facts) == KINDS
        assert await stage.types(facts.case_id) == ["followup_scheduled", *["followup_reminded"] * 2]

    async def test_reminder_is_sealed_with_the_team_as_source(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()

        await stage.reach(DUE - timedelta(days=42))

        event = (await stage.published(facts.case_id))[-1]
        assert (event["data"]["parties"], event["data"]["due"]) == ([AF, FK, SENDER], str(DUE))
        (section,) = event["data"]["sections"]
        sealed = SealedSection.model_validate(section)
        assert (sealed.category, sealed.source) == ("handlaggning", TEAM)
        opened = open_section(stage.consent.pair, sealed, event_id=UUID(event["id"]), case_id=facts.case_id)
        assert json.loads(opened)["senast"] == str(DUE)

    async def test_a_unit_without_cover_gets_no_reminder(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        stage.consent.uncovered = {FK}

        await stage.reach(DUE)

        assert {tuple(e["data"]["parties"]) for e in (await stage.published(facts.case_id))[1:]} == {
            (AF, SENDER)
        }

    async def test_a_protected_case_is_told_to_the_koordinator_only(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        stage.consent.withheld.add(facts.case_id)

        await stage.reach(DUE)

        assert await kinds(facts) == KINDS[:2]
        assert await stage.types(facts.case_id) == ["followup_scheduled"]

    async def test_waits_while_consent_does_not_answer(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        stage.consent.down = True
        stage.clock.reach(DUE)

        with pytest.raises(ConsentUnreachable):
            await stage.reminding.sweep()
        stage.consent.down = False
        await stage.sweep()

        assert await kinds(facts) == KINDS[:2]

    async def test_two_at_once_do_it_once(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        stage.clock.reach(date(2026, 12, 1))

        await asyncio.gather(*(stage.reminding.sweep() for _ in range(4)))

        assert await kinds(facts) == KINDS
        assert (await stage.types(facts.case_id)).count("followup_reminded") == 2

    async def test_one_that_fails_does_not_hold_up_the_others(self, stage) -> None:
        broken, well = Facts(stage), Facts(stage)
        await broken.plan_made()
        await well.plan_made()
        (row,) = await stage.rows("select id, plan from follow_up where case_id = :c", c=broken.case_id)
        async with stage.parts.sessions.begin() as session:
            connection = await session.connection()
            await connection.execute(text("update follow_up set plan = '{}' where id = :i"), {"i": row.id})
        stage.clock.reach(DUE)

        with structlog.testing.capture_logs() as lines:
            await stage.sweep()

        assert await kinds(well) == KINDS[:2]
        assert [line["followup_id"] for line in lines] == [str(row.id)]
        assert "followup_id" in LOG_FIELDS

    async def test_stops_when_asked(self, stage) -> None:
        facts, stop = Facts(stage), asyncio.Event()
        await facts.plan_made()
        stage.clock.reach(DUE)
        at_work = asyncio.Event()

        async def prepare() -> None:
            await stage.parts.outbox.prepare()
            at_work.set()

        parts = stage.parts
        reminding = Reminding(
            parts.sessions, parts.follow_ups, parts.consent, parts.clock, recipients={}, prepare=prepare
        )
        running = asyncio.create_task(reminding.keep(stop))
        await asyncio.wait_for(at_work.wait(), 5)
        assert not running.done()

        stop.set()

        await asyncio.wait_for(running, 5)
        assert await kinds(facts) == KINDS[:2]


class TestExpiry:
    async def test_is_told_eight_weeks_ahead_once_per_set_of_rows(self, stage) -> None:
        facts = Facts(stage)
        end = datetime(2026, 8, 1, 22, 0, tzinfo=UTC)
        first, second = cover_rows(AF, valid_to=end), cover_rows(AF, valid_to=end + timedelta(days=20))
        await facts.given(*cover_rows(), *first)
        await facts.plan_made()

        await stage.reach(date(2026, 6, 6))
        before = await kinds(facts)
        await stage.reach(date(2026, 6, 7))
        await stage.sweep()
        told = (await facts.current())["notices"]
        await facts.given(*second)
        await stage.reach(date(2026, 7, 15))

        assert before == []
        assert [(n["kind"], n["parties"]) for n in told] == [("samtycke_gar_ut", [AF])]
        assert (await kinds(facts)).count("samtycke_gar_ut") == 2
        assert (await stage.types(facts.case_id)).count("consent_expiring") == 2

    async def test_is_not_told_when_it_was_lengthened_in_time(self, stage) -> None:
        facts, rows = Facts(stage), cover_rows(AF, valid_to=datetime(2026, 8, 1, tzinfo=UTC))
        await facts.given(*cover_rows(), *rows)
        await facts.plan_made()
        await facts.given(*(replace(row, valid_to=at(date(2027, 8, 1))) for row in rows))
        await stage.reach(date(2026, 8, 20))

        assert await kinds(facts) == KINDS[:2]

    async def test_is_told_when_a_makulering_has_brought_the_end_nearer(self, stage) -> None:
        facts, rows = Facts(stage), cover_rows(AF, valid_to=at(date(2027, 8, 1)))
        await facts.given(*cover_rows(), *rows)
        await facts.plan_made()
        await facts.shortened(*(replace(row, valid_to=datetime(2026, 8, 1, tzinfo=UTC)) for row in rows))
        await stage.reach(date(2026, 7, 15))

        assert (await kinds(facts)).count("samtycke_gar_ut") == 1


class TestConstraints:
    async def test_two_schedulings_at_once_leave_one_open(self, stage) -> None:
        case_id = uuid4()

        async def schedule() -> None:
            async with stage.parts.sessions.begin() as session:
                # Past the case's lock: the constraint holds by itself.
                await stage.parts.follow_ups(session).add(a_follow_up(case_id=case_id))

        outcomes = await asyncio.gather(*(schedule() for _ in range(5)), return_exceptions=True)

        assert sorted(type(o).__name__ for o in outcomes) == ["IntegrityError"] * 4 + ["NoneType"]
        assert len(await stage.rows("select 1 from follow_up")) == 1

    async def test_one_plan_has_one_open_follow_up(self, stage) -> None:
        first = a_follow_up()
        other = a_follow_up(first.plan)
        async with stage.parts.sessions.begin() as session:
            await stage.parts.follow_ups(session).add(first)

        with pytest.raises(IntegrityError):
            async with stage.parts.sessions.begin() as session:
                await stage.parts.follow_ups(session).add(other)

    async def test_a_notice_is_kept_once(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        await stage.reach(DUE)
        again = text(
            "insert into notice (id, followup_id, case_id, kind, key, at, number, parties)"
            " select :id, followup_id, case_id, kind, key, at, number, parties from notice limit 1"
        )
        with pytest.raises(IntegrityError, match="uq_notice_once"):
            async with stage.parts.sessions.begin() as session:
                await (await session.connection()).execute(again, {"id": uuid7()})
