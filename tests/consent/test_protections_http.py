"""Protected identity: nothing goes on, and nobody is told."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from services.consent.locks import lock_pair
from tests.consent.api import (
    HANDLAGGARE,
    PERSON_TOKEN,
    WITH_REGION,
    a_draft,
    covered,
    headers,
    register,
    registered,
    send_scan,
)
from tests.consent.builders import REGION, TEAM
from tests.consent.test_coverage_http import hidden

pytestmark = pytest.mark.real


async def protect(client, case_id, token=HANDLAGGARE, key=None):
    return await client.post("/v1/protections", json={"case_id": str(case_id)}, headers=headers(token, key))


class TestMarked:
    @pytest.mark.parametrize("token", [HANDLAGGARE, f"koordinator.{TEAM}"])
    async def test_is_never_covered_and_left_out_of_lists(self, client, drafts, token) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)

        response = await protect(client, case_id, token)

        assert (response.status_code, response.json()["state"]) == (200, "enforced")
        found = await covered(client, case_id, parties=[REGION])
        assert (found["covered"], found["withheld"], found["signing"]) == (False, True, None)
        assert [unit["recipient"] for unit in found["uncovered"]] == [TEAM, REGION]
        assert await hidden(client, case_id) == [str(case_id)]

    async def test_shows_rows_to_its_unit_and_the_person_only(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, grants=WITH_REGION)
        await protect(client, case_id)

        statuses = {
            token: (await client.get(f"/v1/cases/{case_id}/rows", headers=headers(token))).status_code
            for token in (HANDLAGGARE, PERSON_TOKEN, f"koordinator.{TEAM}", f"handlaggare.{REGION}")
        }

        assert list(statuses.values()) == [200, 200, 404, 404]

    async def test_is_told_by_no_event(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        await protect(client, case_id)

        async with core.engine.connect() as connection:
            types = await connection.scalars(
                text("select type from event_history where case_id = :id"), {"id": case_id}
            )
            assert types.all() == ["se.finsam.consent.consent_given.v1"]

    async def test_takes_in_nothing_more(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        answer = await send_scan(client, case_id)
        await protect(client, case_id)

        scan = await send_scan(client, case_id)
        signing = await register(client, case_id, scan_id=answer.json()["scan_id"])

        assert (scan.status_code, scan.json()["code"]) == (409, "case_withheld")
        assert (signing.status_code, signing.json()["code"]) == (409, "case_withheld")

    async def test_can_come_before_the_draft_is_saved(self, client, drafts) -> None:
        case_id = uuid4()

        assert (await protect(client, case_id)).status_code == 200

        found = await covered(client, case_id)
        assert (found["covered"], found["withheld"]) == (False, True)
        assert (await protect(client, case_id, "handlaggare.af")).status_code == 404

    async def test_waits_for_releases_in_flight(self, client, drafts, landing) -> None:
        case_id, key = a_draft(drafts), str(uuid4())
        await registered(client, case_id)
        landing.drained = False

        response = await protect(client, case_id, key=key)
        assert (response.status_code, response.json()["state"]) == (202, "draining")

        landing.drained = True
        response = await protect(client, case_id, key=key)
        assert (response.status_code, response.json()["state"]) == (200, "enforced")
        assert landing.asked == [case_id, case_id]

    async def test_waits_for_whoever_holds_the_lock_of_a_pair(self, client, core, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)

        async with core.sessions() as session, session.begin():
            await lock_pair(session, case_id, TEAM, shared=True)
            marking = asyncio.create_task(protect(client, case_id))
            done, _ = await asyncio.wait([marking], timeout=0.3)
            assert not done

        assert (await marking).status_code == 200


class TestRefused:
    @pytest.mark.parametrize(
        "token", ["handlaggare.soc-farsta", f"handlaggare.{REGION}", "koordinator.team-annat"]
    )
    async def test_to_other_units_as_if_the_case_did_not_exist(self, client, drafts, token) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id, grants=WITH_REGION)

        response = await protect(client, case_id, token)

        assert (response.status_code, response.json()["code"]) == (404, "case_unknown")
        assert not (await covered(client, case_id))["withheld"]

    async def test_to_the_koordinator_for_an_unknown_case(self, client) -> None:
        assert (await protect(client, uuid4(), f"koordinator.{TEAM}")).status_code == 404

    @pytest.mark.parametrize("token", [PERSON_TOKEN, "scope.coverage"])
    async def test_to_anyone_else(self, client, token) -> None:
        assert (await protect(client, uuid4(), token)).status_code == 403
