"""Marks of protected identity: which, since when, as told by whom; and the decision that lifts one."""

from typing import Any
from uuid import uuid4

import httpx2
import pytest

from tests.consent.api import HANDLAGGARE, PERSON_TOKEN, a_draft, covered, headers, registered
from tests.consent.builders import PERSON, REGION, TEAM
from tests.consent.exit_world import CORE, World, whole_case

pytestmark = pytest.mark.real

KOORDINATOR = f"koordinator.{TEAM}"
DECIDED = {
    "decided_on": "2026-03-02",
    "decided_by": "enhetschef",
    "reason": "Skatteverket har hävt markeringen.",
}


async def mark(
    client: httpx2.AsyncClient, case_id: Any, token: str = HANDLAGGARE, **said: Any
) -> httpx2.Response:
    body = {"case_id": str(case_id), **said}
    return await client.post("/v1/protections", json=body, headers=headers(token))


async def lift(
    client: httpx2.AsyncClient, protection_id: str, token: str = HANDLAGGARE, **changes: Any
) -> httpx2.Response:
    path = f"/v1/protections/{protection_id}/liftings"
    return await client.post(path, json=DECIDED | changes, headers=headers(token))


async def marks(
    client: httpx2.AsyncClient, case_id: Any, token: str = HANDLAGGARE, purpose: str | None = "tillsyn"
) -> httpx2.Response:
    query = {"purpose": purpose} if purpose else {}
    return await client.get(
        f"/v1/cases/{case_id}/protections", params=query, headers={"Authorization": f"Bearer {token}"}
    )


@pytest.fixture
async def case_id(client, drafts) -> Any:
    made = a_draft(drafts)
    await registered(client, made)
    return made


class TestAMark:
    @pytest.mark.parametrize("kind", ["sekretessmarkering", "skyddad_folkbokforing", None])
    async def test_says_which_since_when_and_from_where(self, client, case_id, kind) -> None:
        said = {"kind": kind, "source": "folkbokforing", "known_on": "2026-03-01"}

        answer = await mark(client, case_id, KOORDINATOR, **said)

        assert (answer.status_code, answer.json()["state"]) == (200, "enforced")
        (told,) = (await marks(client, case_id)).json()["protections"]
        assert {name: told[name] for name in said} == said
        assert (told["protection_id"], told["unit"], told["lifted"]) == (
            answer.json()["protection_id"],
            TEAM,
            None,
        )

    async def test_is_one_however_often_it_is_said_and_another_kind_is_another(self, client, case_id) -> None:
        first = await mark(client, case_id, kind="sekretessmarkering")
        again = await mark(client, case_id, kind="sekretessmarkering")
        unsure = await mark(client, case_id)
        other = await mark(client, case_id, KOORDINATOR, kind="skyddad_folkbokforing")

        ids = [answer.json()["protection_id"] for answer in (first, again, unsure, other)]
        assert ids[0] == ids[1] == ids[2] != ids[3]

    async def test_never_knows_more_than_today(self, client, case_id) -> None:
        answer = await mark(client, case_id, known_on="2027-01-01")

        assert (answer.status_code, answer.json()["code"]) == (422, "known_in_future")
        assert not (await covered(client, case_id))["withheld"]

    @pytest.mark.parametrize("word", ["fingerade", "fingerade_personuppgifter", "kvarskrivning"])
    async def test_is_of_no_other_kind(self, client, case_id, word) -> None:
        assert (await mark(client, case_id, kind=word)).status_code == 422


class TestReading:
    async def test_takes_a_stated_purpose_of_staff_and_is_logged_with_it(self, client, core, case_id) -> None:
        await mark(client, case_id)

        refused = await marks(client, case_id, purpose=None)
        assert (refused.status_code, refused.json()["code"]) == (409, "reading_needs_purpose")
        assert (await marks(client, case_id, KOORDINATOR)).status_code == 200
        assert (await marks(client, case_id, PERSON_TOKEN, purpose=None)).status_code == 200

        mine = await client.get("/v1/my/reads", headers={"Authorization": f"Bearer {PERSON_TOKEN}"})
        read = [each["purpose"] for each in mine.json()["reads"] if each["case_id"] == str(case_id)]
        assert "tillsyn" in read

    @pytest.mark.parametrize(
        "token", [f"handlaggare.{REGION}", "koordinator.team-annat", f"handlaggare.{TEAM}", "scope.coverage"]
    )
    async def test_shows_others_nothing(self, client, case_id, token) -> None:
        assert (await marks(client, case_id, token)).status_code == 404


