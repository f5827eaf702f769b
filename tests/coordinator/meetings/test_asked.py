"""What is asked because of a meeting: the sender about the need, the koordinator about answers; and whether a letter is late."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.coordinator.domain import Status
from services.coordinator.domain.meeting_values import Hanvisning, MeetingKind, Outcome, Target
from services.coordinator.errors import HanvisningUnclear, NeedNotAsked, OutcomeOfOtherKind
from shared.days import local_day
from tests.coordinator.builders import SENDER, TEAM, today
from tests.coordinator.ends.cases import Followed, a_case_taken_up, a_case_with_plan
from tests.coordinator.meetings.builders import (
    LATER,
    a_called_meeting,
    a_holding,
    a_meeting,
    cover_of,
    hold,
    in_days,
    meetings_of,
    wait,
)
from tests.coordinator.meetings.test_answers import answer
from tests.coordinator.meetings.test_calls import a_move, change, refused, sections_of
from tests.coordinator.test_arrivals import published
from tests.coordinator.test_http import get, post

SIP = Hanvisning(Target.SIP)
MET = LATER + timedelta(hours=1)


def names(meeting) -> list[str]:
    return [published_.fact.name for published_ in meeting.take_publications()]


class TestNeed:
    @pytest.mark.parametrize(
        ("outcome", "hanvisning"), [(Outcome.VAGLEDNING, None), (Outcome.HANVISNING, SIP)]
    )
    def test_is_asked_of_the_sender_also_when_it_was_not_there(self, outcome, hanvisning) -> None:
        meeting = a_meeting()

        hold(meeting, outcome=outcome, hanvisning=hanvisning, units=("af",))

        held, asked = meeting.take_publications()
        assert held.fact.open_fields()["parties"] == ["af"]
        assert asked.fact.open_fields() == {
            "sender": SENDER,
            "team": TEAM,
            "parties": [SENDER],
            "meeting_id": str(meeting.id),
            "reply_by": "2026-04-08",
        }
        (section,) = asked.sections
        assert (section.category, section.source) == ("handlaggning", TEAM)
        assert section.content["svara_senast"] == "2026-04-08"
        for expected in ("Kvarstår behovet av samverkan?", "8 april 2026", "23 mars 2026"):
            assert expected in section.content["text"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"cover": cover_of("af", "fk")},
            {"status": Status.PLAN},
            {"status": Status.AVSLUTAD},
            {"outcome": Outcome.GEMENSAM_PLAN},
        ],
    )
    def test_is_not_asked(self, changes) -> None:
        meeting = a_meeting()

        hold(meeting, **{"outcome": Outcome.VAGLEDNING, **changes})

        assert names(meeting) == ["meeting_held"]

    def test_is_not_asked_after_a_follow_up(self) -> None:
        meeting = a_meeting(kind=MeetingKind.UPPFOLJNING, plan_id=uuid4())
        hold(meeting, outcome=Outcome.UPPFOLJNING)

        assert names(meeting) == ["meeting_held"]
        with pytest.raises(NeedNotAsked):
            meeting.say_need(None, "Nej.", None)  # pyright: ignore[reportArgumentType]

    @pytest.mark.real
    async def test_names_the_day_that_comes_next(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call(invited=["af"])
        await case.hold(present=["af"], persons=[])

        *_, event = await published(stage, case.case_id)
        assert (event["type"], event["data"]["parties"]) == (
            "se.finsam.coordinator.need_asked.v1",
            [SENDER],
        )
        coming = (await case.read())["next"]
        assert (coming["step"], coming["by"]) == ("saga_behov", event["data"]["reply_by"])
        ((category, source, content),) = sections_of(stage, case.case_id, event)
        assert (category, source, content["mote"]) == ("handlaggning", TEAM, case.meeting_id)


class TestOutcome:
    @pytest.mark.parametrize(
        ("kind", "outcome", "right"),
        [
            (MeetingKind.TEAM, Outcome.UPPFOLJNING, False),
            (MeetingKind.UPPFOLJNING, Outcome.UPPFOLJNING, True),
            (MeetingKind.UPPFOLJNING, Outcome.GEMENSAM_PLAN, True),
            (MeetingKind.UPPFOLJNING, Outcome.VAGLEDNING, False),
            (MeetingKind.UPPFOLJNING, Outcome.HANVISNING, False),
        ],
    )
    def test_goes_with_the_kind_of_meeting(self, kind, outcome, right) -> None:
        plan = uuid4() if kind is MeetingKind.UPPFOLJNING else None
        meeting = a_meeting(kind=kind, plan_id=plan)

        if right:
            hold(meeting, outcome=outcome)
            assert "Närvarande" in meeting.take_publications()[0].sections[0].content["text"]
        else:
            with pytest.raises((OutcomeOfOtherKind, HanvisningUnclear)):
                hold(meeting, outcome=outcome)

    @pytest.mark.real
    async def test_of_a_follow_up_is_refused_at_a_team_meeting(self, stage) -> None:
        case = await a_case_with_plan(stage)
        plan = (await get(stage, f"{case.path}/plans")).json()["current"]["plan_id"]
        await case.call(kind="uppfoljning", plan_id=plan)
        wait(stage)

        path = f"{case.path}/meetings/{case.meeting_id}/hold"
        wrong = await post(stage, path, a_holding())
        right = await post(stage, path, a_holding(outcome="uppfoljning"))

        assert refused(wrong) == (422, "outcome_of_other_kind")
        assert right.status_code == 200
        (mine, *_) = (await get(stage, "/v1/my/meetings", "individ")).json()["meetings"]
        assert mine["outcome"] == "Vi följde upp planen. Resultatet finns i uppföljningen."


async def open_questions(case: Followed) -> list[tuple[str, str | None, str | None]]:
    asked = (await case.read())["questions"]
    return [(q["kind"], q["party"], q["about"]) for q in asked if q["answered_at"] is None]


async def of_hers(stage, case: Followed, said: str) -> Any:
    path = f"/v1/my/meetings/{case.meeting_id}/answers"
    return await post(stage, path, {"answer": said}, who="individ", version=None)


@pytest.mark.real
class TestAnswer:
    @pytest.mark.parametrize("said", ["annan_tid", "kommer_inte"])
    async def test_that_is_no_puts_one_question_until_it_is_yes(self, stage, said) -> None:
        case = await a_case_taken_up(stage)
        meeting = await case.call()

        for _ in range(2):
            assert (await answer(stage, meeting, {"answer": said})).status_code == 200
        assert (await of_hers(stage, case, said)).status_code == 200

        kind = "svar_pa_kallelse"
        assert await open_questions(case) == [(kind, "af", meeting), (kind, None, meeting)]
        coming = (await case.read())["next"]
        assert (coming["step"], coming["who"]) == ("ta_stallning", "koordinatorn")
        assert "flyttas" in coming["what"]
        await answer(stage, meeting, {"answer": "kommer"})
        assert await open_questions(case) == [(kind, None, meeting)]
        await of_hers(stage, case, "kommer")
        assert await open_questions(case) == []
        assert (await case.read())["next"]["step"] == "mote"

    async def test_that_is_yes_asks_nothing(self, stage) -> None:
        case = await a_case_taken_up(stage)
        meeting, before = await case.call(), await case.version()

        await answer(stage, meeting, {"answer": "kommer"})

        assert await open_questions(case) == []
        assert await case.version() == before

    @pytest.mark.parametrize("what", ["move", "cancel", "hold", "adjourn"])
    async def test_is_no_question_any_more_when_the_meeting_is(self, stage, what) -> None:
        case = await a_case_taken_up(stage)
        meeting = await case.call()
        await answer(stage, meeting, {"answer": "annan_tid"})
        bodies = {
            "move": a_move(),
            "cancel": {"reason": "part_kan_inte"},
            "hold": a_holding(),
            "adjourn": {"reason": "ajournerat"},
        }
        if what in {"hold", "adjourn"}:
            wait(stage)

        done = await change(stage, case.case_id, meeting, what, bodies[what])

        assert done.status_code == 200, done.text
        assert await open_questions(case) == []

    async def test_of_a_unit_that_leaves_is_no_question_of_its_own(self, stage) -> None:
        case = await a_case_taken_up(stage)
        meeting = await case.call()
        await answer(stage, meeting, {"answer": "annan_tid"})

        await case.lose("af")

        assert [kind for kind, _, _ in await open_questions(case)] == ["part_utan_samtycke"]


@pytest.mark.real
class TestLetter:
    async def shown(self, stage, case_id: UUID) -> tuple[Any, bool]:
        (meeting,) = await meetings_of(stage, case_id)
        return meeting["letter"], meeting["late_letter"]

    async def test_is_late_when_it_is_posted_less_than_two_weeks_ahead(self, stage) -> None:
        starts_at = in_days()
        case_id, _ = await a_called_meeting(stage, starts_at=starts_at)
        letter, late = await self.shown(stage, case_id)
        assert (letter["posted_on"], late) == (None, False)
        wait(stage, 7)
        assert (await self.shown(stage, case_id))[1] is True

        posted_on = (local_day(datetime.fromisoformat(starts_at)) - timedelta(days=14)).isoformat()
        path = f"/v1/akter/{case_id}/letters/{letter['letter_id']}/postings"
        assert (await post(stage, path, {"posted_on": posted_on}, version=None)).status_code == 200

        assert await self.shown(stage, case_id) == ({**letter, "posted_on": posted_on}, False)

    async def test_of_a_moved_meeting_is_the_new_one(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        first, _ = await self.shown(stage, case_id)

        await change(stage, case_id, meeting_id, "move", a_move())

        moved, _ = await self.shown(stage, case_id)
        assert moved["letter_id"] != first["letter_id"]

    async def test_is_not_late_when_she_agreed_or_the_meeting_is_over(self, stage) -> None:
        case_id, _ = await a_called_meeting(
            stage,
            starts_at=in_days(5),
            shorter_notice={"agreed_on": today().isoformat(), "how": "telefon"},
        )
        assert (await self.shown(stage, case_id))[1] is False

        other, cancelled = await a_called_meeting(stage)
        await change(stage, other, cancelled, "cancel", {"reason": "part_kan_inte"})
        wait(stage, 10)
        assert (await self.shown(stage, other))[1] is False
