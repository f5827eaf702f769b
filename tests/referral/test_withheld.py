"""Protected identity that comes after a draft was saved: what the own unit still sees of the case."""

from uuid import UUID

import pytest

from tests.referral.builders import OTHER_PERSON, PERSON, filled
from tests.referral.conftest import DIALOGUE, REVIEWED

pytestmark = pytest.mark.real

OTHER = {"individ": {"namn": "Annan Testperson", "personnummer": OTHER_PERSON}}
SEARCH = {"personnummer": PERSON}


def protected(stage, ident: str) -> str:
    """Protect a case in the consent service, as the koordinator does: this service is not told."""
    stage.consent.protected.add(UUID(ident))
    return ident


def ids(found: list[dict[str, str]]) -> list[str]:
    return [item["id"] for item in found]


class TestListsAndSearch:
    async def test_leave_it_out(self, stage) -> None:
        protected(stage, await stage.a_sent())
        dialogue = await stage.a_dialogue(**OTHER)
        shown = (await stage.post("/v1/referrals", {"dialogue_id": dialogue})).json()["id"]

        found = (await stage.post("/v1/referrals/search", SEARCH)).json()
        other = (await stage.post("/v1/referrals/search", {"personnummer": OTHER_PERSON})).json()

        assert ids((await stage.get("/v1/referrals")).json()["referrals"]) == [shown]
        assert ids((await stage.get("/v1/dialogues")).json()["dialogues"]) == [dialogue]
        assert found == {"referrals": [], "dialogues": []}
        assert (ids(other["referrals"]), ids(other["dialogues"])) == ([shown], [dialogue])

    async def test_still_show_a_dialogue_that_led_to_no_case(self, stage) -> None:
        ident = await stage.a_dialogue(answer="vill_inte", next_step="Ordinarie planering.")
        stage.consent.down = True

        assert ids((await stage.get("/v1/dialogues")).json()["dialogues"]) == [ident]

    async def test_log_no_read_of_what_they_left_out(self, stage) -> None:
        protected(stage, await stage.a_draft())
        await stage.post("/v1/referrals/search", SEARCH)

        assert await stage.rows("select case_id from read_log") == []


