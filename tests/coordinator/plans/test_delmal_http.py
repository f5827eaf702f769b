"""Answers and reports on delmål: by the party's system or handläggare, by the person, by the koordinator on her word."""

from uuid import uuid4

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.plans.staging import (
    DRIVING,
    HERS,
    JOBBTORGS,
    a_plan,
    delmal,
    facts,
    last,
    lose,
    patch,
    rewritten,
)
from tests.coordinator.test_arrivals import rows
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real
AFS = JOBBTORGS | {"unit": "af", "name": "Förmedling Testperson", "function": "arbetsförmedlare"}


async def answer(stage, delmal_id: str, said: str = "accepterar", *, who: str = "jobbtorg", **words):
    return await post(
        stage, f"/v1/delmal/{delmal_id}/answers", {"answer": said, **words}, who=who, version=None
    )


async def report(stage, delmal_id: str, status: str, *, who: str = "jobbtorg", **words):
    return await post(
        stage, f"/v1/delmal/{delmal_id}/reports", {"status": status, **words}, who=who, version=None
    )


async def the_delmal(stage, case_id) -> list[dict]:
    return (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]["delmal"]


async def questions(stage, case_id) -> list[dict]:
    return (await get(stage, f"/v1/akter/{case_id}")).json()["questions"]


class TestParty:
    async def test_accepts_from_its_own_system(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(responsible=AFS))

        said = await answer(
            stage, made["delmal"][0]["id"], who="af-system", reason="KANARIE ja", journal_reference="J-17"
        )

        assert (said.status_code, said.json()) == (
            200,
            {"delmal_id": made["delmal"][0]["id"], "state": "accepterat"},
        )
        event, opened = await last(stage, case_id, "party_answered")
        assert (event["data"]["party"], event["data"]["about_kind"]) == ("af", "delmal")
        assert event["data"]["about"] == made["delmal"][0]["id"]
        assert {section["source"] for section in event["data"]["sections"]} == {"af"}
        assert (opened["plan"]["text"], opened["handlaggning"]["journalreferens"]) == ("KANARIE ja", "J-17")

    async def test_its_words_are_not_the_koordinators_to_read_here(self, stage) -> None:
        case_id, made = await a_plan(stage)
        await answer(stage, made["delmal"][0]["id"], "avbojer", reason="KANARIE nej", journal_reference="J-1")

        read = await get(stage, f"/v1/akter/{case_id}/plans")

        assert "KANARIE" not in read.text
        (entry,) = read.json()["current"]["delmal"][0]["entries"]
        assert (entry["by"], entry["unit"], entry["said"], entry["text"]) == (
            "part",
            JOBBTORG,
            "avbojt",
            None,
        )
        assert await rows(stage, "select 1 from delmal_entry where text is not null") == []

    async def test_without_words_nothing_is_sent(self, stage) -> None:
        case_id, made = await a_plan(stage)

        await answer(stage, made["delmal"][0]["id"])

        assert "party_answered" not in await facts(stage, case_id)

    async def test_declining_asks_the_koordinator_and_replacing_it_answers(self, stage) -> None:
        case_id, made = await a_plan(stage)
        mine = made["delmal"][0]["id"]

        assert (await answer(stage, mine, "avbojer")).json()["state"] == "avbojt"

        (asked,) = await questions(stage, case_id)
        assert (asked["kind"], asked["party"], asked["about"]) == ("avbojt_delmal", JOBBTORG, mine)
        changed = await patch(
            stage, case_id, made, rewritten(made, delmal(id=mine, responsible=AFS)), version=2
        )
        assert changed.json()["delmal"][0]["state"] == "foreslaget"
        assert all(one.get("answered_at") for one in await questions(stage, case_id))
        assert (await answer(stage, mine)).status_code == 404

    async def test_reports_how_it_goes_and_that_it_is_done(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(accepted_at_meeting=True))
        mine = made["delmal"][0]["id"]

        for status in ("pagar", "hinder", "klart"):
            assert (await report(stage, mine, status, text="Ett av två.")).json()["state"] == status
        assert (await facts(stage, case_id))[-2:] == ["delmal_settled", "party_answered"]
        done = await report(stage, mine, "pagar")
        assert (done.status_code, done.json()["code"]) == (409, "delmal_closed")

    async def test_is_refused_in_words(self, stage) -> None:
        _, made = await a_plan(stage)
        mine = made["delmal"][0]["id"]

        early = await report(stage, mine, "pagar")
        await answer(stage, mine)
        late = await answer(stage, mine, "avbojer")

        assert (early.status_code, early.json()["code"]) == (409, "not_accepted")
        assert (late.status_code, late.json()["code"]) == (409, "already_accepted")

    @pytest.mark.parametrize("who", ["soc", "af-system", "fk-system", "koordinator", "individ", "host-staff"])
    async def test_of_another_unit_is_told_that_there_is_nothing(self, stage, who) -> None:
        _, made = await a_plan(stage)

        for delmal_id in (made["delmal"][0]["id"], str(uuid4())):
            for said in (
                await answer(stage, delmal_id, who=who),
                await report(stage, delmal_id, "pagar", who=who),
            ):
                assert (said.status_code, said.json()["code"]) == (404, "unknown_delmal")

    async def test_sent_twice_acts_once(self, stage) -> None:
        case_id, made = await a_plan(stage)
        path, key = f"/v1/delmal/{made['delmal'][0]['id']}/answers", str(uuid4())
        body = {"answer": "accepterar", "reason": "Ja."}

        one = await post(stage, path, body, who="jobbtorg", version=None, key=key)
        two = await post(stage, path, body, who="jobbtorg", version=None, key=key)

        assert one.json() == two.json()
        assert (await facts(stage, case_id)).count("party_answered") == 1


