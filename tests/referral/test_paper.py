"""An anmälan that the team registered from paper: the sender's own, once a samtycke covers it, and once only."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.domain import FromPaper, from_paper, ready_from_paper, submit_from_paper
from services.referral.domain.content import Content
from services.referral.errors import CategoryNotCovered, ConsentMissing, InvalidContent
from tests.referral.builders import (
    BY,
    CASE,
    NOON,
    PERSON,
    RECIPIENTS,
    RULES,
    TEAM,
    TODAY,
    UNIT,
    covering,
    sections_of,
)
from tests.referral.conftest import REVIEWED
from tests.referral.test_whole_form import WHOLE

COORDINATOR = "coordinator"


def transcript(**more: Any) -> dict[str, Any]:
    """What a paper says at least, and what is asked for afterwards is left out."""
    return {
        "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
        "parter": ["fk"],
        "fragestallning": {"text": "Vem samordnar?", "category": "arbetsformaga"},
        **more,
    }


def a_paper(unit: str = UNIT, **more: Any):
    content = Content().changed({"team": TEAM, **transcript(**more)})
    return from_paper(CASE, unit, FromPaper(TEAM, TODAY), content, by=BY, at=NOON)


def a_body(case_id: UUID, **more: Any) -> dict[str, Any]:
    return {
        "case_id": str(case_id),
        "sender": UNIT,
        "team": TEAM,
        "received_on": "2026-11-20",
        "registered_by": {"subject": "koordinator", "function": "koordinator"},
        "content": transcript(),
        **more,
    }


def a_check(**more: Any) -> dict[str, Any]:
    return {"sender": UNIT, "team": TEAM, "content": transcript(**more)}


class TestRules:
    def test_asks_for_cover_of_all_that_it_says(self) -> None:
        question = ready_from_paper(a_paper(), RULES)

        assert (question.sender, question.team, question.parties) == (UNIT, TEAM, ("fk",))
        assert set(question.categories) == {"handlaggning", "identitet", "arbetsformaga"}

    @pytest.mark.parametrize(
        ("paper", "field"),
        [
            pytest.param(a_paper("ingen"), "sender", id="an unknown unit"),
            pytest.param(a_paper(TEAM), "sender", id="a team"),
            pytest.param(a_paper(individ={"namn": " ", "personnummer": PERSON}), "individ", id="no name"),
        ],
    )
    def test_refuses_what_cannot_be_asked_for_afterwards(self, paper, field) -> None:
        with pytest.raises(InvalidContent) as refused:
            ready_from_paper(paper, RULES)

        assert field in [fault["field"] for fault in refused.value.extra["fields"]]

    def test_goes_to_the_team_with_the_day_that_it_came_in(self) -> None:
        paper = a_paper()

        submit_from_paper(paper, covering(), RULES, dnr="ANM-2026-000001", by=BY, note_read=False)

        said = sections_of(paper)
        assert said["handlaggning"]["anmalningsdatum"] == TODAY.isoformat()
        assert said["identitet"]["enhet"] == RECIPIENTS[UNIT].name
        assert paper.review is None

    def test_keeps_to_the_samtycke_as_any_does(self) -> None:
        with pytest.raises(ConsentMissing):
            submit_from_paper(
                a_paper(), covering(signing=None, covered=False), RULES, dnr="x", by=BY, note_read=False
            )
        lacking = covering(covered=False, uncovered_categories=("arbetsformaga",))
        with pytest.raises(CategoryNotCovered):
            submit_from_paper(a_paper(), lacking, RULES, dnr="x", by=BY, note_read=False)


@pytest.mark.real
class TestRoute:
    async def test_makes_it_the_senders_own(self, stage) -> None:
        case_id = uuid4()

        answer = await stage.post("/v1/paper-referrals", a_body(case_id), who=COORDINATOR)

        assert answer.status_code == 200, answer.text
        read = (await stage.get(f"/v1/referrals/{case_id}")).json()
        assert (read["status"], read["dialogue_id"], read["anmalningsdatum"]) == (
            "skickad",
            None,
            "2026-11-20",
        )
        assert read["from_paper"]["team"] == TEAM
        (event,) = await stage.events(str(case_id))
        assert event["type"] == "se.finsam.referral.referral_submitted.v1"
        assert event["opened"]["identitet"]["individ"]["personnummer"] == PERSON

    async def test_is_taken_in_once_however_often_it_is_told(self, stage) -> None:
        body = a_body(uuid4())

        answers = [await stage.post("/v1/paper-referrals", body, who=COORDINATOR) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        assert len(await stage.events(body["case_id"])) == 1
        assert len(await stage.rows("select id from sent_text")) == 1

    async def test_of_another_unit_on_the_same_case_is_refused(self, stage) -> None:
        body = a_body(uuid4())
        await stage.post("/v1/paper-referrals", body, who=COORDINATOR)

        refused = await stage.post("/v1/paper-referrals", body | {"sender": "soc-farsta"}, who=COORDINATOR)

        assert (refused.status_code, refused.json()["code"]) == (409, "not_ours")

    async def test_keeps_nothing_that_the_samtycke_does_not_cover(self, stage) -> None:
        stage.consent.signed = False

        refused = await stage.post("/v1/paper-referrals", a_body(uuid4()), who=COORDINATOR)

        assert (refused.status_code, refused.json()["code"]) == (409, "consent_missing")
        assert await stage.rows("select id from referral") == []

    @pytest.mark.parametrize("who", ["anmalare", "koordinator", "individ"])
    async def test_is_between_the_services(self, stage, who) -> None:
        refused = await stage.post("/v1/paper-referrals", a_body(uuid4()), who=who)

        assert refused.status_code == 403

    async def test_is_unknown_to_another_unit(self, stage) -> None:
        case_id = uuid4()
        await stage.post("/v1/paper-referrals", a_body(case_id), who=COORDINATOR)

        assert (await stage.get(f"/v1/referrals/{case_id}", "farsta")).status_code == 404


@pytest.mark.real
class TestCheck:
    async def test_takes_the_whole_form_and_keeps_nothing(self, stage) -> None:
        answer = await stage.post("/v1/paper-checks", a_check(**WHOLE), who=COORDINATOR)

        assert (answer.status_code, answer.json()) == (200, {"checked": True})
        assert await stage.rows("select id from referral") == []

    async def test_says_every_fault_that_would_be_said_when_it_goes_on(self, stage) -> None:
        wrong = {"sgi": {"nollplacerad": True}, "parter": ["fk", "fk"], "utbildning": "x"}
        body = a_body(uuid4(), content=transcript(**wrong))

        checked = await stage.post("/v1/paper-checks", a_check(**wrong), who=COORDINATOR)
        told = await stage.post("/v1/paper-referrals", body, who=COORDINATOR)

        assert (checked.status_code, checked.json()["code"]) == (422, "invalid_content")
        assert [one["field"] for one in checked.json()["fields"]] == ["parter[1]", "sgi.finns", "utbildning"]
        assert checked.json()["fields"] == told.json()["fields"]

    async def test_says_at_once_that_the_team_or_the_name_is_missing(self, stage) -> None:
        nameless = a_check(individ={"namn": " ", "personnummer": PERSON}) | {"team": "fk"}

        answer = await stage.post("/v1/paper-checks", nameless, who=COORDINATOR)

        assert {one["field"] for one in answer.json()["fields"]} == {"team", "individ"}

    @pytest.mark.parametrize("who", ["anmalare", "koordinator", "individ"])
    async def test_is_between_the_services(self, stage, who) -> None:
        assert (await stage.post("/v1/paper-checks", a_check(), who=who)).status_code == 403


@pytest.mark.real
class TestSamePerson:
    async def test_shows_the_own_units_other_anmalan_that_goes_on(self, stage) -> None:
        sent, draft = await stage.a_sent(), await stage.a_draft()

        (other,) = (await stage.get(f"/v1/referrals/{draft}")).json()["same_person"]

        assert (other["id"], other["status"]) == (sent, "skickad")

    async def test_never_another_units(self, stage) -> None:
        draft, case_id = await stage.a_draft(), uuid4()
        body = a_body(case_id, sender="soc-farsta")
        await stage.post("/v1/paper-referrals", body, who=COORDINATOR)

        assert (await stage.get(f"/v1/referrals/{draft}")).json()["same_person"] == []

    async def test_nor_one_that_is_handled_by_hand(self, stage) -> None:
        sent, draft = await stage.a_sent(), await stage.a_draft()
        stage.consent.protected.add(UUID(sent))

        path = f"/v1/referrals/{draft}?purpose=handlaggning_for_hand"
        assert (await stage.get(path)).json()["same_person"] == []


@pytest.mark.real
async def test_the_sender_corrects_it_as_its_own(stage) -> None:
    case_id = uuid4()
    await stage.post("/v1/paper-referrals", a_body(case_id), who=COORDINATOR)
    whole = {
        "kontakt": {"telefon": "070-174 06 05", "kanal": "telefon"},
        "stadsdel": "sodermalm",
        "sprak": {"sprak": "sv", "tolk": False},
        "handlaggare": {
            "namn": "Anmälare Testperson",
            "funktion": "socialsekreterare",
            "telefon": "08-123 45 67",
            "funktionsadress": "forsorjningsstod.sodermalm@exempel.se",
        },
    }

    answer = await stage.post(
        f"/v1/referrals/{case_id}/corrections", {"changes": whole, "secrecy_review": REVIEWED}, version=1
    )

    assert answer.status_code == 200, answer.text
    assert (await stage.events(str(case_id)))[-1]["type"].endswith("referral_corrected.v1")
