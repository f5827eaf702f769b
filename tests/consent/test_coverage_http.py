"""What the other services ask: coverage and hidden cases, by the clock of the law."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.consent.api import WITH_REGION, a_draft, covered, headers, registered
from tests.consent.builders import REGION, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.test_reads_http import end

pytestmark = pytest.mark.real


async def hidden(client, *case_ids):
    body = {"case_ids": [str(case_id) for case_id in case_ids]}
    response = await client.post("/v1/hidden-cases", json=body, headers=headers("scope.hidden"))
    assert response.status_code == 200
    return response.json()["hidden"]


class TestCoverage:
    async def test_names_the_signature_it_rests_on(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        answer = await registered(client, case_id)

        found = await covered(client, case_id, categories=["identitet", "halsa"])

        assert found["covered"]
        assert not found["withheld"]
        assert found["signing"]["signing_id"] == answer["signing_id"]
        assert found["signing"]["text_id"] == "sv-2"
        assert (found["uncovered"], found["uncovered_categories"]) == ([], [])
        assert not found["exclusion_note_exists"]

    async def test_tells_that_the_person_has_written_an_exclusion(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, exclusion_note="Inget om min syster.")

        found = await covered(client, case_id)

        assert found["exclusion_note_exists"]
        assert "syster" not in str(found)

    async def test_names_a_party_that_is_not_covered_and_what_is_missing(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)

        found = await covered(client, case_id, parties=[REGION], categories=["planer"])

        assert not found["covered"]
        assert [unit["recipient"] for unit in found["uncovered"]] == [REGION]
        assert len(found["uncovered"][0]["missing"]) == 6
        assert found["uncovered_categories"] == ["planer"]

    async def test_follows_a_new_signature_and_a_withdrawal(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        await registered(client, case_id, grants=WITH_REGION)
        assert (await covered(client, case_id, parties=[REGION]))["covered"]

        await end(core, case_id, source=REGION)

        assert not (await covered(client, case_id, parties=[REGION]))["covered"]
        assert (await covered(client, case_id))["covered"]

    async def test_begins_and_ends_by_the_law_s_clock(self, client, drafts, clock) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, valid_from="2026-03-04", valid_to="2026-03-05")

        answers = []
        for hour in (0, 36, 59, 83, 84):  # from noon on 2 March; midnight is at +12, 36, 60, 84
            clock.at = clock.at.replace(day=2, hour=11) + timedelta(hours=hour)
            answers.append((await covered(client, case_id))["covered"])
        assert answers == [False, True, True, True, False]

    async def test_is_no_for_an_unknown_case(self, client) -> None:
        found = await covered(client, uuid4(), parties=[REGION])

        assert not found["covered"]
        assert not found["withheld"]
        assert found["signing"] is None

    @pytest.mark.parametrize("token", [f"handlaggare.{SENDER}", "scope.hidden", "person.195907142599"])
    async def test_is_for_services_with_the_scope(self, client, token) -> None:
        body = {"case_id": str(uuid4()), "sender": SENDER, "team": TEAM}
        assert (await client.post("/v1/coverage", json=body, headers=headers(token))).status_code == 403


class TestHiddenCases:
    async def test_are_those_without_rows_to_the_team(self, client, core, drafts) -> None:
        shown, ended, unknown = a_draft(drafts), a_draft(drafts), uuid4()
        await registered(client, shown)
        await registered(client, ended)
        await end(core, ended, recipient=TEAM)

        assert await hidden(client, shown, ended, unknown) == [str(ended), str(unknown)]

    async def test_are_those_that_have_run_out(self, client, drafts, clock) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        clock.at += timedelta(days=300)

        assert await hidden(client, case_id) == [str(case_id)]

    async def test_need_the_scope(self, client) -> None:
        response = await client.post(
            "/v1/hidden-cases", json={"case_ids": []}, headers=headers("scope.coverage")
        )
        assert response.status_code == 403


class TestWithheldCases:
    async def ask(self, client, *case_ids, scope="coverage"):
        token = scope if "." in scope else f"scope.{scope}"
        body = {"case_ids": [str(case_id) for case_id in case_ids]}
        return await client.post("/v1/withheld-cases", json=body, headers=headers(token))

    async def test_are_those_of_protected_persons(self, client, drafts) -> None:
        open_, marked, unknown = a_draft(drafts, number=SOMEBODY_ELSE), a_draft(drafts), uuid4()
        await registered(client, open_)
        await registered(client, marked)
        await client.post("/v1/protections", json={"case_id": str(marked)}, headers=headers())

        response = await self.ask(client, unknown, marked, open_)

        assert (response.status_code, response.json()) == (200, {"withheld": [str(marked)]})

    async def test_need_the_scope(self, client) -> None:
        for other in ("hidden", f"handlaggare.{SENDER}", "person.195907142599"):
            assert (await self.ask(client, uuid4(), scope=other)).status_code == 403

    async def test_are_asked_for_two_hundred_at_a_time(self, client) -> None:
        assert (await self.ask(client, *(uuid4() for _ in range(200)))).status_code == 200
        assert (await self.ask(client, *(uuid4() for _ in range(201)))).status_code == 422
