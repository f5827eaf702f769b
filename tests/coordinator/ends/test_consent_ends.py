"""What a party's lost samtycke does to a case that is under way: the plan, the meetings, the one who drives."""

from uuid import uuid4

import pytest

from services.coordinator.domain import Row
from tests.coordinator.builders import SENDER, TEAM, today
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with, a_case_with_plan
from tests.coordinator.meetings.builders import meetings_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get

pytestmark = pytest.mark.real


async def open_questions(case) -> list[tuple[str, str | None]]:
    akt = await case.read()
    return [(q["kind"], q["party"]) for q in akt["questions"] if q["answered_at"] is None]


class TestParty:
    async def test_takes_its_delmal_out_of_the_plan_as_open_questions(self, stage) -> None:
        case = await a_case_with_plan(stage, units=("af", "fk"))

        await case.lose("af")

        assert await open_questions(case) == [("delmal_utan_part", "af")]
        states = await rows(stage, "select responsible, state from delmal order by responsible")
        assert [(d.responsible, d.state) for d in states] == [("af", "utgatt"), ("fk", "foreslaget")]
        changed = (await published(stage, case.case_id))[-1]
        assert changed["type"] == "se.finsam.coordinator.plan_changed.v1"
        assert "af" not in changed["data"]["parties"]
        assert [d["responsible"] for d in changed["data"]["delmal"]] == ["fk"]

    async def test_without_a_delmal_is_one_question(self, stage) -> None:
        case = await a_case_with_plan(stage)

        await case.lose("fk")

        assert await open_questions(case) == [("part_utan_samtycke", "fk")]

    async def test_lets_its_invitations_fall(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()

        await case.lose("af")

        (meeting,) = await meetings_of(stage, case.case_id)
        fallen = await rows(stage, "select invited from invitation where fallen_at is not null")
        assert [row.invited for row in fallen] == ["af"]
        assert meeting["state"] == "bokat"

    async def test_is_asked_about_once_however_often_it_is_told(self, stage) -> None:
        case = await a_case_taken_up(stage)
        granted = case.rows["fk"]

        for row in granted:
            await case.events.ended([row])

        assert await open_questions(case) == [("part_utan_samtycke", "fk")]

    async def test_that_loses_a_narrower_row_with_the_team_is_asked_about(self, stage) -> None:
        case = await a_case_taken_up(stage)
        health = Row(uuid4(), TEAM, "fk", "halsa")
        await case.events.given([health])

        await case.events.ended([health])

        assert await open_questions(case) == [("part_utan_kategori", "fk")]


class TestSender:
    async def test_stops_driving_a_plan(self, stage) -> None:
        case = await a_case_with_plan(stage)

        await case.lose(SENDER)

        assert await open_questions(case) == [("drivande_saknas", SENDER)]
        akt = await case.read()
        assert akt["status"] == "plan"
        changed = (await published(stage, case.case_id))[-1]
        assert changed["data"]["driver"] is None

    async def test_of_a_case_taken_up_leaves_it_open(self, stage) -> None:
        case = await a_case_taken_up(stage)

        await case.lose(SENDER)

        assert await open_questions(case) == [("drivande_saknas", SENDER)]

    async def test_who_does_not_drive_is_a_party_like_others(self, stage) -> None:
        case = await a_case_with_plan(stage, driver="fk")

        await case.lose(SENDER)

        assert await open_questions(case) == [("part_utan_samtycke", SENDER)]

    async def test_before_the_case_is_taken_up_ends_it(self, stage) -> None:
        case = await a_case_with(stage, "af")

        await case.lose(SENDER)

        assert (await case.reopened())["status"] == "samtycke_aterkallat"


class TestLast:
    async def test_party_gone_ends_the_case_with_plan_and_meetings(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.call()
        await case.lose("af", "fk")
        assert (await case.read())["status"] == "plan"

        await case.lose(SENDER)

        akt = await case.reopened()
        assert (akt["status"], akt["outcome"]) == ("samtycke_aterkallat", "U70")
        assert all(question["answered_at"] for question in akt["questions"])
        assert [r.state for r in await rows(stage, "select state from plan")] == ["avslutad"]
        assert "bokat" not in [r.state for r in await rows(stage, "select state from meeting")]
        cancelled = (await published(stage, case.case_id))[-1]
        assert cancelled["type"] == "se.finsam.coordinator.meeting_cancelled.v1"
        assert cancelled["data"]["parties"] == []

    async def test_whole_samtycke_withdrawn_is_counted_once(self, stage) -> None:
        case = await a_case_with_plan(stage)

        await case.lose(SENDER, whole=True)
        await case.lose("af", whole=True)

        (count,) = await rows(stage, "select outcome, n from outcome_count")
        assert (count.outcome, count.n) == ("U70", 1)

    @pytest.mark.parametrize(
        ("kind", "outcome", "how"),
        [
            ("utganget", "UTGANGET", "Avbrutet, samtycket gick ut"),
            ("makulerat", "U79", "Felregistrering"),
            ("aterkallat", "U70", "Avbrutet, samtycket återkallat"),
        ],
    )
    async def test_ends_by_time_or_error_are_kept_apart(self, stage, kind, outcome, how) -> None:
        case = await a_case_taken_up(stage)

        await case.lose(SENDER, kind=kind, whole=True)

        counted = await rows(stage, "select outcome, n from outcome_count")
        assert [(c.outcome, c.n) for c in counted] == [(outcome, 1)]
        akt = await case.reopened()
        assert (akt["outcome"], akt["outcome_text"]) == (outcome, how)
        year = today().year
        told = (await get(stage, f"/v1/outcomes?year={year}")).json()["outcomes"]
        assert {one["outcome"]: one["text"] for one in told if one["n"]} == {outcome: how}
        small = (await get(stage, f"/v1/outcomes?year={year}", "forbund")).json()["outcomes"]
        assert {one["n"] for one in small if one["outcome"] == outcome} == {None}

    async def test_a_declined_case_has_no_outcome_to_lose(self, stage) -> None:
        case = await a_case_with(stage)
        await case.post("decline", {"reason_code": "N05"})

        await case.lose(SENDER, whole=True)

        assert (await case.reopened())["outcome"] is None
        assert await rows(stage, "select 1 from outcome_count") == []

    async def test_of_a_protected_person_is_counted_nowhere(self, stage) -> None:
        case = await a_case_taken_up(stage)
        stage.consent.withheld.add(case.case_id)

        await case.lose(SENDER, whole=True)

        assert await rows(stage, "select 1 from outcome_count") == []
        assert (await get(stage, "/v1/akter")).json()["akter"] == []
