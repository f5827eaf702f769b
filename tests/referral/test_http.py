"""The routes of drafting and sending, on PostgreSQL, with a fake of the consent service."""

from uuid import UUID, uuid4

import pytest

from services.referral.domain.content import Content
from tests.referral.builders import OTHER_PERSON, PERSON, TEAM, UNIT, filled
from tests.referral.conftest import DIALOGUE, REVIEWED

pytestmark = pytest.mark.real


def faults(answer) -> dict[str, str]:
    return {fault["field"]: fault["code"] for fault in answer.json()["fields"]}


class TestDialogue:
    async def test_is_recorded_and_read_by_its_unit(self, stage) -> None:
        ident = await stage.a_dialogue()

        read = (await stage.get(f"/v1/dialogues/{ident}", "kollega")).json()

        assert read["individ"] == {"namn": "Individ Testperson", "personnummer": PERSON}
        assert (read["answer"], read["words"]) == ("vill", DIALOGUE["words"])
        listed = (await stage.get("/v1/dialogues")).json()["dialogues"]
        assert [dialogue["id"] for dialogue in listed] == [ident]
        assert "individ" not in listed[0]

    async def test_vill_inte_is_recorded_with_its_next_step_and_leads_to_no_draft(self, stage) -> None:
        ident = await stage.a_dialogue(answer="vill_inte", next_step="Ordinarie planering.")

        refused = await stage.post("/v1/referrals", {"dialogue_id": ident})

        assert (await stage.get(f"/v1/dialogues/{ident}")).json()["next_step"] == "Ordinarie planering."
        assert (refused.status_code, refused.json()["code"]) == (409, "dialogue_without_will")

    async def test_tells_in_swedish_what_is_wrong_with_which_field(self, stage) -> None:
        refused = await stage.post(
            "/v1/dialogues",
            {**DIALOGUE, "answer": "vill_inte", "individ": {"namn": "x", "personnummer": "1"}},
        )

        assert refused.status_code == 422
        assert faults(refused) == {"individ.personnummer": "not_a_number", "next_step": "missing"}
        assert all(fault["message"] for fault in refused.json()["fields"])