class TestPerson:
    async def test_answers_and_reports_herself(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(responsible=HERS))
        hers = f"/v1/my/delmal/{made['delmal'][0]['id']}"

        yes = await post(
            stage,
            f"{hers}/answers",
            {"answer": "accepterar", "reason": "Gärna!"},
            who="individ",
            version=None,
        )
        how = await post(stage, f"{hers}/reports", {"status": "hinder"}, who="individ", version=None)

        assert (yes.json()["state"], how.json()["state"]) == ("accepterat", "hinder")
        (one,) = await the_delmal(stage, case_id)
        assert [(e["by_text"], e["text"]) for e in one["entries"]] == [
            ("Personen", "Gärna!"),
            ("Personen", None),
        ]
        assert "party_answered" not in await facts(stage, case_id)

    async def test_only_about_her_own(self, stage) -> None:
        _, made = await a_plan(stage, delmal(), delmal(responsible=HERS))
        theirs, hers = (one["id"] for one in made["delmal"])
        body = {"answer": "accepterar"}

        foreign = await post(stage, f"/v1/my/delmal/{theirs}/answers", body, who="individ", version=None)
        other = await post(stage, f"/v1/my/delmal/{hers}/answers", body, who="jobbtorg", version=None)
        stage.consent.mine.clear()
        no_more = await post(
            stage, f"/v1/my/delmal/{hers}/reports", {"status": "pagar"}, who="individ", version=None
        )

        assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_delmal")
        assert other.status_code == 403
        assert no_more.status_code == 404

    async def test_declining_asks_the_koordinator(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(responsible=HERS))
        hers = f"/v1/my/delmal/{made['delmal'][0]['id']}/answers"

        await post(stage, hers, {"answer": "avbojer"}, who="individ", version=None)

        (asked,) = await questions(stage, case_id)
        assert (asked["kind"], asked["party"]) == ("avbojt_delmal", None)
        said = "Personen har sagt nej till sitt delmål. Vem tar över det, eller ska det utgå?"
        assert asked["text"] == said
        coming = (await get(stage, f"/v1/akter/{case_id}")).json()["next"]
        assert coming["what"] == f"Koordinatorn tar ställning: {said}"
        await post(stage, hers, {"answer": "accepterar"}, who="individ", version=None)
        assert all(one.get("answered_at") for one in await questions(stage, case_id))


class TestKoordinator:
    async def test_notes_the_persons_answer_on_her_word_but_no_partys(self, stage) -> None:
        case_id, made = await a_plan(stage, delmal(), delmal(responsible=HERS))
        theirs, hers = (f"/v1/akter/{case_id}/delmal/{one['id']}" for one in made["delmal"])
        body = {"answer": "accepterar", "reason": "Sade hon i telefon."}

        noted = await post(stage, f"{hers}/person-answers", body, version=None)
        refused = await post(stage, f"{theirs}/person-answers", body, version=None)
        foreign = await post(stage, f"{hers}/person-answers", body, who="other-team", version=None)

        assert noted.json()["state"] == "accepterat"
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_delmal")
        assert foreign.status_code == 404

    async def test_reports_what_an_outsider_has_done(self, stage) -> None:
        outsider = {"kind": "utomstaende", "name": "Förening Testperson"}
        case_id, made = await a_plan(stage, delmal(responsible=outsider))
        path = f"/v1/akter/{case_id}/delmal/{made['delmal'][0]['id']}/reports"

        done = await post(stage, path, {"status": "klart", "text": "De ringde i dag."}, version=None)

        assert done.json()["state"] == "klart"
        (one,) = await the_delmal(stage, case_id)
        assert one["entries"][0]["text"] == "De ringde i dag."
        assert one["notice"] == "Planen skickas inte till den utomstående."
        assert (await facts(stage, case_id))[-1] == "delmal_settled"


async def test_a_named_driver_answers_the_question_who_drives(stage) -> None:
    case_id, made = await a_plan(stage)
    await lose(stage, case_id, SENDER)
    assert [one["kind"] for one in await questions(stage, case_id)] == ["drivande_saknas"]
    event, opened = await last(stage, case_id, "plan_changed")
    assert event["data"]["driver"] is None
    assert opened["plan"]["drivande_handlaggare"] is None
    path = f"/v1/akter/{case_id}/plans/{made['plan_id']}/driver"

    stage.consent.uncovered.add(SENDER)
    named = await post(stage, path, {"driver": DRIVING | {"unit": JOBBTORG}}, version=2)

    assert named.status_code == 200
    assert all(one.get("answered_at") for one in await questions(stage, case_id))
