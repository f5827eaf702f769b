"""Protected identity that comes after a draft was saved: what the own unit still sees of the case."""

from uuid import UUID

import pytest

from tests.referral.builders import PERSON

pytestmark = pytest.mark.real

SEARCH = {"personnummer": PERSON}


def protected(stage, ident: str) -> str:
    """Protect a case in the consent service, as the koordinator does: this service is not told."""
    stage.consent.protected.add(UUID(ident))
    return ident


def ids(found: list[dict[str, str]]) -> list[str]:
    return [item["id"] for item in found]


class TestListsAndSearch:
    async def test_leave_it_out(self, stage) -> None:
        shown, _ = await stage.a_draft(), protected(stage, await stage.a_sent())
        dialogue = (await stage.get(f"/v1/referrals/{shown}")).json()["dialogue_id"]

        found = (await stage.post("/v1/referrals/search", SEARCH)).json()

        assert ids((await stage.get("/v1/referrals")).json()["referrals"]) == [shown]
        assert ids((await stage.get("/v1/dialogues")).json()["dialogues"]) == [dialogue]
        assert (ids(found["referrals"]), ids(found["dialogues"])) == ([shown], [dialogue])

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