class TestDraft:
    async def test_takes_its_person_from_the_dialogue(self, stage) -> None:
        dialogue = await stage.a_dialogue()
        answer = await stage.post("/v1/referrals", {"dialogue_id": dialogue})
        ident = answer.json()["id"]

        assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
        assert answer.headers["location"] == f"/v1/referrals/{ident}"
        assert UUID(ident).version == 7
        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert read["content"] == {
            "handlaggare": {"funktionsadress": "mottagning.sodermalm@exempel.se"},
            "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
        }
        assert (read["status"], read["status_text"]) == ("utkast", "Utkast")

    async def test_is_begun_once_per_dialogue(self, stage) -> None:
        dialogue = await stage.a_dialogue()
        await stage.post("/v1/referrals", {"dialogue_id": dialogue})

        again = await stage.post("/v1/referrals", {"dialogue_id": dialogue})

        assert (again.status_code, again.json()["code"]) == (409, "dialogue_used")

    async def test_is_begun_once_when_the_command_is_sent_twice(self, stage) -> None:
        body, key = {"dialogue_id": await stage.a_dialogue()}, str(uuid4())
        first = await stage.post("/v1/referrals", body, key=key)
        second = await stage.post("/v1/referrals", body, key=key)

        assert first.json() == second.json()
        assert len(await stage.rows("select id from referral")) == 1

    async def test_refuses_what_is_invalid_already_when_saved(self, stage) -> None:
        ident = await stage.a_draft()

        refused = await stage.patch(
            f"/v1/referrals/{ident}",
            {
                "stadsdel": "nacka",
                "planer": [{"typ": "sip", "datum": "2026-02-30"}],
                "individ": {"personnummer": "1"},
            },
            version=1,
        )

        assert refused.status_code == 422
        assert faults(refused) == {
            "individ.personnummer": "not_a_number",
            "stadsdel": "unknown_code",
            "planer[0].datum": "not_a_date",
        }

    async def test_never_repeats_what_was_written(self, stage) -> None:
        ident = await stage.a_draft()
        secret = f"Grannen {OTHER_PERSON} stör"

        refused = await stage.patch(
            f"/v1/referrals/{ident}", {"anpassning": secret, "okand": secret, "stadsdel": 7}, version=1
        )
        also = await stage.patch(f"/v1/referrals/{ident}", {"anpassning": secret}, version=1)

        assert (refused.status_code, also.status_code) == (422, 422)
        assert OTHER_PERSON not in refused.text + also.text
        assert "Grannen" not in refused.text + also.text

    async def test_refuses_another_person(self, stage) -> None:
        ident = await stage.a_draft()

        refused = await stage.patch(
            f"/v1/referrals/{ident}", {"individ": {"personnummer": OTHER_PERSON}}, version=1
        )

        assert (refused.status_code, faults(refused)) == (
            409,
            {"individ.personnummer": "not_the_asked_person"},
        )

    async def test_changes_only_the_version_that_was_read(self, stage) -> None:
        ident = await stage.a_draft()
        path = f"/v1/referrals/{ident}"

        assert (await stage.patch(path, {"stadsdel": "farsta"}, version=1)).headers["etag"] == '"2"'
        assert (await stage.patch(path, {"stadsdel": "bromma"}, version=1)).status_code == 412
        assert (await stage.patch(path, {"stadsdel": "bromma"})).status_code == 428
        assert (await stage.get(path)).json()["content"]["stadsdel"] == "farsta"

    async def test_keeps_the_fields_that_are_not_given(self, stage) -> None:
        ident = await stage.a_draft()
        await stage.patch(f"/v1/referrals/{ident}", {"forsorjning": None, "stadsdel": "farsta"}, version=1)

        content = (await stage.get(f"/v1/referrals/{ident}")).json()["content"]
        whole = Content().changed(filled()).to_json()
        assert content == {
            **{name: value for name, value in whole.items() if name != "forsorjning"},
            "stadsdel": "farsta",
            "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
        }

    async def test_loses_its_secrecy_trial_when_it_changes(self, stage) -> None:
        ident = await stage.a_draft()
        path = f"/v1/referrals/{ident}"
        await stage.post(f"{path}/secrecy-review", REVIEWED, version=1)
        assert (await stage.get(path)).json()["secrecy_review"]["function"] == "socialsekreterare"

        await stage.patch(path, {"stadsdel": "farsta"}, version=2)

        assert (await stage.get(path)).json()["secrecy_review"] is None
        refused = await stage.post(f"{path}/submit", version=3)
        assert (refused.status_code, refused.json()["code"]) == (409, "secrecy_not_tried")

    async def test_wants_both_confirmations(self, stage) -> None:
        ident = await stage.a_draft()

        refused = await stage.post(
            f"/v1/referrals/{ident}/secrecy-review",
            {"content_tried": True, "third_persons_tried": False},
            version=1,
        )

        assert (refused.status_code, faults(refused)) == (409, {"third_persons_tried": "not_confirmed"})


