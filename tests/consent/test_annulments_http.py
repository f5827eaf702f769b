"""Makulering over HTTP, on the real PostgreSQL: what ends, what goes on, and who may."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.consent.addressing.wrapping import ROW_KEY
from tests.consent.annulling import WRONG, annul, facts, seen, states
from tests.consent.api import (
    BOTH_WAYS,
    HANDLAGGARE,
    PERSON_TOKEN,
    WITH_REGION,
    a_draft,
    headers,
    register,
    registered,
)
from tests.consent.builders import NOON, REGION, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.exit_world import HALSA, World

pytestmark = pytest.mark.real


class TestWhatRestsOnItAlone:
    async def test_ends_as_makulerat_with_notice_and_keys(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        await world.submitted(case_id)
        (document,) = await world.records(case_id, TEAM)
        assert None not in await world.opened(TEAM, document)

        answer = await annul(world, signing["signing_id"])

        assert (answer.status_code, answer.json()["state"]) == (200, "enforced")
        assert set(await world.opened(TEAM, document)) == {None}
        assert {state for *_, state in await states(world, case_id)} == {"makulerat"}
        ids = [row["id"] for row in signing["rows"]]
        assert not await world.core.keystore.get_many(ROW_KEY, ids)
        notice = (await world.opened(TEAM, (await world.records(case_id, TEAM))[-1]))[0]
        assert notice is not None
        assert (notice.content["type"], notice.content["final"]) == ("stop", True)
        ended = await facts(world, case_id, "rows_ended")
        assert {each["reason_kind"] for each in ended} == {"makulerat"}
        assert [each["whole"] for each in ended] == [False, True]

    async def test_is_told_at_an_address_of_its_own(self, world: World, drafts, clock) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        answer = await annul(world, signing["signing_id"], reason="fel_skanning")
        address = answer.headers["location"]

        shown = (await seen(world, answer.json()["id"])).json()

        assert address == f"/v1/annulments/{shown['id']}"
        assert (shown["state"], shown["reason"]) == ("enforced", "fel_skanning")
        assert shown["signing_id"] == signing["signing_id"]
        assert shown["received_at"] == shown["effective_at"] == clock.at.isoformat()
        assert shown["what_was_wrong"] == WRONG
        for token in (PERSON_TOKEN, f"koordinator.{TEAM}"):
            other = await seen(world, shown["id"], token)
            assert other.status_code == 200
            assert "what_was_wrong" not in other.json()
        for token in ("handlaggare.af", f"person.{SOMEBODY_ELSE}"):
            hidden = await seen(world, shown["id"], token)
            assert (hidden.status_code, hidden.json()["code"]) == (404, "annulment_unknown")

    async def test_says_what_was_wrong_only_sealed(self, world: World, drafts) -> None:
        signing = await registered(world.client, a_draft(drafts))
        await annul(world, signing["signing_id"])

        (stored,) = await world.fetch(
            "select * from annulment where signing_id = :id", id=UUID(signing["signing_id"])
        )

        assert WRONG.encode() not in bytes(stored.what_was_wrong)
        assert WRONG not in repr(stored)

    async def test_is_said_to_the_person_in_words_of_its_own(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        await annul(world, signing["signing_id"])
        own = {"Authorization": f"Bearer {PERSON_TOKEN}"}

        rows = (await world.client.get("/v1/my/rows", headers=own)).json()
        cases = (await world.client.get("/v1/my/samtycken", headers=own)).json()["samtycken"]

        assert {row["state"] for row in rows["rows"] if row["case_id"] == str(case_id)} == {"makulerat"}
        (paper,) = [each for each in rows["signings"] if each["case_id"] == str(case_id)]
        assert paper["annulled_as"] == "fel_uppgifter"
        assert paper["annulled_at"]
        (mine,) = [each for each in cases if each["case_id"] == str(case_id)]
        texts = [row["text"] for party in mine["parties"] for row in party["receives"]]
        assert all("felaktigt registrerat och är struket" in each for each in texts)

    async def test_leaves_what_another_end_has_ended(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        await world.revoke(case_id, kind="category", category=HALSA)

        await annul(world, signing["signing_id"])

        assert (SENDER, TEAM, HALSA, "aterkallat") in await states(world, case_id)
        assert (SENDER, TEAM, "identitet", "makulerat") in await states(world, case_id)

    async def test_ends_for_a_protected_person_without_a_word_to_anyone(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        await world.submitted(case_id)
        await world.withhold(case_id)

        answer = await annul(world, signing["signing_id"])

        assert answer.status_code == 200
        assert len(await world.records(case_id, TEAM)) == 1


class TestWhatAnotherCarries:
    async def test_goes_on_when_the_same_was_registered_twice(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        first = await registered(world.client, case_id)
        second = await registered(world.client, case_id)
        await world.submitted(case_id)
        (document,) = await world.records(case_id, TEAM)

        for signing in (second, first):
            assert {row["state"] for row in await self.rows(world, case_id)} == {"aktiv"}
            assert None not in await world.opened(TEAM, document)
            assert (await annul(world, signing["signing_id"], reason="dubblett")).status_code == 200

        assert {row["state"] for row in await self.rows(world, case_id)} == {"makulerat"}
        assert len(await facts(world, case_id, "rows_ended")) == 2

    async def test_gets_the_time_that_the_other_says(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        first = await registered(world.client, case_id)
        longer = await registered(world.client, case_id, valid_to="2026-12-01", grants=WITH_REGION)

        await annul(world, longer["signing_id"])

        rows = await self.rows(world, case_id)
        kept = [row for row in rows if row["state"] == "aktiv"]
        assert {row["id"] for row in kept} == {row["id"] for row in first["rows"]}
        assert {row["valid_to"] for row in kept} == {"2026-09-01T22:00:00+00:00"}
        assert {REGION} == {
            unit for row in rows if row["state"] != "aktiv" for unit in (row["source"], row["recipient"])
        } - {SENDER, TEAM}
        told = [row for fact in await facts(world, case_id, "rows_shortened") for row in fact["rows"]]
        assert {row["id"] for row in told} == {row["id"] for row in kept}
        assert {row["valid_to"] for row in told} == {"2026-09-01T22:00:00Z"}
        assert await world.core.keystore.get_many(ROW_KEY, [row["id"] for row in kept])
        named = await world.fetch(
            "select distinct signing_id from consent_row where case_id = :case and state = 'aktiv'",
            case=case_id,
        )
        assert [str(row.signing_id) for row in named] == [first["signing_id"]]

    async def test_is_not_in_force_before_the_other_begins(self, world: World, drafts, clock) -> None:
        case_id = a_draft(drafts)
        wrong = await registered(world.client, case_id, valid_to="2026-06-01")
        await registered(world.client, case_id, valid_from="2026-06-01")
        await world.submitted(case_id)
        (document,) = await world.records(case_id, TEAM)

        await annul(world, wrong["signing_id"])

        assert set(await world.opened(TEAM, document)) == {None}
        clock.at = NOON + timedelta(days=100)
        assert None not in await world.opened(TEAM, document)

    async def test_does_not_come_back_when_it_was_withdrawn(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)
        await world.revoke(case_id)
        again = await registered(world.client, case_id)

        await annul(world, again["signing_id"])

        assert {state for *_, state in await states(world, case_id)} == {"aterkallat", "makulerat"}

    async def rows(self, world: World, case_id: UUID) -> list[dict[str, Any]]:
        answer = await world.client.get(f"/v1/cases/{case_id}/rows", headers=headers())
        assert answer.status_code == 200
        return answer.json()["rows"]


class TestBefore:
    async def test_the_unit_reads_what_each_paper_carries_and_what_would_end(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        first = await registered(world.client, case_id)
        second = await registered(world.client, case_id, grants=WITH_REGION)

        before = await self.ending(world, case_id)
        await annul(world, first["signing_id"])
        after = await self.ending(world, case_id)

        shared = {row["id"] for row in first["rows"]}
        assert before[first["signing_id"]] == set()
        assert all(REGION in cell for cell in before[second["signing_id"]])
        assert after[first["signing_id"]] == set()
        assert len(after[second["signing_id"]]) == len(before[second["signing_id"]]) + len(shared)

    async def test_nobody_else_reads_it(self, world: World, drafts) -> None:
        case_id = a_draft(drafts)
        await registered(world.client, case_id)

        for token in ("handlaggare.af", f"koordinator.{TEAM}", PERSON_TOKEN):
            answer = await self.read(world, case_id, token)
            assert (answer.status_code, answer.json()["code"]) == (404, "case_unknown")

    async def ending(self, world: World, case_id: UUID) -> dict[str, set[tuple[str, str, str]]]:
        return {
            each["signing_id"]: {
                (row["source"], row["recipient"], row["category"]) for row in each["rows"] if row["would_end"]
            }
            for each in (await self.read(world, case_id)).json()["signings"]
        }

    async def read(self, world: World, case_id: UUID, token: str = HANDLAGGARE) -> httpx2.Response:
        return await world.client.get(
            f"/v1/cases/{case_id}/signings", headers={"Authorization": f"Bearer {token}"}
        )


class TestRefused:
    async def test_for_other_units_and_for_the_person(self, world: World, drafts) -> None:
        signing = await registered(world.client, a_draft(drafts))

        others = [
            await annul(world, signing["signing_id"], token=token)
            for token in ("handlaggare.af", f"koordinator.{TEAM}")
        ]
        roles = [
            await annul(world, signing["signing_id"], token=t) for t in (PERSON_TOKEN, f"handlaggare.{TEAM}")
        ]
        unknown = await annul(world, str(uuid4()))

        assert {each.status_code for each in (*others, unknown)} == {404}
        assert {each.json()["code"] for each in (*others, unknown)} == {"signing_unknown"}
        assert {each.status_code for each in roles} == {403}

    async def test_a_second_time_but_the_same_request_says_the_same(self, world: World, drafts) -> None:
        signing, key = await registered(world.client, a_draft(drafts)), str(uuid4())
        first = await annul(world, signing["signing_id"], key=key)

        same = await annul(world, signing["signing_id"], key=key)
        again = await annul(world, signing["signing_id"])

        assert (same.status_code, same.json()) == (200, first.json())
        assert (again.status_code, again.json()["code"]) == (409, "signing_annulled")

    @pytest.mark.parametrize(
        ("changes", "code"),
        [({"words": "  "}, "what_was_wrong_missing"), ({"reason": "annat"}, "body_malformed")],
    )
    async def test_without_reason(self, world: World, drafts, changes, code) -> None:
        signing = await registered(world.client, a_draft(drafts))

        answer = await annul(world, signing["signing_id"], **changes)

        assert answer.status_code == 422
        if code != "body_malformed":
            assert answer.json()["code"] == code


async def test_a_signature_waits_for_what_is_being_ended(world: World, drafts) -> None:
    """What she says last must not end with what she said before."""
    case_id = a_draft(drafts)
    await registered(world.client, case_id)
    await world.fetch_commit(
        "insert into pair_closing (id, case_id, recipient, reason, row_ids)"
        " values (gen_random_uuid(), :case, :team, 'aterkallat', '{}')",
        case=case_id,
        team=TEAM,
    )

    answer = await register(world.client, case_id, grants=BOTH_WAYS)

    assert (answer.status_code, answer.json()["code"]) == (409, "earlier_being_ended")
