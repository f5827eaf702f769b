"""The team's akt shows the whole form, hides what leads to her when it must, and follows who holds the sender's case."""

import json
from typing import Any
from uuid import UUID

import pytest

from contracts.build import ROOT
from services.coordinator.domain import FIELDS
from tests.coordinator.builders import SENDER
from tests.coordinator.fakes import Post
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.plans.staging import a_case_that_met, a_plan, last, plan_body
from tests.coordinator.test_arrivals import receive
from tests.coordinator.test_http import LATER, get, on_akt, post

pytestmark = pytest.mark.real
NEW = {"unit": SENDER, "name": "Anmälare Testperson", "function": "socialsekreterare"}
WITHOUT = {"kontakt", "stadsdel"}


def document(kind: str) -> list[dict[str, Any]]:
    """A document as the sender's own code writes it."""
    written = (ROOT / "samples" / "documents" / f"{kind}.json").read_text(encoding="utf-8")
    return json.loads(written)["sections"]


async def an_akt(stage, *kinds: str) -> UUID:
    sent = Post()
    await receive(stage, *(sent.document(kind, document(kind)) for kind in ("anmalan", *kinds)))
    return sent.case_id


async def sections(stage, case_id: UUID, **opening: Any) -> dict[str, Any]:
    path = f"/v1/akter/{case_id}"
    answer = await (post(stage, f"{path}/openings", opening) if opening else get(stage, path))
    assert answer.status_code == 200, answer.text
    return {one["category"]: one["content"] for one in answer.json()["sections"]}


async def questions(stage, case_id: UUID) -> list[str]:
    asked = (await get(stage, f"/v1/akter/{case_id}")).json()["questions"]
    return [one["kind"] for one in asked if one["answered_at"] is None]


async def change_hands(stage, case_id: UUID) -> None:
    await receive(stage, Post(case_id).document("byte_av_handlaggare", document("byte_av_handlaggare")))


class TestAkt:
    async def test_shows_every_field_that_was_sent(self, stage) -> None:
        shown = await sections(stage, await an_akt(stage))

        assert shown == {one["category"]: one["content"] for one in document("anmalan")}
        assert shown["identitet"]["foretradare"][0]["uppdrag"] == ["bevaka_ratt", "forvalta_egendom"]
        assert shown["handlaggning"]["tidskritiskt"]["handelse"] == "ersattning_upphor"

    async def test_every_field_that_is_shown_can_be_asked_about(self, stage) -> None:
        case_id = await an_akt(stage)
        known = set(FIELDS) | {"dnr", "version", "anmalningsdatum", "anmalarens_underskrift", "fritext"}

        assert {name for content in (await sections(stage, case_id)).values() for name in content} <= known
        asked = await on_akt(
            stage,
            case_id,
            "supplement-requests",
            {
                "text": "Vad gäller förordnandet?",
                "fields": ["foretradare", "sgi"],
                "respond_by": LATER,
            },
        )
        assert asked.status_code == 200, asked.text
        _, opened = await last(stage, case_id, "supplement_requested")
        assert "Det gäller: företrädare, SGI." in opened["handlaggning"]["text"]

    async def test_says_nothing_of_where_she_is_when_the_case_is_by_hand(self, stage) -> None:
        case_id = await an_akt(stage)
        stage.consent.hidden.add(case_id)

        shown = await sections(stage, case_id, purpose="handlaggning_for_hand")

        assert WITHOUT.isdisjoint(shown["identitet"])
        assert "telefon" not in str(shown["identitet"]["foretradare"])
        (contact,) = shown["planer"]["kontakter"]
        assert set(contact) == {"part", "funktion", "namn"}


class TestChangedHands:
    async def test_the_akt_shows_who_holds_the_case_now_and_since_when(self, stage) -> None:
        case_id = await an_akt(stage, "byte_av_handlaggare")

        shown = await sections(stage, case_id)

        assert shown["identitet"]["ersattare"]["namn"] == "Ersättare Testperson"
        assert shown["handlaggning"]["byte_av_handlaggare"]["galler_fran"] == "2026-11-02"
        assert shown["handlaggning"]["tidskritiskt"], "what was said before stands"

    async def test_before_there_is_a_plan_nothing_is_asked(self, stage) -> None:
        assert await questions(stage, await an_akt(stage, "byte_av_handlaggare")) == []

    async def test_the_new_one_is_proposed_to_drive(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        await change_hands(stage, case_id)
        body = {name: value for name, value in plan_body(meeting_id).items() if name != "driver"}

        made = await on_akt(stage, case_id, "plans", body)

        assert made.status_code == 201, made.text
        _, opened = await last(stage, case_id, "plan_made")
        assert opened["plan"]["drivande_handlaggare"]["namn"] == "Anmälare Testperson"

    async def test_who_has_left_is_not_proposed_while_nobody_is_named(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        await change_hands(stage, case_id)
        vacant = document("byte_av_handlaggare")
        for section in vacant:
            if section["category"] == "identitet":
                section["content"]["handlaggare"] = {
                    "funktion": "Mottagning",
                    "funktionsadress": "m@exempel.se",
                }
        await receive(stage, Post(case_id).document("byte_av_handlaggare", vacant))
        body = {name: value for name, value in plan_body(meeting_id).items() if name != "driver"}

        refused = await on_akt(stage, case_id, "plans", body)

        assert [one["field"] for one in refused.json()["fields"]] == ["driver.name"]

    async def test_the_koordinator_is_asked_who_drives_the_plan(self, stage) -> None:
        case_id, _ = await a_plan(stage)
        await change_hands(stage, case_id)
        await change_hands(stage, case_id)

        assert await questions(stage, case_id) == ["byte_av_handlaggare"]

    async def test_naming_who_drives_answers_it(self, stage) -> None:
        case_id, made = await a_plan(stage)
        await change_hands(stage, case_id)

        path = f"/v1/akter/{case_id}/plans/{made['plan_id']}/driver"
        named = await post(stage, path, {"driver": NEW, "deputy": NEW | {"name": "Ersättare Testperson"}})

        assert named.status_code == 200, named.text
        assert await questions(stage, case_id) == []

    async def test_it_can_be_answered_in_words_when_the_same_one_goes_on(self, stage) -> None:
        case_id, _ = await a_plan(stage)
        await change_hands(stage, case_id)
        (asked,) = (await get(stage, f"/v1/akter/{case_id}")).json()["questions"]

        said = {"decision": "Hon följer med ärendet till sin nya tjänst."}
        answered = await on_akt(stage, case_id, f"questions/{asked['id']}/answers", said)

        assert answered.status_code == 200, answered.text
        assert await questions(stage, case_id) == []

    async def test_nothing_is_asked_where_another_part_drives(self, stage) -> None:
        case_id, meeting_id = await a_case_that_met(stage)
        driver = {"unit": JOBBTORG, "name": "Jobbtorg Testperson", "function": "jobbcoach"}
        made = await on_akt(
            stage, case_id, "plans", plan_body(meeting_id, driver=driver, driver_reason="Hon vill det.")
        )
        assert made.status_code == 201, made.text
        await change_hands(stage, case_id)

        assert await questions(stage, case_id) == []
