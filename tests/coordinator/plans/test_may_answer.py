"""Whether a party may answer, and whether its words may pass: asked of the consent service each time."""

import pytest

from services.coordinator.domain import Ending
from services.coordinator.repository import ConsentRows
from tests.coordinator.builders import TEAM
from tests.coordinator.fakes import MEETING_CATEGORIES
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.plans.staging import a_plan, delmal, facts, last
from tests.coordinator.plans.test_delmal_http import answer, report
from tests.coordinator.test_arrivals import rows
from tests.coordinator.test_http import get

pytestmark = pytest.mark.real


async def a_health_plan(stage, **changes):
    """Jobbtorg answers for a delmål about health."""
    stage.consent.narrow[JOBBTORG] = MEETING_CATEGORIES | {"halsa"}
    case_id, made = await a_plan(stage, delmal(category="halsa", **changes))
    return case_id, made["delmal"][0]["id"]


class TestCover:
    async def test_of_a_protected_person_nothing_is_taken_in(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(), delmal(accepted_at_meeting=True))
        asked, accepted = (one["id"] for one in made["delmal"])
        stage.consent.withheld.add(case_id)

        said = await answer(stage, asked, reason="KANARIE")
        told = await report(stage, accepted, "klart", text="KANARIE")

        for refused in (said, told):
            assert (refused.status_code, refused.json()["code"]) == (409, "no_longer_covered")
        assert "party_answered" not in await facts(stage, case_id)
        stage.consent.withheld.clear()
        plan = (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]
        assert [one["state"] for one in plan["delmal"]] == ["foreslaget", "accepterat"]

    async def test_of_a_unit_that_consent_knows_to_be_gone_neither(self, stage) -> None:
        _, made = await a_plan(stage)
        stage.consent.uncovered.add(JOBBTORG)

        said = await answer(stage, made["delmal"][0]["id"])

        assert (said.status_code, said.json()["code"]) == (409, "no_longer_covered")

    async def test_without_the_consent_service_nothing_is_taken_in(self, stage) -> None:
        _, made = await a_plan(stage)
        stage.consent.down = True

        said = await answer(stage, made["delmal"][0]["id"])

        assert (said.status_code, said.json()["code"]) == (503, "consent_unreachable")


class TestWords:
    async def test_go_in_the_delmals_category_and_the_answer_itself_in_the_basic_one(self, stage) -> None:
        case_id, mine = await a_health_plan(stage)

        await answer(stage, mine, reason="KANARIE om hälsan.", journal_reference="J-17")

        event, opened = await last(stage, case_id, "party_answered")
        assert {one["source"] for one in event["data"]["sections"]} == {JOBBTORG}
        assert set(opened) == {"handlaggning", "halsa"}
        assert (opened["handlaggning"]["svar"], opened["handlaggning"]["journalreferens"]) == (
            "accepterat",
            "J-17",
        )
        assert "KANARIE" not in str(opened["handlaggning"])
        assert opened["halsa"]["text"] == "KANARIE om hälsan."

    @pytest.mark.parametrize(("what", "field"), [("answers", "reason"), ("reports", "text")])
    async def test_that_cannot_pass_are_refused_and_nothing_is_lost(self, stage, what, field) -> None:
        accepted = what == "reports"
        case_id, mine = await a_health_plan(stage, accepted_at_meeting=accepted)
        stage.consent.silent[JOBBTORG] = {"halsa"}
        send = (
            (lambda **words: report(stage, mine, "klart", **words))
            if accepted
            else (lambda **words: answer(stage, mine, **words))
        )

        refused = await send(**{field: "KANARIE"})
        without = await send(journal_reference="J-17")

        problem = refused.json()
        assert (refused.status_code, problem["code"]) == (409, "text_not_covered")
        assert problem["fields"][0]["field"] == field
        assert "Hälsa" in problem["fields"][0]["message"]
        assert "utan text" in problem["detail"]
        assert "KANARIE" not in refused.text
        assert without.status_code == 200
        _, opened = await last(stage, case_id, "party_answered")
        assert set(opened) == {"handlaggning"}
        assert opened["handlaggning"]["journalreferens"] == "J-17"

    async def test_are_refused_when_this_service_has_heard_first_that_the_row_ended(self, stage) -> None:
        from uuid import uuid4

        from services.coordinator.domain import Row

        case_id, mine = await a_health_plan(stage)
        row = Row(uuid4(), JOBBTORG, TEAM, "halsa")
        async with stage.team.sessions.begin() as session:
            await ConsentRows(session).keep(case_id, [row])
            await ConsentRows(session).end(case_id, [row], Ending.ATERKALLAT)

        refused = await answer(stage, mine, reason="KANARIE")

        assert (refused.status_code, refused.json()["code"]) == (409, "text_not_covered")

    async def test_said_with_an_answer_that_was_given_before_pass_too(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(accepted_at_meeting=True))
        mine = made["delmal"][0]["id"]
        await report(stage, mine, "pagar")

        again = await answer(stage, mine, reason="Vi börjar i maj.", journal_reference="J-18")

        assert (again.status_code, again.json()["state"]) == (200, "pagar")
        _, opened = await last(stage, case_id, "party_answered")
        assert opened["handlaggning"]["svar"] == "accepterat"
        assert opened["plan"]["text"] == "Vi börjar i maj."
        assert await rows(stage, "select 1 from delmal_entry where text is not null") == []
