"""Who has received what about her, when and why: on the real PostgreSQL, against what really happened."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.consent.api import HANDLAGGARE, PERSON_TOKEN, WITH_REGION, a_draft, registered
from tests.consent.builders import NOON, REGION, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.conftest import Drafts, LawClock
from tests.consent.exit_world import World
from tests.consent.test_my_consent_http import a_plan, get

pytestmark = pytest.mark.real


async def seen(world: World, query: str = "", token: str = PERSON_TOKEN) -> dict[str, Any]:
    answer = await get(world, f"disclosures{query}", token)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def of(world: World, case_id: UUID, more: str = "") -> dict[str, Any]:
    return await seen(world, f"?case_id={case_id}{more}")


class TestWhich:
    async def test_is_one_of_her_cases(self, world: World) -> None:
        first, second = await a_plan(world), await a_plan(world)

        assert {each["case_id"] for each in (await of(world, first))["disclosures"]} == {str(first)}
        both = {each["case_id"] for each in (await seen(world))["disclosures"]}
        assert {str(first), str(second)} <= both

    async def test_is_none_of_another_persons(self, world: World) -> None:
        case_id = await a_plan(world)

        for asked in (case_id, uuid4()):
            answer = await get(world, f"disclosures?case_id={asked}", f"person.{SOMEBODY_ELSE}")
            assert (answer.status_code, answer.json()["code"]) == (404, "case_unknown")

    async def test_is_to_one_unit(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.opened(REGION, (await world.records(case_id, REGION))[0])

        found = await of(world, case_id, f"&party={REGION}")

        for part in ("disclosures", "never_opened"):
            assert {each["recipient"] for each in found[part]} <= {REGION}
        assert found["disclosures"]

    async def test_is_asked_in_known_words(self, world: World) -> None:
        assert (await get(world, "disclosures?namn=x")).status_code == 422


class TestNeverOpened:
    async def states(self, world: World, case_id: UUID) -> set[tuple[str, str]]:
        found = (await of(world, case_id, f"&party={REGION}"))["never_opened"]
        return {(each["type"], each["state"]) for each in found}

    async def test_says_what_can_still_be_opened(self, world: World) -> None:
        case_id = await a_plan(world)

        assert ("gemensam_plan", "kan_oppnas") in await self.states(world, case_id)
        (plan,) = [
            e
            for e in (await of(world, case_id))["never_opened"]
            if (e["recipient"], e["type"]) == (REGION, "gemensam_plan")
        ]
        assert plan["text"].startswith(
            "Region Stockholm, vårdenhet Södermalm har inte öppnat gemensam plan från Finsamteam Stockholm, klart att öppna den "
        )
        assert plan["text"].endswith("Det kan fortfarande öppnas, så länge ditt samtycke gäller.")

    async def test_leaves_out_what_has_been_opened(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.opened(REGION, (await world.records(case_id, REGION))[0])

        assert "gemensam_plan" not in {kind for kind, _ in await self.states(world, case_id)}

    async def test_says_that_the_key_is_destroyed_when_she_has_withdrawn(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.revoke(case_id, kind="party", party=REGION)

        assert ("gemensam_plan", "nyckeln_forstord") in await self.states(world, case_id)

    async def test_of_time_that_ran_out_says_that_it_can_not_be_opened(
        self, world: World, clock: LawClock
    ) -> None:
        case_id = await a_plan(world)
        clock.at = NOON + timedelta(days=60)

        assert {state for _, state in await self.states(world, case_id)} == {"kan_inte_oppnas"}

    async def test_of_a_protected_person_says_that_nothing_can_be_opened(self, world: World) -> None:
        case_id = await a_plan(world)
        await world.withhold(case_id)

        assert {state for _, state in await self.states(world, case_id)} == {"kan_inte_oppnas"}


class TestGround:
    async def test_is_the_signature_that_held_when_it_was_handed_out(
        self, world: World, drafts: Drafts, clock: LawClock
    ) -> None:
        """A later signature lengthens the same rows; it explains nothing that was handed out before it."""
        case_id = a_draft(drafts)
        first = (await registered(world.client, case_id, grants=WITH_REGION))["signing_id"]
        await world.submitted(case_id)
        records = await world.records(case_id, TEAM)
        await world.opened(TEAM, records[0])
        clock.at = NOON + timedelta(days=3)
        again = {"signed_on": "2026-03-05", "valid_from": "2026-03-05", "valid_to": "2026-10-01"}
        second = (await registered(world.client, case_id, grants=WITH_REGION, **again))["signing_id"]
        await world.submitted(case_id)
        await world.opened(TEAM, (await world.records(case_id, TEAM))[1])

        early, late = (await of(world, case_id, f"&party={TEAM}"))["disclosures"]

        assert [each["signing_id"] for each in early["signings"]] == [first]
        assert [each["signing_id"] for each in late["signings"]] == [second]
        assert late["ground_text"] == "Ditt samtycke från den 5 mars 2026."


class TestReads:
    async def test_of_staff_say_unit_function_and_purpose_and_hers_are_not_among_them(
        self, world: World
    ) -> None:
        case_id = await a_plan(world)
        asked = f"/v1/cases/{case_id}/samtycken.txt?purpose=begaran_fran_individen"
        await world.client.get(asked, headers={"Authorization": f"Bearer {HANDLAGGARE}"})
        await of(world, case_id)

        (read,) = (await of(world, case_id))["reads"]

        assert (read["unit"], read["function"], read["purpose_text"]) == (
            SENDER,
            "socialsekreterare",
            "du bad om det",
        )


class TestLetter:
    async def test_is_of_one_case_and_in_easy_swedish(self, world: World) -> None:
        case_id, _ = await a_plan(world), await a_plan(world)

        answer = await get(world, f"disclosures.txt?case_id={case_id}&variant=lattlast")

        assert "Här står vem som har fått veta något om dig." in answer.text
        assert str(case_id) in answer.text
        assert "Ärende 1 av" not in answer.text

    async def test_is_printed_in_easy_swedish_too(self, world: World) -> None:
        case_id = await a_plan(world)
        path = f"/v1/cases/{case_id}/disclosures.txt?purpose=begaran_fran_individen&variant=lattlast"

        answer = await world.client.get(path, headers={"Authorization": f"Bearer {HANDLAGGARE}"})

        assert "Här står vem som har fått veta något om dig." in answer.text