class TestSubmit:
    async def ready(self, stage, **more) -> str:
        ident = await stage.a_draft(**more)
        answer = await stage.post(f"/v1/referrals/{ident}/secrecy-review", REVIEWED, version=1)
        assert answer.status_code == 200
        return f"/v1/referrals/{ident}"

    async def test_publishes_one_sealed_event(self, stage) -> None:
        ident = await stage.a_sent()

        (event,) = await stage.events(ident)
        assert event["type"] == "se.finsam.referral.referral_submitted.v1"
        assert event["number"] == 1
        assert {key: event["data"][key] for key in ("sender", "team", "parties")} == {
            "sender": UNIT,
            "team": TEAM,
            "parties": ["fk", "vard-sodermalm"],
        }
        assert event["opened"]["identitet"]["individ"]["personnummer"] == PERSON
        assert event["opened"]["handlaggning"]["dnr"] == "ANM-2026-000001"
        read = (await stage.get(f"/v1/referrals/{ident}")).json()
        assert (read["status"], read["dnr"], read["text_version"]) == ("skickad", "ANM-2026-000001", 1)
        assert [text["kind"] for text in read["sent"]] == ["anmalan"]

    async def test_asks_whether_what_is_filled_is_covered(self, stage) -> None:
        ident = await stage.a_sent()

        (asked,) = stage.consent.asked("/v1/coverage")
        assert set(asked.pop("categories")) == {
            "handlaggning",
            "identitet",
            "forsorjning",
            "halsa",
            "planer",
            "arbetsformaga",
        }
        assert asked == {"case_id": ident, "sender": UNIT, "team": TEAM, "parties": ["fk", "vard-sodermalm"]}

    async def test_counts_each_units_numbers(self, stage) -> None:
        idents = [await stage.a_sent() for _ in range(2)]

        read = [(await stage.get(f"/v1/referrals/{ident}")).json()["dnr"] for ident in idents]
        assert read == ["ANM-2026-000001", "ANM-2026-000002"]

    async def test_tells_every_gap_at_once_without_asking_anyone(self, stage) -> None:
        ident = await stage.a_draft(stadsdel=None, fragestallning=None, sprak=None)

        refused = await stage.post(f"/v1/referrals/{ident}/submit", version=1)

        assert (refused.status_code, refused.json()["code"]) == (422, "draft_incomplete")
        assert set(faults(refused)) == {
            "stadsdel",
            "sprak.sprak",
            "sprak.tolk",
            "fragestallning.text",
            "secrecy_review",
        }
        assert stage.consent.asked("/v1/coverage") == []

    async def test_names_the_party_that_is_not_covered(self, stage) -> None:
        path = await self.ready(stage)
        stage.consent.uncovered = {"vard-sodermalm"}

        refused = await stage.post(f"{path}/submit", version=2)

        assert (refused.status_code, refused.json()["code"]) == (409, "party_not_covered")
        assert faults(refused) == {"parter[1]": "party_not_covered"}
        assert "Region Stockholm" in refused.json()["fields"][0]["message"]
        assert await stage.rows("select id from outbox") == []

    async def test_names_the_field_that_is_not_covered(self, stage) -> None:
        path = await self.ready(stage)
        stage.consent.uncovered_categories = ["halsa"]

        refused = await stage.post(f"{path}/submit", version=2)

        assert (refused.status_code, refused.json()["code"]) == (409, "category_not_covered")
        assert faults(refused) == {"medicinskt_underlag": "category_not_covered"}

    async def test_is_refused_without_samtycke(self, stage) -> None:
        path = await self.ready(stage)
        stage.consent.signed = False

        assert (await stage.post(f"{path}/submit", version=2)).json()["code"] == "consent_missing"

    async def test_fails_closed_when_the_consent_service_is_away(self, stage) -> None:
        path = await self.ready(stage)
        stage.consent.down = True

        refused = await stage.post(f"{path}/submit", version=2)

        assert (refused.status_code, refused.json()["code"]) == (503, "consent_unreachable")
        assert refused.headers["content-type"] == "application/problem+json"
        stage.consent.down = False
        assert (await stage.get(path)).json()["status"] == "utkast"

    async def test_wants_the_exclusion_note_to_be_read(self, stage) -> None:
        path = await self.ready(stage)
        stage.consent.note = True
        assert (await stage.post(f"{path}/submit", version=2)).json()["code"] == "exclusion_note_unread"

        await stage.post(
            f"{path}/secrecy-review", {**REVIEWED, "exclusion_note_acknowledged": True}, version=2
        )

        assert (await stage.post(f"{path}/submit", version=3)).status_code == 200

    async def test_acts_once_when_sent_twice(self, stage) -> None:
        path, key = await self.ready(stage), str(uuid4())
        first = await stage.post(f"{path}/submit", version=2, key=key)
        second = await stage.post(f"{path}/submit", version=2, key=key)

        assert first.json() == second.json()
        assert len(await stage.rows("select id from outbox")) == 1

    async def test_is_refused_when_it_was_sent_already(self, stage) -> None:
        ident = await stage.a_sent()

        refused = await stage.post(f"/v1/referrals/{ident}/submit", version=3)

        problem = refused.json()
        assert (refused.status_code, problem["status"], problem["code"]) == (409, 409, "wrong_status")
        assert problem["referral_status"] == "skickad"


