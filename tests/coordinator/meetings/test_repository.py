"""Meetings on PostgreSQL: one team, one time, one meeting; and what lies where."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import INDIVID, Coming, Reply, Slot
from services.coordinator.errors import SlotTaken, StaleMeeting, UnknownMeeting
from tests.coordinator.builders import SENDER
from tests.coordinator.meetings.builders import (
    BUSY,
    CONTACT,
    NAMES,
    a_held_meeting,
    a_taken_up_case,
    called,
    office_hour,
)
from tests.coordinator.test_arrivals import published, rows

pytestmark = pytest.mark.real

NOW = datetime.now(UTC)
SOON = office_hour(NOW + timedelta(days=30))


async def call(stage, case_id: UUID, starts_at: datetime = SOON, minutes: int = 60) -> Meeting:
    async with stage.team.sessions.begin() as session:
        akt = await stage.team.akter(session).find(case_id)
        meeting = called(akt, starts_at=starts_at, minutes=minutes, at=NOW)
        await stage.team.meetings(session).add(meeting)
    return meeting


class TestSlot:
    async def test_two_at_once_leave_one_and_tell_the_other(self, stage) -> None:
        cases = [await a_taken_up_case(stage) for _ in range(4)]

        outcomes = await asyncio.gather(*(call(stage, case) for case in cases), return_exceptions=True)

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Meeting"] + ["SlotTaken"] * 3
        assert len(await rows(stage, "select 1 from meeting")) == 1
        types = [event["type"] for case in cases for event in await published(stage, case)]
        assert types.count("se.finsam.coordinator.meeting_called.v1") == 1
        assert len(await rows(stage, "select 1 from letter where kind = 'kallelse'")) == 1

    async def test_is_kept_by_the_database_itself(self, stage) -> None:
        first, second = await a_taken_up_case(stage), await a_taken_up_case(stage)
        await call(stage, first)
        copy = text(
            "insert into meeting (id, case_id, team, sender, kind, during, state, version, called_at, content)"
            " select :id, :case_id, team, sender, kind, during, state, version, called_at, content from meeting"
        )

        async with stage.team.sessions() as session:
            with pytest.raises(IntegrityError, match="ex_meeting_one_at_a_time"):
                await (await session.connection()).execute(copy, {"id": uuid4(), "case_id": second})

    async def test_meetings_that_only_touch_do_not_meet(self, stage) -> None:
        case_id = await a_taken_up_case(stage)

        for hours in (0, 1, 2):
            await call(stage, case_id, SOON + timedelta(hours=hours))
        with pytest.raises(SlotTaken):
            await call(stage, case_id, SOON + timedelta(minutes=59), minutes=5)

    async def test_that_was_given_back_is_free(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        meeting = await call(stage, case_id)
        async with stage.team.sessions.begin() as session:
            meetings = stage.team.meetings(session)
            loaded = await meetings.get(case_id, meeting.id, 1)
            loaded.cancel(BUSY, contact=CONTACT, at=NOW)
            await meetings.save(loaded)

        await call(stage, case_id)

        states = await rows(stage, "select state from meeting order by called_at, state")
        assert sorted(row.state for row in states) == ["bokat", "installt"]

    async def test_is_taken_also_when_a_meeting_is_moved_to_it(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        await call(stage, case_id)
        other = await call(stage, case_id, SOON + timedelta(hours=3))

        async with stage.team.sessions() as session:
            meetings = stage.team.meetings(session)
            loaded = await meetings.get(case_id, other.id, 1)
            loaded.move(Slot(SOON, 30), loaded.place, BUSY, NAMES, contact=CONTACT, at=NOW)
            with pytest.raises(SlotTaken):
                await meetings.save(loaded)


class TestKeep:
    async def test_whole_and_read_back_as_it_was(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        meeting = await call(stage, case_id)

        async with stage.team.sessions.begin() as session:
            meetings = stage.team.meetings(session)
            loaded = await meetings.find(case_id, meeting.id)
            assert loaded == meeting
            loaded.answer(INDIVID, Reply(Coming.KOMMER, NOW, "Jag kommer gärna.", "telefon"))
            loaded.drop_party("af", NOW)
            await meetings.save_answers(loaded)
        async with stage.team.sessions() as session:
            (again,) = await stage.team.meetings(session).of_case(case_id)

        assert again == loaded
        assert again.version == 1

    async def test_of_two_who_change_it_the_second_is_told(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        meeting = await call(stage, case_id)

        async def cancel() -> None:
            async with stage.team.sessions.begin() as session:
                meetings = stage.team.meetings(session)
                loaded = await meetings.get(case_id, meeting.id, 1)
                loaded.cancel(BUSY, contact=CONTACT, at=NOW)
                await meetings.save(loaded)

        outcomes = await asyncio.gather(cancel(), cancel(), return_exceptions=True)

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleMeeting"]
        async with stage.team.sessions() as session:
            meetings = stage.team.meetings(session)
            loaded = await meetings.find(case_id, meeting.id)
            loaded.version = 1
            with pytest.raises(StaleMeeting):
                await meetings.save(loaded)

    async def test_of_another_case_is_unknown(self, stage) -> None:
        case_id = await a_taken_up_case(stage)
        meeting = await call(stage, case_id)

        async with stage.team.sessions() as session:
            for case, meeting_id in ((uuid4(), meeting.id), (case_id, uuid4())):
                with pytest.raises(UnknownMeeting):
                    await stage.team.meetings(session).find(case, meeting_id)

    async def test_nothing_said_stands_open(self, stage) -> None:
        case_id, meeting_id = await a_held_meeting(
            stage, note="KANARIE-NOT", outcome="hanvisning", hanvisning={"to": "sip"}
        )

        (found,) = await rows(stage, "select row_to_json(meeting)::text as whole from meeting")
        invited = await rows(stage, "select row_to_json(invitation)::text as whole from invitation")
        whole = found.whole + "".join(row.whole for row in invited)
        for word in ("KANARIE-NOT", "hanvisning", "sip", "Testperson", "Provgatan"):
            assert word not in whole
            assert word.encode().hex() not in whole
        (event,) = [e for e in await published(stage, case_id) if "meeting_held" in e["type"]]
        assert "KANARIE-NOT" not in str(event)
        assert set(event["data"]) == {
            *("sender", "team", "parties", "meeting_id", "kind", "plan_id", "held_at", "sections")
        }
        assert event["data"]["meeting_id"] == meeting_id


class TestCancelAll:
    async def test_tells_those_still_covered_and_leaves_ends_alone(self, stage) -> None:
        case_id, _ = await a_held_meeting(stage)
        meeting = await call(stage, case_id, office_hour(SOON + timedelta(days=30)))

        async with stage.team.sessions.begin() as session:
            await stage.team.meetings(session).cancel_all(case_id, covered={SENDER}, at=NOW)

        states = await rows(stage, "select id, state from meeting order by called_at")
        assert {row.state for row in states} == {"hallet", "installt"}
        *_, event = await published(stage, case_id)
        assert event["type"] == "se.finsam.coordinator.meeting_cancelled.v1"
        assert event["data"]["parties"] == [SENDER]
        assert event["data"]["meeting_id"] == str(meeting.id)
        assert await rows(stage, "select 1 from letter where kind = 'kallelse_installd'") == []
        async with stage.team.sessions() as session:
            assert await stage.team.meetings(session).of_case(case_id) == []
