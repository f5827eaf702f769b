"""Receipts over HTTP on the real PostgreSQL: made with what they confirm, hers to read, and none forgotten."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.consent.api import HANDLAGGARE, PERSON_TOKEN, WITH_REGION, a_draft, headers, registered
from tests.consent.builders import NAME, NOON, PERSON, REGION, SENDER, SOMEBODY_ELSE, TEAM
from tests.consent.conftest import Drafts, LawClock
from tests.consent.exit_world import World
from tests.coordinator.letters.reading import Pdf

pytestmark = pytest.mark.real

KOORDINATOR = f"koordinator.{TEAM}"
ASKED = "?purpose=begaran_fran_individen"


async def get(world: World, path: str, token: str = PERSON_TOKEN) -> httpx2.Response:
    return await world.client.get(f"/v1/{path}", headers={"Authorization": f"Bearer {token}"})


async def hers(world: World, case_id: UUID) -> list[dict[str, Any]]:
    answer = await get(world, "my/receipts")
    assert answer.status_code == 200, answer.text
    return [each for each in answer.json()["receipts"] if each["case_id"] == str(case_id)]


async def text_of(world: World, receipt: dict[str, Any]) -> str:
    answer = await get(world, f"my/receipts/{receipt['id']}.txt")
    assert answer.status_code == 200, answer.text
    return answer.text


async def record_of(world: World, receipt: dict[str, Any]) -> dict[str, Any]:
    return (await get(world, f"my/receipts/{receipt['id']}.json")).json()


async def given(world: World, drafts: Drafts, **changes: Any) -> UUID:
    case_id = a_draft(drafts)
    await registered(world.client, case_id, **{"grants": WITH_REGION, **changes})
    return case_id


async def swept(world: World) -> None:
    expiring: Any = getattr(world.exit.tasks["expiry"], "__self__", None)
    while await expiring.sweep():
        pass


async def hand_over(world: World, receipt_id: str, token: str = HANDLAGGARE, **body: str) -> httpx2.Response:
    said = {"how": "i_handen", "handed_on": "2026-03-02", **body}
    return await world.client.post(f"/v1/receipts/{receipt_id}/hand-overs", json=said, headers=headers(token))


class TestGrant:
    async def test_gives_a_receipt_with_the_registration(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts, exclusion_note=f"Inget om {NAME}s syster.")

        (receipt,) = await hers(world, case_id)
        text = await text_of(world, receipt)

        assert (receipt["what"], receipt["title"]) == ("givet", "Kvitto: ditt samtycke är registrerat")
        assert "Vad: uppgifter om vem du är och hur du kan nås" in text
        assert "syster" not in text
        assert NAME not in text
        assert PERSON not in text

    async def test_lies_sealed_and_holds_no_plain_word(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)

        (row,) = await world.fetch("select body from receipt where case_id = :case", case=case_id)
        assert b"Kvitto" not in bytes(row.body)

    async def test_that_is_refused_leaves_no_receipt(self, world: World, drafts: Drafts) -> None:
        case_id = a_draft(drafts)
        refused = await world.client.post("/v1/signings", json={"case_id": str(case_id)}, headers=headers())

        assert refused.status_code == 422
        assert await hers(world, case_id) == []

    async def test_anew_is_a_change_of_the_same_record(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        await registered(world.client, case_id, valid_to="2026-10-01")

        first, second = await hers(world, case_id)
        records = [await record_of(world, each) for each in (first, second)]

        assert (first["what"], second["what"]) == ("givet", "andrat")
        assert records[0]["record_id"] == records[1]["record_id"]
        assert "till och med 1 oktober 2026" in await text_of(world, second)
        assert "till och med 1 oktober 2026" not in await text_of(world, first), "a receipt never changes"

    @pytest.mark.parametrize(
        ("text_id", "title"),
        [
            ("en-2", "Receipt: your consent is registered"),
            ("sv-lattlast-2", "Kvitto: ditt samtycke är inskrivet"),
        ],
    )
    async def test_is_confirmed_in_the_language_of_the_text(
        self, world: World, drafts: Drafts, text_id: str, title: str
    ) -> None:
        text = world.core.texts.find(text_id)
        assert text is not None
        case_id = await given(world, drafts, text_id=text.id, text_hash=text.hash, locale=text.locale)

        (receipt,) = await hers(world, case_id)

        assert (receipt["title"], receipt["locale"]) == (title, text.locale)
        assert title in await text_of(world, receipt)
        pdf = Pdf.of((await get(world, f"my/receipts/{receipt['id']}.pdf")).content)
        assert str(pdf.root["/Lang"]).lower().startswith(text.language)


class TestWithdrawal:
    async def test_of_a_party_says_what_ended_and_what_holds(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        done = await world.revoke(case_id, token=HANDLAGGARE, kind="party", party=REGION)
        assert done.status_code == 200

        *_, receipt = await hers(world, case_id)
        text, record = await text_of(world, receipt), await record_of(world, receipt)

        assert receipt["what"] == "aterkallat"
        assert "Du sade det: 1 mars 2026" in text
        assert "Så gjordes det: per telefon" in text
        assert "Togs emot av: Södermalms stadsdelsnämnd, socialtjänsten (socialsekreterare)" in text
        ended = {(row["source"], row["recipient"]) for row in record["finsam_rows"]}
        assert all(REGION in pair for pair in ended)
        assert {(SENDER, TEAM), (TEAM, SENDER)} == {
            (r["source"], r["recipient"]) for r in record["finsam_rows_in_force"]
        }
        assert record["event"]["event_state"] == "withdrawn"

    async def test_of_everything_gives_one_receipt_however_many_the_parties(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id = await given(world, drafts)
        await world.revoke(case_id)

        assert [each["what"] for each in await hers(world, case_id)] == ["givet", "aterkallat"]
        assert "Inget samtycke gäller längre i ärendet." in await text_of(
            world, (await hers(world, case_id))[-1]
        )

    async def test_twice_is_confirmed_twice(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        await world.revoke(case_id)
        await world.revoke(case_id)

        *_, again = await hers(world, case_id)
        assert "hade redan upphört" in await text_of(world, again)

    async def test_waits_for_no_receipt_when_the_keys_are_away(
        self, world: World, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The doors are shut all the same; the receipt is owed, and made when the key can be had."""
        case_id = await given(world, drafts)
        with monkeypatch.context() as away:
            away.setattr("services.consent.receipting.Receipting.key_of", _nothing)
            assert (await world.revoke(case_id)).status_code == 200
        assert [each["what"] for each in await hers(world, case_id)] == ["givet"]

        while await world.core.receipting.keep_owed(world.core.sessions):
            pass

        assert [each["what"] for each in await hers(world, case_id)] == ["givet", "aterkallat"]

    async def test_is_confirmed_once_however_many_look(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        await world.revoke(case_id)

        await asyncio.gather(*(world.core.receipting.keep_owed(world.core.sessions) for _ in range(4)))

        assert len(await hers(world, case_id)) == 2


async def _nothing(*_: object) -> None:
    return None


class TestOtherEnds:
    async def test_time_that_ran_out_is_confirmed_once_for_all_parties(
        self, world: World, drafts: Drafts, clock: LawClock
    ) -> None:
        case_id = await given(world, drafts)
        clock.at = NOON + timedelta(days=400)
        await swept(world)

        *_, receipt = await hers(world, case_id)

        assert [each["what"] for each in await hers(world, case_id)] == ["givet", "utganget"]
        assert "Det upphörde: 2 september 2026 klockan 0.00" in await text_of(world, receipt)

    async def test_a_registration_in_error_is_confirmed_as_no_withdrawal(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id = await given(world, drafts)
        await world.fetch_commit(
            "update consent_row set state = 'makulerat', ended_at = now() where case_id = :case", case=case_id
        )
        await world.core.receipting.keep_owed(world.core.sessions)

        *_, receipt = await hers(world, case_id)

        assert receipt["what"] == "makulerat"
        assert "Det är ingen återkallelse från dig." in await text_of(world, receipt)

    async def test_an_ended_collaboration_is_confirmed_with_its_last_day(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id = await given(world, drafts)
        await world.submitted(case_id)
        told: dict[str, Any] = {"parties": [SENDER], "last_day": "2026-03-20"}
        event = await world.event("akt_ended", case_id, [("handlaggning", {})], service="coordinator", **told)
        await world.react(event)

        *_, receipt = await hers(world, case_id)

        assert receipt["what"] == "forkortat"
        assert "till och med 20 mars 2026" in await text_of(world, receipt)


class TestReading:
    async def test_is_hers_in_three_forms_and_noted_as_handed_over(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await hers(world, case_id)
        assert receipt["handed_over"] == []

        for form in ("pdf", "txt", "json"):
            answer = await get(world, f"my/receipts/{receipt['id']}.{form}")
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")

        (again,) = await hers(world, case_id)
        assert [each["how"] for each in again["handed_over"]] == ["egen_vy"], "once, however often she reads"

    @pytest.mark.parametrize("token", [f"person.{SOMEBODY_ELSE}", HANDLAGGARE, KOORDINATOR])
    async def test_of_others_is_not_for_them_here(self, world: World, drafts: Drafts, token: str) -> None:
        (receipt,) = await hers(world, await given(world, drafts))

        for receipt_id in (receipt["id"], uuid4()):
            answer = await get(world, f"my/receipts/{receipt_id}.txt", token)
            assert answer.status_code == (404 if token.startswith("person") else 403)

    async def test_of_an_erased_case_is_gone(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await hers(world, case_id)
        await world.core.case_keys.destroy(case_id)

        answer = await get(world, f"my/receipts/{receipt['id']}.txt")

        assert (answer.status_code, answer.json()["code"]) == (404, "receipt_unknown")


class TestPrinting:
    @pytest.mark.parametrize("token", [HANDLAGGARE, KOORDINATOR])
    async def test_is_for_the_registering_unit_and_the_koordinator_and_logged(
        self, world: World, drafts: Drafts, token: str
    ) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await hers(world, case_id)

        answer = await get(world, f"receipts/{receipt['id']}.txt{ASKED}", token)

        assert "Kvitto: ditt samtycke är registrerat" in answer.text
        reads = await world.fetch("select purpose from read_log where case_id = :case", case=case_id)
        assert "begaran_fran_individen" in {read.purpose for read in reads}
        assert (await hers(world, case_id))[0]["handed_over"] == [], "printed is not handed over"

    @pytest.mark.parametrize(
        "token",
        [
            f"handlaggare.{REGION}",
            "koordinator.team-annan",
            f"handlaggare.{TEAM}",
            f"logggranskare.{SENDER}",
            PERSON_TOKEN,
        ],
    )
    async def test_is_nothing_to_anybody_else(self, world: World, drafts: Drafts, token: str) -> None:
        (receipt,) = await hers(world, await given(world, drafts))

        for receipt_id in (receipt["id"], uuid4()):
            answer = await get(world, f"receipts/{receipt_id}.pdf{ASKED}", token)
            assert (answer.status_code, answer.json()["code"]) == (404, "receipt_unknown")

    async def test_states_a_purpose(self, world: World, drafts: Drafts) -> None:
        (receipt,) = await hers(world, await given(world, drafts))

        assert (await get(world, f"receipts/{receipt['id']}.pdf", HANDLAGGARE)).status_code == 422

    async def test_of_a_protected_person_is_for_the_registering_unit_alone(
        self, world: World, drafts: Drafts
    ) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await hers(world, case_id)
        await world.withhold(case_id)

        statuses = [
            (await get(world, f"receipts/{receipt['id']}.txt{ASKED}", token)).status_code
            for token in (HANDLAGGARE, KOORDINATOR)
        ]
        assert statuses == [200, 404]


class TestHandOvers:
    async def waiting(self, world: World, case_id: UUID, token: str = HANDLAGGARE) -> list[dict[str, Any]]:
        answer = await get(world, f"receipts?handed_over=false&case_id={case_id}", token)
        assert answer.status_code == 200, answer.text
        return answer.json()["receipts"]

    async def test_are_waited_for_until_noted(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await self.waiting(world, case_id)
        assert receipt["post_allowed"]

        noted = await hand_over(world, receipt["id"])

        assert noted.status_code == 201, noted.text
        assert await self.waiting(world, case_id) == []
        ((reached,),) = [each["handed_over"] for each in await hers(world, case_id)]
        assert (reached["how"], reached["handed_on"], reached["unit"]) == ("i_handen", "2026-03-02", SENDER)

    async def test_are_not_waited_for_when_she_has_read_it(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await self.waiting(world, case_id)
        await text_of(world, receipt)

        assert await self.waiting(world, case_id) == []

    async def test_of_a_protected_person_never_go_by_post(self, world: World, drafts: Drafts) -> None:
        case_id = await given(world, drafts)
        await world.withhold(case_id)
        (receipt,) = await self.waiting(world, case_id)

        refused = await hand_over(world, receipt["id"], how="post")
        forwarded = await hand_over(world, receipt["id"], how="postformedling")

        assert not receipt["post_allowed"]
        assert (refused.status_code, refused.json()["code"]) == (422, "post_to_protected")
        assert forwarded.status_code == 201
        assert await self.waiting(world, case_id, KOORDINATOR) == []

    @pytest.mark.parametrize("token", [f"handlaggare.{REGION}", "koordinator.team-annan"])
    async def test_are_no_other_units(self, world: World, drafts: Drafts, token: str) -> None:
        case_id = await given(world, drafts)
        (receipt,) = await self.waiting(world, case_id)

        assert await self.waiting(world, case_id, token) == []
        for receipt_id in (receipt["id"], str(uuid4())):
            answer = await hand_over(world, receipt_id, token)
            assert (answer.status_code, answer.json()["code"]) == (404, "receipt_unknown")

    async def test_are_refused_to_who_meets_nobody(self, world: World) -> None:
        for token in (PERSON_TOKEN, f"logggranskare.{SENDER}", "scope.coverage"):
            assert (await get(world, "receipts", token)).status_code == 403

    async def test_come_by_pages_that_say_that_there_is_more(self, world: World, drafts: Drafts) -> None:
        for _ in range(2):
            await given(world, drafts)

        answer = (await get(world, "receipts?limit=1", HANDLAGGARE)).json()

        assert (len(answer["receipts"]), answer["more"]) == (1, True)