class TestProtected:
    async def test_the_tick_is_carried_out_and_not_kept(self, stage) -> None:
        body = {"dialogue_id": await stage.a_dialogue(), **filled(), "skyddade_personuppgifter": True}
        ident = (await stage.post("/v1/referrals", body)).json()["id"]

        assert stage.consent.asked("/v1/protections") == [{"case_id": ident, "personal_number": PERSON}]
        read = await stage.get(f"/v1/referrals/{ident}?purpose=handlaggning_for_hand")
        assert "skydd" not in read.text
        assert {"kontakt", "stadsdel"} & set(read.json()["content"]) == set()

    async def test_a_draft_that_is_refused_marks_nobody(self, stage) -> None:
        body = {"dialogue_id": await stage.a_dialogue(), **filled()}
        await stage.post("/v1/referrals", body)

        again = await stage.post("/v1/referrals", body | {"skyddade_personuppgifter": True})

        assert again.status_code == 409
        assert stage.consent.asked("/v1/protections") == []

    async def test_nothing_is_saved_when_the_tick_cannot_be_carried_out(self, stage) -> None:
        body = {"dialogue_id": await stage.a_dialogue(), **filled(), "skyddade_personuppgifter": True}
        stage.consent.down = True

        assert (await stage.post("/v1/referrals", body)).status_code == 503
        assert await stage.rows("select id from referral") == []

    async def test_ticked_later_empties_the_address(self, stage) -> None:
        ident = await stage.a_draft()

        answer = await stage.patch(f"/v1/referrals/{ident}", {"skyddade_personuppgifter": True}, version=1)

        assert answer.status_code == 200
        assert stage.consent.asked("/v1/protections") == [{"case_id": ident, "personal_number": PERSON}]
        read = await stage.get(f"/v1/referrals/{ident}?purpose=handlaggning_for_hand")
        assert {"kontakt", "stadsdel"} & set(read.json()["content"]) == set()

    async def test_no_address_is_saved_afterwards(self, stage) -> None:
        ident = await stage.a_draft()
        await stage.patch(f"/v1/referrals/{ident}", {"skyddade_personuppgifter": True}, version=1)

        refused = await stage.patch(f"/v1/referrals/{ident}", {"stadsdel": "farsta"}, version=2)

        assert (refused.status_code, faults(refused)) == (409, {"stadsdel": "address_not_kept"})

    async def test_an_address_is_not_saved_unasked(self, stage) -> None:
        ident = await stage.a_draft()
        stage.consent.down = True

        assert (
            await stage.patch(f"/v1/referrals/{ident}", {"stadsdel": "farsta"}, version=1)
        ).status_code == 503
        assert (
            await stage.patch(f"/v1/referrals/{ident}", {"anpassning": "x"}, version=1)
        ).status_code == 200

    async def test_submit_says_how_to_reach_the_koordinator(self, stage) -> None:
        ident = await stage.a_draft()
        await stage.post(f"/v1/referrals/{ident}/secrecy-review", REVIEWED, version=1)
        stage.consent.protected.add(UUID(ident))

        refused = await stage.post(f"/v1/referrals/{ident}/submit", version=2)

        assert (refused.status_code, refused.json()["code"]) == (409, "by_hand")
        assert "koordinator" in refused.json()["detail"]
        assert "för hand" in refused.json()["detail"]


async def test_no_transaction_is_open_while_the_consent_service_is_asked(stage) -> None:
    held: list[int] = []
    stage.consent.watch = lambda: held.append(stage.engine.pool.checkedout())
    ident = await stage.a_sent()
    await stage.post(
        f"/v1/referrals/{ident}/corrections",
        {"changes": {"stadsdel": "farsta"}, "secrecy_review": REVIEWED},
        version=3,
    )
    draft = await stage.a_draft()
    await stage.patch(f"/v1/referrals/{draft}", {"stadsdel": "farsta"}, version=1)
    await stage.patch(f"/v1/referrals/{draft}", {"skyddade_personuppgifter": True}, version=2)
    await stage.get("/v1/referrals")
    await stage.get("/v1/dialogues")
    await stage.get(f"/v1/referrals/{ident}")
    await stage.post("/v1/referrals/search", {"personnummer": PERSON})

    assert held == [0] * 9
