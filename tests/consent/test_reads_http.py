"""Who sees which rows: the person and the registering unit all, a party its own, others no case at all."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from tests.consent.api import HANDLAGGARE, PERSON_TOKEN, WITH_REGION, a_draft, headers, registered
from tests.consent.builders import NAME, PERSON, REGION, SENDER, TEAM

pytestmark = pytest.mark.real


async def rows(client, case_id, token):
    return await client.get(f"/v1/cases/{case_id}/rows", headers=headers(token))


async def end(core, case_id, **where: str) -> None:
    statement = "update consent_row set state = 'aterkallat', ended_at = now() where case_id = :case_id"
    narrowed = "".join(f" and {name} = :{name}" for name in where)
    async with core.engine.begin() as connection:
        await connection.execute(text(statement + narrowed), {"case_id": case_id, **where})


class TestRows:
    @pytest.mark.parametrize("token", [HANDLAGGARE, PERSON_TOKEN])
    async def test_are_all_seen_by_the_registering_unit_and_the_person(self, client, drafts, token) -> None:
        case_id = a_draft(drafts)
        answer = await registered(client, case_id, grants=WITH_REGION)

        seen = (await rows(client, case_id, token)).json()["rows"]

        assert {row["id"] for row in seen} == {row["id"] for row in answer["rows"]}
        assert {row["state"] for row in seen} == {"aktiv"}
        assert all(row["source_name"] for row in seen)

    @pytest.mark.parametrize("token", [f"handlaggare.{REGION}", f"koordinator.{TEAM}"])
    async def test_are_seen_by_a_party_only_where_it_stands_itself(self, client, drafts, token) -> None:
        case_id, unit = a_draft(drafts), token.partition(".")[2]
        await registered(client, case_id, grants=WITH_REGION)

        seen = (await rows(client, case_id, token)).json()["rows"]

        assert seen
        assert all(unit in {row["source"], row["recipient"]} for row in seen)

    async def test_tell_a_party_no_reason(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, grants=WITH_REGION)
        await end(core, case_id, recipient=REGION)

        party = (await rows(client, case_id, f"handlaggare.{REGION}")).json()["rows"]
        person = (await rows(client, case_id, PERSON_TOKEN)).json()["rows"]

        assert {row["state"] for row in party} == {"aktiv", "upphord"}
        assert {row["ended_at"] for row in party} == {None}
        assert {row["state"] for row in person} == {"aktiv", "aterkallat"}

    async def test_run_out_at_midnight_after_the_last_day(self, client, drafts, clock) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, valid_to="2026-03-02")

        clock.at = clock.at.replace(hour=22, minute=59, second=59)  # a second before midnight in Stockholm
        before = (await rows(client, case_id, PERSON_TOKEN)).json()["rows"]
        clock.at += timedelta(seconds=1)
        after = (await rows(client, case_id, PERSON_TOKEN)).json()["rows"]

        assert {row["state"] for row in before} == {"aktiv"}
        assert {row["state"] for row in after} == {"utganget"}

    @pytest.mark.parametrize(
        "token",
        ["handlaggare.soc-farsta", "handlaggare.af", "person.195909263070", "scope.coverage"],
    )
    async def test_are_unknown_to_everyone_else(self, client, drafts, token) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, grants=WITH_REGION)

        foreign, missing = await rows(client, case_id, token), await rows(client, uuid4(), token)

        assert foreign.status_code == missing.status_code == 404
        assert {**foreign.json(), "instance": ""} == {**missing.json(), "instance": ""}


class TestMine:
    async def test_cases_rows_and_papers_are_the_persons_own(self, client, drafts) -> None:
        mine, others = a_draft(drafts), a_draft(drafts, number="195909263070")
        first = await registered(client, mine, exclusion_note="Inget om min syster.")
        await registered(client, others)

        cases = (await client.get("/v1/my/cases", headers=headers(PERSON_TOKEN))).json()["cases"]
        answer = (await client.get("/v1/my/rows", headers=headers(PERSON_TOKEN))).json()

        ids = {case["case_id"] for case in cases}
        assert str(mine) in ids
        assert str(others) not in ids
        assert {row["id"] for row in first["rows"]} <= {row["id"] for row in answer["rows"]}
        assert str(others) not in {row["case_id"] for row in answer["rows"]}
        (paper,) = [each for each in answer["signings"] if each["case_id"] == str(mine)]
        assert (paper["text_id"], paper["contact_by_message"]) == ("sv-2", True)
        assert paper["exclusion_note"] == "Inget om min syster."

    async def test_reads_are_shown_as_unit_and_function(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        await rows(client, case_id, HANDLAGGARE)

        response = await client.get("/v1/my/reads", headers=headers(PERSON_TOKEN))

        (read,) = [each for each in response.json()["reads"] if each["case_id"] == str(case_id)]
        assert (read["unit"], read["function"]) == (SENDER, "socialsekreterare")
        assert HANDLAGGARE not in response.text
        assert PERSON not in response.text
        assert NAME not in response.text

    @pytest.mark.parametrize("path", ["cases", "rows", "reads"])
    @pytest.mark.parametrize("token", [HANDLAGGARE, f"koordinator.{TEAM}", "scope.coverage"])
    async def test_is_for_persons_only(self, client, path, token) -> None:
        assert (await client.get(f"/v1/my/{path}", headers=headers(token))).status_code == 403

    @pytest.mark.parametrize("path", ["/v1/my/cases", "/v1/my/rows", "/v1/my/reads"])
    async def test_needs_a_login(self, client, path) -> None:
        assert (await client.get(path)).status_code == 401
