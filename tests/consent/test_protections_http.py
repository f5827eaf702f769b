"""Protected identity: nothing goes on, and nobody is told."""

import asyncio
from contextlib import AsyncExitStack
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
from tests.consent.builders import PERSON, REGION, TEAM
from tests.consent.exit_world import World
from tests.consent.test_coverage_http import hidden
from tests.consent.test_liftings_http import lift
from tests.consent.test_signings_http import ANOTHER_PERSON as ANOTHER

pytestmark = pytest.mark.real


PROOF = "service.svc-referral.coverage"


async def protect(client, case_id, token=HANDLAGGARE, key=None, proof=None, **said):
    sent = {**headers(token, key), **({"X-Service-Authorization": f"Bearer {proof}"} if proof else {})}
    return await client.post("/v1/protections", json={"case_id": str(case_id), **said}, headers=sent)


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

    async def test_can_come_before_the_draft_is_saved_when_the_referral_service_says_so(self, client) -> None:
        case_id = uuid4()

        assert (await protect(client, case_id, proof=PROOF)).status_code == 200

        found = await covered(client, case_id)
        assert (found["covered"], found["withheld"]) == (False, True)
        assert (await protect(client, case_id, "handlaggare.af")).status_code == 404
        assert (await protect(client, case_id, "handlaggare.af", proof=PROOF)).status_code == 404

    async def test_can_come_before_any_paper_for_a_draft_of_the_own_unit(self, client, drafts) -> None:
        case_id = a_draft(drafts)

        assert (await protect(client, case_id)).status_code == 200
        assert (await covered(client, case_id))["withheld"]

    async def test_needs_no_other_service_once_the_case_is_known_here(self, client, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(client, case_id)
        drafts.away = True

        assert (await protect(client, case_id)).status_code == 200

    async def test_waits_for_releases_in_flight(self, client, drafts, landing) -> None:
        case_id, key = a_draft(drafts), str(uuid4())
        await registered(client, case_id)
        landing.drained = False

        response = await protect(client, case_id, key=key)
        assert (response.status_code, response.json()["state"]) == (202, "draining")

        landing.drained = True
        response = await protect(client, case_id, key=key)
        assert (response.status_code, response.json()["state"]) == (200, "enforced")
        assert landing.asked.count(case_id) == 2

    async def test_is_the_person_in_every_case_of_hers(self, client, drafts, landing) -> None:
        one, other, later = (a_draft(drafts) for _ in range(3))
        await registered(client, one)
        await registered(client, other)

        await protect(client, one)

        assert (await covered(client, other))["withheld"], "her other case is shut too"
        assert {one, other} <= set(landing.asked), "and its releases in flight are waited for"
        refused = await register(client, later)
        assert (refused.status_code, refused.json()["code"]) == (409, "case_withheld")

    async def test_of_a_draft_without_a_samtycke_is_hers_in_her_other_cases_too(self, client, drafts) -> None:
        draft, unsaved, hers, anothers = (
            a_draft(drafts),
            uuid4(),
            a_draft(drafts),
            a_draft(drafts, number=ANOTHER),
        )
        await registered(client, hers)
        await registered(client, anothers)

        marked = await protect(client, draft)
        assert (await covered(client, hers))["withheld"], "her number stands in the draft"
        await lift(client, marked.json()["protection_id"])
        assert not (await covered(client, hers))["withheld"], "and the lifting finds her again"

        await protect(client, unsaved, proof=PROOF, personal_number=PERSON)
        assert (await covered(client, hers))["withheld"], "the referral service says whose it will be"
        assert not (await covered(client, anothers))["withheld"]

    async def test_of_a_case_with_a_scan_alone_finds_her_and_waits_for_nobody(self, client, drafts) -> None:
        scanned, again, hers = a_draft(drafts), a_draft(drafts), a_draft(drafts)
        for case_id in (scanned, again):
            await send_scan(client, case_id)
        await registered(client, hers)

        drafts.away = True
        assert (await protect(client, scanned)).status_code == 200
        drafts.away = False
        assert not (await covered(client, hers))["withheld"]
        await protect(client, again)
        assert (await covered(client, hers))["withheld"]

    async def test_believes_nobody_else_about_whom_it_is(self, client, drafts) -> None:
        hers, draft = a_draft(drafts), a_draft(drafts, number=ANOTHER)
        await registered(client, hers)

        assert (await protect(client, draft, personal_number=PERSON)).status_code == 403
        assert not (await covered(client, hers))["withheld"]

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

    async def test_to_who_names_anothers_draft_and_the_owner_keeps_it(self, client, drafts) -> None:
        case_id = a_draft(drafts)

        foreign = await protect(client, case_id, "handlaggare.soc-farsta")
        unknown = await protect(client, uuid4(), "handlaggare.soc-farsta")

        assert foreign.status_code == unknown.status_code == 404
        assert {**foreign.json(), "instance": ""} == {**unknown.json(), "instance": ""}
        assert drafts.asked == 2
        await registered(client, case_id)

    @pytest.mark.parametrize(
        ("proof", "status"),
        [
            pytest.param(f"service.{REGION}.coverage", 403, id="another client"),
            pytest.param("service.svc-coordinator.coverage", 403, id="another service"),
            pytest.param("service.svc-referral.hidden", 403, id="another scope"),
            pytest.param(HANDLAGGARE, 403, id="a person"),
            pytest.param("nobody", 401, id="no token"),
        ],
    )
    async def test_to_who_only_says_to_be_the_referral_service(self, client, proof, status) -> None:
        case_id = uuid4()

        assert (await protect(client, case_id, proof=proof)).status_code == status
        assert not (await covered(client, case_id))["withheld"]

    async def test_to_the_referral_service_without_the_user(self, client) -> None:
        assert (await protect(client, uuid4(), PROOF, proof=PROOF)).status_code == 403

    async def test_while_nobody_can_tell_whose_draft_it_is(self, client, drafts) -> None:
        drafts.away = True

        response = await protect(client, a_draft(drafts))

        assert (response.status_code, response.json()["code"]) == (503, "referral_unreachable")

    async def test_to_the_koordinator_for_an_unknown_case(self, client) -> None:
        assert (await protect(client, uuid4(), f"koordinator.{TEAM}")).status_code == 404

    @pytest.mark.parametrize("token", [PERSON_TOKEN, "scope.coverage"])
    async def test_to_anyone_else(self, client, token) -> None:
        assert (await protect(client, uuid4(), token)).status_code == 403


async def test_is_not_held_by_a_storm_of_readers(world: World) -> None:
    case_id = await world.a_case()
    async with AsyncExitStack() as storm:
        for _ in range(8):
            await storm.enter_async_context(world.core.engine.connect())

        response = await asyncio.wait_for(protect(world.client, case_id), 5)

    assert (response.status_code, response.json()["state"]) == (200, "enforced")
