"""The akt follows what the followup service tells."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.coordinator.foreign import FOLLOWUP_TOPIC
from services.coordinator.reactions import reactions
from shared.clock import MovableClock
from shared.inbox import Inbox
from shared.kafka import Received
from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.ends.cases import a_case_with_plan
from tests.coordinator.fakes import around
from tests.coordinator.meetings.builders import wait
from tests.coordinator.test_arrivals import published, rows

pytestmark = pytest.mark.real


class FollowupEvents:
    """Facts of the followup service about one case, numbered as they are on its topic."""

    def __init__(self, case) -> None:
        stage = case.stage
        self.case_id, self.number, self.followup_id = case.case_id, 0, str(uuid4())
        self.inbox = Inbox(stage.team.sessions, keep_sections=False)
        self.reactions = reactions(stage.team.books, around(stage))

    async def tell(self, fact: str, **data: Any) -> None:
        self.number += 1
        kind = f"se.finsam.followup.{fact}.v1"
        opened = {"sender": SENDER, "team": TEAM, "followup_id": self.followup_id, **data}
        envelope = {
            "specversion": "1.0",
            "id": str(uuid4()),
            "source": "/finsam/followup",
            "type": kind,
            "subject": str(self.case_id),
            "time": datetime.now(UTC).isoformat(),
            "dataschema": f"https://finsamteam.example/schema/{kind}.json",
            "partitionkey": str(self.case_id),
            "number": self.number,
            "correlationid": str(uuid4()),
            "data": {**opened, "sections": []},
        }
        body = json.dumps(envelope).encode()
        record = Received(FOLLOWUP_TOPIC, 0, self.number, str(self.case_id).encode(), body)
        for _ in range(2):  # at least once
            await self.inbox.receive(record)
            while await self.inbox.handle_next(self.reactions):
                pass


async def a_case_with_follow_up(stage, *, in_days: int = 182):
    case = await a_case_with_plan(stage)
    events = FollowupEvents(case)
    (plan,) = await rows(stage, "select id from plan")
    due = MovableClock(stage.settings.clock_file).now().date() + timedelta(days=in_days)
    await events.tell("followup_scheduled", plan_id=str(plan.id), due=due.isoformat())
    return case, events, str(plan.id), due


async def accept_everything(stage) -> None:
    async with stage.team.sessions.begin() as session:
        await (await session.connection()).execute(text("update delmal set state = 'klart'"))


class TestDates:
    async def test_the_due_day_is_what_comes_next(self, stage) -> None:
        case, _, _, due = await a_case_with_follow_up(stage)
        await accept_everything(stage)

        coming = (await case.read())["next"]

        assert (coming["step"], coming["by"]) == (
            "kalla_uppfoljning",
            (due - timedelta(days=14)).isoformat(),
        )

    async def test_a_day_moved_to_hides_nothing(self, stage) -> None:
        case, events, plan_id, due = await a_case_with_follow_up(stage, in_days=3)
        later = (due + timedelta(days=60)).isoformat()
        await events.tell("followup_rescheduled", plan_id=plan_id, planned_for=later, parties=[])
        wait(stage, 5)

        coming = (await case.read())["next"]

        assert (coming["step"], coming["overdue"]) == ("kalla_uppfoljning", True)
        assert coming["by"] < due.isoformat()
        (row,) = await rows(stage, "select planned_for from followup")
        assert row.planned_for == date.fromisoformat(later)


class TestResult:
    async def test_a_new_plan_is_wanted(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        await events.tell("followup_recorded", plan_id=plan_id, parties=[])
        assert (await case.read())["next"]["step"] == "ny_plan_eller_avslut"

        await events.tell("new_plan_wanted", plan_id=plan_id)

        akt = await case.read()
        assert [q["kind"] for q in akt["questions"]] == ["ny_plan"]
        assert akt["next"]["step"] == "kalla"
        await case.call()
        assert (await case.read())["next"]["step"] == "mote"
        await case.hold(outcome="gemensam_plan", present=["af", SENDER])
        assert (await case.read())["next"]["step"] == "skriva_plan"
        await case.make_plan()
        akt = await case.read()
        assert akt["questions"][0]["answered_at"] is not None
        assert akt["next"]["step"] == "acceptera_delmal"

    async def test_kept_open_and_held_early_leaves_the_next_follow_up(self, stage) -> None:
        case, events, plan_id, due = await a_case_with_follow_up(stage)
        await accept_everything(stage)
        sooner = due - timedelta(days=90)

        await events.tell("followup_recorded", plan_id=plan_id, parties=[])
        another = {"followup_id": str(uuid4()), "due": sooner.isoformat()}
        await events.tell("followup_scheduled", plan_id=plan_id, **another)

        coming = (await case.read())["next"]
        by = (sooner - timedelta(days=14)).isoformat()
        assert (coming["step"], coming["by"]) == ("kalla_uppfoljning", by)

    async def test_the_case_is_concluded_there(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        await case.call()

        await events.tell("case_concluded", plan_id=plan_id, parties=["af"], last_day="2027-01-31")

        akt = await case.reopened()
        assert (akt["status"], akt["outcome"], akt["closing"]) == ("avslutad", None, None)
        facts = await published(stage, case.case_id)
        ended = [e for e in facts if e["type"].endswith("akt_ended.v1")]
        assert [(e["data"]["parties"], e["data"]["last_day"]) for e in ended] == [([], "2027-01-31")]
        assert "bokat" not in [r.state for r in await rows(stage, "select state from meeting")]
        assert [r.state for r in await rows(stage, "select state from plan")] == ["avslutad"]
        assert await rows(stage, "select 1 from outcome_count") == []

    async def test_that_comes_after_the_end_changes_nothing(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        await case.end()
        before = len(await published(stage, case.case_id))

        await events.tell("new_plan_wanted", plan_id=plan_id)
        await events.tell("case_concluded", plan_id=plan_id, parties=[], last_day="2027-01-31")

        assert len(await published(stage, case.case_id)) == before
        assert (await case.reopened())["questions"] == []


class TestExpiry:
    async def test_is_asked_about_while_there_is_time(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)

        await events.tell("consent_expiring", plan_id=plan_id)

        akt = await case.read()
        (question,) = akt["questions"]
        assert (question["kind"], akt["next"]["step"]) == ("samtycke_gar_ut", "ta_stallning")

    async def test_is_asked_about_again_when_a_signature_did_not_reach_far_enough(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        for _ in range(2):
            await events.tell("consent_expiring", plan_id=plan_id)
        (question,) = (await case.read())["questions"]
        await case.post(f"questions/{question['id']}/answers", {"decision": "Hon skriver under igen."})

        await events.tell("consent_expiring", plan_id=plan_id)

        assert [q["answered_at"] is None for q in (await case.read())["questions"]] == [False, True]

    async def test_of_a_case_that_has_ended_is_nothing_to_ask_about(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        await case.end()

        await events.tell("consent_expiring", plan_id=plan_id)

        assert (await case.reopened())["questions"] == []
