"""What the own unit reads, finds and leaves in the read log."""

import pytest

from tests.referral.builders import OTHER_PERSON, PERSON, TEAM, UNIT

pytestmark = pytest.mark.real


async def logged(stage, ident: str) -> list[tuple[str, str, str]]:
    rows = await stage.rows(
        "select subject, roles, purpose from read_log where case_id = :id order by id", id=ident
    )
    return [(row["subject"], row["roles"], row["purpose"]) for row in rows]


async def test_the_list_says_nothing_about_the_person(stage) -> None:
    ident = await stage.a_sent()

    answer = await stage.get("/v1/referrals", "kollega")

    (listed,) = answer.json()["referrals"]
    assert (listed["id"], listed["status"], listed["dnr"]) == (ident, "skickad", "ANM-2026-000001")
    assert "Testperson" not in answer.text
    assert PERSON not in answer.text


async def test_each_read_is_logged_with_who_role_case_and_purpose(stage) -> None:
    ident = await stage.a_draft()
    await stage.get(f"/v1/referrals/{ident}", "kollega")
    await stage.get(f"/v1/referrals/{ident}/subject")
    await stage.post("/v1/referrals/search", {"personnummer": PERSON})

    assert await logged(stage, ident) == [
        ("kollega", "handlaggare", "handlaggning"),
        ("anmalare", "handlaggare", "samtycke"),
        ("anmalare", "handlaggare", "sokning"),
    ]


async def test_subject_tells_the_own_unit_whose_draft_it_is(stage) -> None:
    ident = await stage.a_draft()

    assert (await stage.get(f"/v1/referrals/{ident}/subject")).json() == {
        "unit": UNIT,
        "personnummer": PERSON,
        "namn": "Individ Testperson",
        "team": TEAM,
        "status": "utkast",
    }


class TestSearch:
    @pytest.mark.parametrize("written", [PERSON, "590714-2599"])
    async def test_finds_the_units_own(self, stage, written: str) -> None:
        ident = await stage.a_draft()

        found = (await stage.post("/v1/referrals/search", {"personnummer": written}, who="kollega")).json()

        assert [referral["id"] for referral in found["referrals"]] == [ident]
        assert [dialogue["id"] for dialogue in found["dialogues"]] == [found["referrals"][0]["dialogue_id"]]

    async def test_finds_nobody_else(self, stage) -> None:
        await stage.a_draft()

        found = (await stage.post("/v1/referrals/search", {"personnummer": OTHER_PERSON})).json()
        assert found == {"referrals": [], "dialogues": []}

    async def test_says_what_is_wrong_with_the_number(self, stage) -> None:
        refused = await stage.post("/v1/referrals/search", {"personnummer": "195907142598"})

        assert refused.status_code == 422
        assert refused.json()["fields"][0] == {
            "field": "personnummer",
            "code": "wrong_checksum",
            "message": "Kontrollsiffran stämmer inte. Kontrollera numret siffra för siffra.",
        }
        assert "195907142598" not in refused.text

    async def test_the_same_person_at_two_units_cannot_be_told_from_the_tables(self, stage) -> None:
        await stage.a_dialogue()
        await stage.post("/v1/dialogues", {**_DIALOGUE}, who="farsta")

        indexes = await stage.rows("select distinct person_index from dialogue")
        assert len(indexes) == 2


_DIALOGUE = {
    "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
    "asked_on": "2026-01-15",
    "asked_by": "Farsta Testperson",
    "channel": "telefon",
    "answer": "vill",
}


async def test_codes_are_listed_with_swedish_words(stage) -> None:
    lists = (await stage.get("/v1/codes")).json()

    assert {"code": "FORS_EKON_BISTAND", "label": "Ekonomiskt bistånd"} in lists["forsorjning"]
    assert {"code": "sip", "label": "Samordnad individuell plan (SIP)"} in lists["plantyp"]
    assert {entry["code"] for entry in lists["textkategori"]} == {
        "forsorjning",
        "sysselsattning",
        "halsa",
        "arbetsformaga",
        "sociala",
        "planer",
    }


async def test_every_route_is_described_in_swedish(stage) -> None:
    described = (await stage.get("/v1/openapi.json")).json()

    summaries = [operation["summary"] for path in described["paths"].values() for operation in path.values()]
    assert len(summaries) == len(set(summaries)) > 10
    assert "Skicka anmälan till teamet" in summaries
