"""Makulering where it is not plain: the wrong person in the case, and a process or a store that is away."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from services.consent.addressing.wrapping import ROW_KEY
from shared.keys import KeyStoreDown
from tests.consent.annulling import annul, seen, states
from tests.consent.api import PERSON_TOKEN, WITH_REGION, a_draft, a_scan, headers, register, registered
from tests.consent.builders import PERSON, SENDER, SOMEBODY_ELSE
from tests.consent.exit_world import World

pytestmark = pytest.mark.real


class TestTheWrongPerson:
    async def test_is_replaced_by_a_new_signature_in_a_draft(self, world: World, drafts) -> None:
        case_id = a_draft(drafts, number=SOMEBODY_ELSE)
        wrong = await registered(world.client, case_id)
        drafts.known[case_id] = (SENDER, PERSON)
        assert (await register(world.client, case_id)).json()["code"] == "other_person"

        await annul(world, wrong["signing_id"], reason="fel_person")

        await registered(world.client, case_id)
        mine = await self.cases(world, PERSON_TOKEN)
        theirs = await self.cases(world, f"person.{SOMEBODY_ELSE}")
        assert str(case_id) in mine
        assert str(case_id) not in theirs

    async def test_stays_when_the_anmalan_is_sent(self, world: World, drafts) -> None:
        case_id = a_draft(drafts, number=SOMEBODY_ELSE)
        wrong = await registered(world.client, case_id)
        await world.submitted(case_id)
        await annul(world, wrong["signing_id"], reason="fel_person")
        drafts.known[case_id] = (SENDER, PERSON)

        answer = await register(world.client, case_id)

        assert (answer.status_code, answer.json()["code"]) == (409, "other_person_submitted")
        assert str(case_id) in await self.cases(world, f"person.{SOMEBODY_ELSE}")

    async def test_never_reads_the_paper_or_the_words_of_the_right_one(self, world: World, drafts) -> None:
        case_id = a_draft(drafts, number=SOMEBODY_ELSE)
        scan_id = await a_scan(world.client, case_id)
        wrong = await registered(
            world.client, case_id, scan_id=scan_id, exclusion_note="Inget om min syster."
        )
        await annul(world, wrong["signing_id"], reason="fel_person")
        theirs = {"Authorization": f"Bearer person.{SOMEBODY_ELSE}"}

        rows = await world.client.get("/v1/my/rows", headers=theirs)
        scan = await world.client.get(f"/v1/scans/{scan_id}", headers=theirs)
        kept = await world.client.get(f"/v1/scans/{scan_id}", headers=headers())

        (paper,) = [each for each in rows.json()["signings"] if each["case_id"] == str(case_id)]
        assert paper["annulled_as"] == "fel_person"
        assert (paper["exclusion_note"], paper["scan_id"], scan.status_code) == (None, None, 404)
        assert "syster" not in rows.text
        assert kept.status_code == 200

    async def cases(self, world: World, token: str) -> set[str]:
        answer = await world.client.get("/v1/my/cases", headers={"Authorization": f"Bearer {token}"})
        return {case["case_id"] for case in answer.json()["cases"]}


class TestBroken:
    async def test_off_after_the_commit_it_is_finished_by_whoever_is_there(
        self, world: World, drafts
    ) -> None:
        case_id = a_draft(drafts)
        first = await registered(world.client, case_id)
        wrong = await registered(world.client, case_id, grants=WITH_REGION)
        enforcer: Any = world.exit.doors.enforcer
        enforce, enforcer.enforce = enforcer.enforce, never
        answer = await annul(world, wrong["signing_id"])
        enforcer.enforce = enforce
        assert (answer.status_code, answer.json()["state"]) == (202, "draining")
        assert (await seen(world, answer.json()["id"])).json()["state"] == "draining"

        await enforcer._finish_all()

        shown = (await seen(world, answer.json()["id"])).json()
        assert shown["state"] == "enforced"
        assert shown["effective_at"]
        active = {row["id"] for row in first["rows"]}
        ended = {row["id"] for row in wrong["rows"]} - active
        assert set(await world.core.keystore.get_many(ROW_KEY, [*active, *ended])) == active

    async def test_off_by_a_key_store_that_is_away_it_says_so_and_ends_the_rows(
        self, world: World, drafts, monkeypatch
    ) -> None:
        case_id = a_draft(drafts)
        signing = await registered(world.client, case_id)
        monkeypatch.setattr("services.consent.http.annulments.BOUND_SECONDS", 0.5)
        monkeypatch.setattr(world.core.keystore, "destroy", away)

        answer = await annul(world, signing["signing_id"])

        assert (answer.status_code, answer.json()["state"]) == (202, "draining")
        assert {state for *_, state in await states(world, case_id)} == {"makulerat"}
        monkeypatch.undo()
        await world.exit.doors.enforcer._finish_all()
        assert (await seen(world, answer.json()["id"])).json()["state"] == "enforced"


async def never(*_: Any) -> bool:
    return False


async def away(*_: Any) -> None:
    raise KeyStoreDown


async def test_a_signature_at_the_same_moment_carries_or_waits_and_is_never_lost(
    world: World, drafts
) -> None:
    """Whichever comes first: who was told that the new paper is registered has rows that rest on it."""
    outcomes: set[int] = set()
    for moment in (0.0, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06):
        case_id = a_draft(drafts)
        wrong = await registered(world.client, case_id)
        scan_id = await a_scan(world.client, case_id)

        async def signed(case_id: UUID = case_id, scan_id: str = scan_id, after: float = moment) -> Any:
            await asyncio.sleep(after)
            return await register(world.client, case_id, scan_id=scan_id)

        struck, right = await asyncio.gather(annul(world, wrong["signing_id"]), signed())

        outcomes.add(right.status_code)
        assert struck.status_code == 200
        assert right.status_code in {201, 409}
        left = {state for *_, state in await states(world, case_id)}
        if right.status_code == 409:
            assert right.json()["code"] == "earlier_being_ended"
            assert left == {"makulerat"}
            continue
        assert "aktiv" in left
        named = await world.fetch(
            "select distinct signing_id from consent_row where case_id = :case and state = 'aktiv'",
            case=case_id,
        )
        assert [str(row.signing_id) for row in named] == [right.json()["signing_id"]]
        assert len(await active(world, case_id)) == len(right.json()["rows"])
    assert 201 in outcomes


async def active(world: World, case_id: UUID) -> list[Any]:
    return await world.fetch(
        "select id from consent_row where case_id = :case and state = 'aktiv'", case=case_id
    )
