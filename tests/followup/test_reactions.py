"""Follow-ups follow plans, meetings, the akt and the samtycke, through the real inbox."""

from datetime import date
from uuid import uuid4

import pytest

from tests.followup.builders import (
    AF,
    DUE,
    FK,
    SENDER,
    TEAM,
    a_delmal,
    a_plan,
    at,
    cover_rows,
    result_body,
)
from tests.followup.facts import Facts

pytestmark = pytest.mark.real


class TestPlanMade:
    async def test_schedules_a_follow_up_and_says_so(self, stage) -> None:
        facts = Facts(stage)

        await facts.plan_made()

        current = await facts.current()
        assert (current["state"], current["due"], current["planned_for"]) == ("planerad", str(DUE), str(DUE))
        (event,) = await stage.published(facts.case_id)
        assert event["type"] == "se.finsam.followup.followup_scheduled.v1"
        assert event["data"] == {
            "sender": SENDER, "team": TEAM, "plan_id": str(facts.plan.id), "followup_id": current["id"],
            "due": str(DUE), "sections": [],
        }  # fmt: skip

    async def test_told_again_or_as_another_event_doubles_nothing(self, stage) -> None:
        facts = Facts(stage)

        record = await facts.plan_made()
        await facts.again(record)
        await facts.plan_made()

        assert len(await facts.follow_ups()) == 1

    async def test_of_a_new_plan_closes_the_former_follow_up(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()

        await facts.plan_made(a_plan(number=2, made_on=date(2026, 9, 2)))

        assert [(f["state"], f["due"]) for f in await facts.follow_ups()] == [
            ("ersatt", "2026-09-02"),
            ("planerad", "2027-03-02"),
        ]

    async def test_of_an_older_plan_changes_nothing(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made(a_plan(number=2))

        await facts.plan_made(a_plan(number=1))

        assert len(await facts.follow_ups()) == 1

    async def test_after_the_samtycke_was_lost_schedules_nothing_to_do(self, stage) -> None:
        facts, rows = Facts(stage), cover_rows()
        await facts.given(*rows)
        await facts.ended(rows, whole=True)

        await facts.plan_made()

        assert (await facts.current())["state"] == "utgatt"
        assert await stage.types(facts.case_id) == []


class TestPlanChanged:
    async def test_moves_who_is_reminded(self, stage) -> None:
        facts, kept = Facts(stage), a_delmal(AF)
        await facts.plan_made(a_plan(kept, a_delmal(FK)))

        await facts.plan_changed(a_plan(kept, id=facts.plan.id, version=2, driver=AF))
        await stage.reach(DUE)

        reminded = [e["data"]["parties"] for e in (await stage.published(facts.case_id))[1:]]
        assert reminded == [[AF], [AF]]

    async def test_of_another_plan_or_before_any_changes_nothing(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_changed(a_plan())
        await facts.plan_made()

        await facts.plan_changed(a_plan(version=5, driver=FK))

        assert (await facts.current())["plan"]["driver"] == SENDER

    async def test_settled_delmal_leave_the_reminders(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made(a_plan(a_delmal(AF), a_delmal(FK), driver=None))
        (af, _) = facts.plan.delmal

        settled = {"plan_id": str(facts.plan.id), "delmal_id": str(af.id)}
        await facts.coordinator("delmal_settled", settled)
        await facts.coordinator("delmal_settled", settled | {"plan_id": str(uuid4())})
        await stage.reach(DUE)

        assert (await stage.published(facts.case_id))[1]["data"]["parties"] == [FK]


class TestMeeting:
    async def test_called_moved_cancelled_and_called_again(self, stage) -> None:
        facts, meeting = Facts(stage), uuid4()
        await facts.plan_made()

        await facts.meeting("meeting_called", meeting, starts_at=at(DUE).isoformat())
        called = await facts.current()
        await facts.meeting("meeting_moved", meeting, starts_at=at(date(2026, 9, 4)).isoformat())
        moved = await facts.current()
        await facts.meeting("meeting_moved", uuid4(), starts_at=at(date(2026, 9, 9)).isoformat())
        await facts.meeting("meeting_cancelled", uuid4())
        same = await facts.current()
        await facts.meeting("meeting_cancelled", meeting)

        assert (called["state"], called["meeting"]["starts_at"]) == ("kallad", "2026-09-02T11:00:00Z")
        assert (
            moved["meeting"] == same["meeting"] == {"id": str(meeting), "starts_at": "2026-09-04T11:00:00Z"}
        )
        assert (await facts.current())["state"] == "planerad"

    async def test_that_dealt_with_nothing_is_remembered(self, stage) -> None:
        facts, meeting = Facts(stage), uuid4()
        await facts.plan_made()
        await facts.meeting("meeting_called", meeting, starts_at=at(DUE).isoformat())

        await facts.meeting("meeting_adjourned", meeting)

        step = (await facts.current())["next"]
        assert (step["step"], step["by"]) == ("ny_tid", "2026-09-16")

    async def test_adjourned_or_without_the_person_is_called_again(self, stage) -> None:
        facts, meeting = Facts(stage), uuid4()
        await facts.plan_made()
        await facts.meeting("meeting_called", meeting, starts_at=at(DUE).isoformat())

        await facts.meeting("meeting_adjourned", meeting)

        current = await facts.current()
        assert (current["state"], current["meeting"]) == ("planerad", None)

    async def test_held_is_to_be_recorded(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()

        await facts.held(DUE)

        current = await facts.current()
        assert (current["state"], current["held_at"]) == ("genomford", "2026-09-02T11:00:00Z")
        assert current["next"]["what"] == "Dokumentera uppföljningens resultat"

    async def test_of_the_team_or_of_another_plan_changes_nothing(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()

        await facts.meeting("meeting_called", uuid4(), kind="team", starts_at=at(DUE).isoformat())
        await facts.meeting("meeting_called", uuid4(), plan_id=str(uuid4()), starts_at=at(DUE).isoformat())

        assert (await facts.current())["state"] == "planerad"


class TestSamtycke:
    @pytest.mark.parametrize("kind", ["aterkallat", "makulerat", "utganget"])
    async def test_that_ends_ends_the_follow_up_and_leaves_the_count_to_the_akt(self, stage, kind) -> None:
        facts, rows = Facts(stage), cover_rows()
        await facts.given(*rows)
        await facts.plan_made()

        record = await facts.ended(rows, kind, whole=True)
        await facts.again(record)
        await stage.reach(DUE)

        current = await facts.current()
        assert (current["state"], current["ended_by"], current["notices"]) == ("utgatt", "samtycke", [])
        assert await stage.types(facts.case_id) == ["followup_scheduled"]
        assert await stage.rows("select 1 from outcome_count") == []

    async def test_of_one_party_leaves_the_follow_up(self, stage) -> None:
        facts, sender, af = Facts(stage), cover_rows(), cover_rows(AF)
        await facts.given(*sender, *af)
        await facts.plan_made()

        await facts.ended(sender)
        current = await facts.current()
        assert (current["state"], current["plan"]["parties"]) == ("planerad", [AF, FK])
        assert current["plan"]["driver"] is None
        await facts.ended(af[:1])

        assert (await facts.current())["ended_by"] == "samtycke"


class TestAkt:
    async def test_that_ends_ends_what_is_open(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()

        await facts.coordinator("akt_ended", {"parties": [], "last_day": "2026-05-01"})
        await stage.reach(DUE)

        current = await facts.current()
        assert (current["state"], current["ended_by"], current["notices"]) == ("utgatt", "akt", [])

    async def test_that_ends_after_the_end_was_recorded_changes_nothing(self, stage) -> None:
        facts = Facts(stage)
        await facts.plan_made()
        await facts.held(DUE)
        current = await facts.current()
        body = result_body([d.id for d in facts.plan.delmal], outcomes={"main": "U60", "secondary": []},
                           next={"kind": "avslut", "text": "Behovet har upphört."})  # fmt: skip
        await stage.post(f"/v1/follow-ups/{current['id']}/record", body, version=current["version"])

        await facts.coordinator("akt_ended", {"parties": [], "last_day": "2026-10-02"})

        assert (await facts.current())["state"] == "uppfoljd"


async def test_a_fact_of_wrong_form_is_parked(stage) -> None:
    facts = Facts(stage)

    await facts.coordinator("plan_made", {"plan_id": "none"})

    (parked,) = await stage.rows("select failure from inbox where parked_at is not null")
    assert parked.failure == "ValidationError"