class TestALetterToHer:
    async def test_goes_in_two_envelopes_that_the_registering_unit_writes(self, client, case_id) -> None:
        path = f"/v1/cases/{case_id}/envelopes.txt"
        staff, koordinator = ({"Authorization": f"Bearer {who}"} for who in (HANDLAGGARE, KOORDINATOR))

        refused = await client.get(path, headers=staff)
        assert (refused.status_code, refused.json()["code"]) == (409, "address_known")

        await mark(client, case_id)
        inner, _, outer = (await client.get(path, headers=staff)).text.partition("Ytterkuvertet")
        front = f"{PERSON[:8]}-{PERSON[8:]}"
        assert front in inner
        assert "Södermalms stadsdelsnämnd" in inner
        assert "Box 2820" in outer
        assert front not in outer
        assert (await client.get(path, headers=koordinator)).status_code == 404


class TestLifting:
    async def test_is_a_decision_that_is_kept(self, client, case_id) -> None:
        protection = (await mark(client, case_id)).json()["protection_id"]

        answer = await lift(client, protection, KOORDINATOR)

        assert (answer.status_code, answer.json()) == (
            201,
            {"protection_id": protection, "protected": False},
        )
        assert not (await covered(client, case_id))["withheld"]
        (told,) = (await marks(client, case_id, purpose=None)).json()["protections"]
        assert {name: told["lifted"][name] for name in DECIDED} == DECIDED
        assert told["lifted"]["unit"] == TEAM

    async def test_leaves_her_protected_while_another_mark_stands(self, client, drafts, case_id) -> None:
        other = a_draft(drafts)
        await registered(client, other)
        first = (await mark(client, case_id, kind="sekretessmarkering")).json()["protection_id"]
        second = (await mark(client, other, kind="skyddad_folkbokforing")).json()["protection_id"]

        assert (await lift(client, first)).json()["protected"] is True
        assert (await covered(client, case_id))["withheld"]
        assert (await lift(client, second)).json()["protected"] is False
        assert not (await covered(client, case_id))["withheld"]
        assert not (await covered(client, other))["withheld"]

    async def test_is_said_once_and_a_protection_that_comes_back_is_a_new_mark(self, client, case_id) -> None:
        protection = (await mark(client, case_id)).json()["protection_id"]
        await lift(client, protection)

        again = await lift(client, protection)
        assert (again.status_code, again.json()["code"]) == (409, "already_lifted")
        assert (await mark(client, case_id)).json()["protection_id"] != protection
        assert (await covered(client, case_id))["withheld"]

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"decided_on": "2026-12-31"}, "lifted_in_future"),
            ({"decided_on": "2026-02-27"}, "lifted_before_known"),
        ],
    )
    async def test_has_a_day_that_can_be(self, client, case_id, changes, code) -> None:
        protection = (await mark(client, case_id, known_on="2026-03-01")).json()["protection_id"]

        refused = await lift(client, protection, **changes)

        assert (refused.status_code, refused.json()["code"]) == (422, code)

    @pytest.mark.parametrize("token", [f"handlaggare.{REGION}", "koordinator.team-annat"])
    async def test_is_not_for_others_and_looks_as_if_there_were_none(self, client, case_id, token) -> None:
        protection = (await mark(client, case_id)).json()["protection_id"]

        refused, unknown = await lift(client, protection, token), await lift(client, str(uuid4()), token)

        assert refused.status_code == unknown.status_code == 404
        assert unknown.json()["code"] == "protection_unknown"
        assert {**refused.json(), "instance": ""} == {**unknown.json(), "instance": ""}
        assert (await covered(client, case_id))["withheld"]

    async def test_seals_nothing_of_what_happened_meanwhile(self, world: World) -> None:
        case_id = await world.a_case(*whole_case())
        await world.submitted(case_id, *CORE)
        await called(world, case_id)
        (before,) = await world.records(case_id, REGION)
        protection = (await mark(world.client, case_id)).json()["protection_id"]
        refused = await world.release(REGION, before.header.event_id)
        assert refused.json()["events"][0]["status"] == "refused"
        await called(world, case_id)

        await lift(world.client, protection)

        assert await world.records(case_id, REGION) == [before]
        assert await world.opened(REGION, before)


async def called(world: World, case_id: Any) -> None:
    told = {"meeting_id": str(uuid4()), "parties": [REGION]}
    fact = await world.event("meeting_called", case_id, [("handlaggning", {})], service="coordinator", **told)
    await world.react(fact)
