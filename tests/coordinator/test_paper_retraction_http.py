"""The koordinator takes back what she registered in error, for a sender that does not use the system."""

from typing import Any
from uuid import UUID

import pytest

from tests.coordinator.builders import SENDER, TEAM
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import receive, rows
from tests.coordinator.test_http import a_case, get, on_akt
from tests.coordinator.test_paper_answers_http import going_on
from tests.coordinator.test_papers_http import registered

pytestmark = pytest.mark.real

PATH = "paper/retraction"
IN_ERROR = {"reason": "fel_person", "attested": True}


async def noticed(stage, case_id: UUID) -> None:
    """The notice that the anmälan is taken back has come to the team."""
    (part, *_) = await rows(stage, "select document from part where type = 'anmalan'")
    sent = Post(case_id)
    sent.number = 1
    await receive(stage, sent.control("retracted", part.document))


class TestTakingBack:
    async def test_is_told_the_senders_service_and_says_where_the_report_is(self, stage) -> None:
        case_id = await going_on(stage)

        answer = await on_akt(stage, case_id, PATH, IN_ERROR)

        assert answer.status_code == 200, answer.text
        assert stage.referral.taken_back == [
            {
                "case_id": str(case_id),
                "sender": SENDER,
                "team": TEAM,
                "registered_by": {"subject": "koordinator", "function": "koordinator"},
                "reason": "fel_person",
            }
        ]
        told = answer.json()
        assert told["report"] == {
            "service": "referral",
            "path": f"/v1/paper-retractions/{case_id}/report",
        }
        assert (told["advice"], told["retraction_id"]) == ("Makulera.", str(UUID(int=1)))
        stored = await rows(stage, "select i::text as whole from idempotency i")
        assert "fel_person" not in str(stored)

    async def test_a_word_that_was_lost_is_asked_for_again_also_when_the_akt_has_ended(self, stage) -> None:
        case_id = await going_on(stage)
        stage.referral.loses_answers = True
        lost = await on_akt(stage, case_id, PATH, IN_ERROR)
        stage.referral.loses_answers = False
        await noticed(stage, case_id)

        answer = await on_akt(stage, case_id, PATH, IN_ERROR)

        assert (lost.status_code, lost.json()["code"]) == (503, "referral_unreachable")
        assert (answer.status_code, answer.json()["status"]) == (200, "atertagen")

    async def test_is_attested(self, stage) -> None:
        case_id = await going_on(stage)
        wrong: list[dict[str, Any]] = [{"reason": "fel_person"}, IN_ERROR | {"reason": "x"}]

        codes = [(await on_akt(stage, case_id, PATH, body)).status_code for body in wrong]

        assert codes == [422, 422]
        assert stage.referral.taken_back == []


class TestRefusing:
    async def test_says_why_the_senders_service_does_not(self, stage) -> None:
        case_id = await going_on(stage)
        stage.referral.refuses = {"code": "retracted_already"}

        refused = await on_akt(stage, case_id, PATH, IN_ERROR)

        assert (refused.status_code, refused.json()["code"], refused.json()["cause"]) == (
            409,
            "paper_not_retracted",
            "retracted_already",
        )

    async def test_is_for_a_sender_that_answers_by_letter(self, stage) -> None:
        in_the_system, no_paper = await going_on(stage, by_letter=False), await a_case(stage)

        codes = [
            (await on_akt(stage, one, PATH, IN_ERROR)).json()["code"] for one in (in_the_system, no_paper)
        ]

        assert codes == ["answers_in_the_system", "no_paper"]

    async def test_what_has_not_gone_on_is_amended_or_sent_back(self, stage) -> None:
        case_id = await registered(stage, by_letter=True)

        refused = await on_akt(stage, case_id, PATH, IN_ERROR)

        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")
        assert stage.referral.taken_back == []

    async def test_of_an_akt_that_has_changed_is_refused(self, stage) -> None:
        refused = await on_akt(stage, await going_on(stage), PATH, IN_ERROR, version=1)

        assert (refused.status_code, refused.json()["code"]) == (412, "stale_akt")

    @pytest.mark.parametrize("who", ["host-staff", "other-team", "soc", "individ"])
    async def test_is_the_koordinators_work(self, stage, who) -> None:
        case_id = await going_on(stage)

        assert (await on_akt(stage, case_id, PATH, IN_ERROR, who=who)).status_code in {403, 404}
        assert (await get(stage, f"/v1/akter/{case_id}")).json()["status"] == "inkommen"