class TestOneCase:
    async def test_is_read_without_address_and_says_who_handles_it(self, stage) -> None:
        before = (await stage.get(f"/v1/referrals/{await stage.a_draft()}")).json()
        assert before["by_hand"] is None

        protected(stage, before["id"])
        refused = await stage.get(f"/v1/referrals/{before['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "reading_needs_purpose")
        answer = await stage.get(f"/v1/referrals/{before['id']}?purpose=handlaggning_for_hand")

        logged = await stage.rows("select purpose from read_log order by id desc limit 1")
        assert [row["purpose"] for row in logged] == ["handlaggning_for_hand"]
        read = answer.json()
        assert "för hand av teamets koordinator" in read["by_hand"]
        content = {name: value for name, value in before["content"].items() if name not in _ADDRESS}
        assert read == {**before, "content": content, "by_hand": read["by_hand"]}
        assert "Provgatan" not in answer.text

    @pytest.mark.parametrize(
        "given",
        [
            {"stadsdel": "farsta"},
            {"kontakt": {"telefon": "070-174 06 05"}},
            {
                "foretradare": [
                    {"typ": "god_man", "namn": "X", "uppdrag": ["bevaka_ratt"], "telefon": "08-465 004 17"}
                ]
            },
            {"kontakter": [{"part": "REGION", "enhet": "Provstads vårdcentral"}]},
        ],
    )
    async def test_is_saved_without_address_only(self, stage, given: dict[str, object]) -> None:
        ident = protected(stage, await stage.a_draft())

        refused = await stage.patch(f"/v1/referrals/{ident}", given, version=1)

        assert (refused.status_code, refused.json()["code"]) == (409, "address_not_kept")
        assert [fault["field"] for fault in refused.json()["fields"]] == [*given]


async def test_who_speaks_for_her_is_saved_without_contact_details(stage) -> None:
    ident = protected(stage, await stage.a_draft())
    given = {"foretradare": [{"typ": "god_man", "namn": "X", "uppdrag": ["bevaka_ratt"]}]}

    assert (await stage.patch(f"/v1/referrals/{ident}", given, version=1)).status_code == 200


class TestHerOtherCases:
    """The consent service knows none of them yet: a case is known there from its samtycke on."""

    async def test_leave_lists_and_search_with_their_dialogues(self, stage) -> None:
        await stage.a_draft()
        await stage.a_dialogue()
        protected(stage, await stage.a_draft())

        found = (await stage.post("/v1/referrals/search", SEARCH)).json()

        assert found == {"referrals": [], "dialogues": []}
        assert (await stage.get("/v1/referrals")).json()["referrals"] == []
        assert (await stage.get("/v1/dialogues")).json()["dialogues"] == []

    async def test_are_read_for_a_purpose_and_without_address(self, stage) -> None:
        other = await stage.a_draft()
        protected(stage, await stage.a_draft())

        refused = await stage.get(f"/v1/referrals/{other}")
        read = await stage.get(f"/v1/referrals/{other}?purpose=handlaggning_for_hand")

        assert (refused.status_code, refused.json()["code"]) == (409, "reading_needs_purpose")
        assert read.json()["by_hand"]
        assert "Provgatan" not in read.text
        assert not set(_ADDRESS) & set(read.json()["content"])

    async def test_take_in_no_address(self, stage) -> None:
        other = await stage.a_draft()
        protected(stage, await stage.a_draft())

        refused = await stage.patch(f"/v1/referrals/{other}", {"stadsdel": "farsta"}, version=1)

        assert (refused.status_code, refused.json()["code"]) == (409, "address_not_kept")

    async def test_are_begun_without_address(self, stage) -> None:
        protected(stage, await stage.a_draft())
        new = {"dialogue_id": await stage.a_dialogue()}

        refused = await stage.post("/v1/referrals", new | filled())
        begun = await stage.post("/v1/referrals", new)

        assert (refused.status_code, refused.json()["code"]) == (409, "address_not_kept")
        assert {fault["field"] for fault in refused.json()["fields"]} == set(_ADDRESS)
        assert begun.status_code == 201

    async def test_are_not_sent_by_the_system(self, stage) -> None:
        sent = await stage.a_sent()
        protected(stage, await stage.a_draft(kontakt=None, stadsdel=None))

        taken_back = await stage.post(
            f"/v1/referrals/{sent}/corrections",
            {"changes": {"stadsdel": "farsta"}, "secrecy_review": REVIEWED},
            version=3,
        )

        assert (taken_back.status_code, taken_back.json()["code"]) == (409, "by_hand")

    async def test_begin_as_usual_with_the_consent_service_away_when_there_are_none(self, stage) -> None:
        dialogue = await stage.a_dialogue()
        stage.consent.down = True

        answer = await stage.post("/v1/referrals", {"dialogue_id": dialogue, **filled()})

        assert answer.status_code == 201

    async def test_are_begun_on_no_guess(self, stage) -> None:
        await stage.a_draft()
        new = {"dialogue_id": await stage.a_dialogue(), **filled()}
        stage.consent.down = True

        refused = await stage.post("/v1/referrals", new)

        assert (refused.status_code, refused.json()["code"]) == (503, "consent_unreachable")

    async def test_are_asked_about_in_one_question(self, stage) -> None:
        for _ in range(3):
            await stage.a_draft()
        stage.consent.requests.clear()

        await stage.get("/v1/referrals")

        (asked,) = stage.consent.asked("/v1/withheld-cases")
        assert len(asked["case_ids"]) == 3

    async def test_of_another_unit_tell_it_nothing(self, stage) -> None:
        protected(stage, await stage.a_draft())
        dialogue = await stage.post("/v1/dialogues", DIALOGUE, who="farsta")
        begun = await stage.post(
            "/v1/referrals", {"dialogue_id": dialogue.json()["id"], "stadsdel": "farsta"}, who="farsta"
        )

        read = await stage.get(f"/v1/referrals/{begun.json()['id']}", "farsta")

        assert (read.status_code, read.json()["content"]["stadsdel"]) == (200, "farsta")


_ADDRESS = ("kontakt", "stadsdel")


@pytest.mark.parametrize("path", ["/v1/referrals", "/v1/dialogues", "/v1/referrals/{ident}"])
async def test_reads_fail_closed(stage, path: str) -> None:
    ident = await stage.a_sent()
    stage.consent.down = True

    refused = await stage.get(path.format(ident=ident))
    assert (refused.status_code, refused.json()["code"]) == (503, "consent_unreachable")
    assert await stage.rows("select case_id from read_log") == []


async def test_search_fails_closed(stage) -> None:
    await stage.a_sent()
    stage.consent.down = True

    assert (await stage.post("/v1/referrals/search", SEARCH)).status_code == 503
    assert await stage.rows("select case_id from read_log") == []


async def test_another_unit_learns_nothing(stage) -> None:
    ident = protected(stage, await stage.a_sent())

    assert (await stage.get(f"/v1/referrals/{ident}", "farsta")).status_code == 404
