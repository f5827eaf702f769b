"""The team's koordinator takes back what she registered in error for a sender that answers by letter."""

from typing import Any
from uuid import uuid4

import pytest

from tests.referral.builders import TEAM, UNIT
from tests.referral.test_paper import COORDINATOR, a_body
from tests.referral.test_reactions import Ear, status
from tests.referral.test_retracting import ATTESTED, a_document

pytestmark = pytest.mark.real


def a_retraction(case_id: str, **more: Any) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "sender": UNIT,
        "team": TEAM,
        "registered_by": {"subject": "koordinator", "function": "koordinator"},
        "reason": "fel_person",
        **more,
    }


async def sent_from_paper(stage) -> str:
    case_id = str(uuid4())
    assert (await stage.post("/v1/paper-referrals", a_body(case_id), who=COORDINATOR)).status_code == 200
    await Ear(stage).team("referral_received", case_id)
    return case_id


async def take_back(stage, case_id: str, *, who: str = COORDINATOR, **more: Any):
    return await stage.post("/v1/paper-retractions", a_retraction(case_id, **more), who=who)


async def report(stage, case_id: str, who: str = "koordinator"):
    return await stage.get(f"/v1/paper-retractions/{case_id}/report", who)


class TestTakingBack:
    async def test_is_told_to_all_who_had_it_and_the_sender_reads_who_did_it(self, stage) -> None:
        case_id = await sent_from_paper(stage)

        answer = await take_back(stage, case_id)

        assert answer.status_code == 200, answer.text
        assert answer.json()["report"] == f"/v1/paper-retractions/{case_id}/report"
        assert "på nytt" in answer.json()["advice"]
        submitted, back = await stage.events(case_id)
        assert back["data"]["retracts"] == submitted["id"]
        assert await status(stage, case_id) == "atertagen"
        (one,) = (await stage.get(f"/v1/referrals/{case_id}/retractions")).json()["retractions"]
        assert (one["reason"], one["whole"], one["function"]) == ("fel_person", True, "koordinator")

    async def test_is_done_once_however_often_it_is_told(self, stage) -> None:
        case_id = await sent_from_paper(stage)

        answers = [await take_back(stage, case_id) for _ in range(2)]

        assert answers[0].json() == answers[1].json()
        assert len(await stage.events(case_id)) == 2

    async def test_what_the_sender_has_taken_back_itself_is_not_the_teams_doing(self, stage) -> None:
        case_id = await sent_from_paper(stage)
        await stage.post(f"/v1/referrals/{case_id}/retractions", ATTESTED, version=2)

        refused = await take_back(stage, case_id)

        assert (refused.status_code, refused.json()["code"]) == (409, "retracted_already")

    async def test_is_of_the_teams_own_paper_only(self, stage) -> None:
        case_id, in_the_system = await sent_from_paper(stage), await stage.a_sent()

        for ident, more in (
            (case_id, {"team": "team-annan"}),
            (case_id, {"sender": "soc-farsta"}),
            (in_the_system, {}),
            (str(uuid4()), {}),
        ):
            refused = await take_back(stage, ident, **more)
            assert (refused.status_code, refused.json()["code"]) == (409, "not_ours")

    @pytest.mark.parametrize("who", ["anmalare", "koordinator", "individ"])
    async def test_is_between_the_services(self, stage, who) -> None:
        assert (await take_back(stage, str(uuid4()), who=who)).status_code == 403


class TestReport:
    async def test_tells_the_koordinator_who_had_opened_it(self, stage) -> None:
        case_id = await sent_from_paper(stage)
        (event,) = await stage.events(case_id)
        await take_back(stage, case_id)
        stage.consent.documents = [a_document(event["id"], TEAM, opened=True), a_document(event["id"], "fk")]
        stage.team.reads = [{"at": "2026-11-23T11:00:00Z", "function": "koordinator"}]

        answer = await report(stage, case_id)

        told = answer.json()
        assert answer.status_code == 200, answer.text
        assert (told["documents"], told["opened"], told["retraction"]["reason"]) == (2, 1, "fel_person")
        (team,) = [one for one in told["recipients"] if one["recipient"] == TEAM]
        assert team["read_in_team"] == stage.team.reads
        (read,) = await stage.rows("select unit, purpose from read_log")
        assert tuple(read.values()) == (TEAM, "rapport_om_atertagande")

    async def test_is_of_what_the_team_took_back_itself(self, stage) -> None:
        standing, the_senders = await sent_from_paper(stage), await sent_from_paper(stage)
        await stage.post(f"/v1/referrals/{the_senders}/retractions", ATTESTED, version=2)

        answers = [await report(stage, one) for one in (standing, the_senders, str(uuid4()))]

        assert [one.status_code for one in answers] == [404, 404, 404]

    async def test_is_for_that_teams_koordinator(self, stage) -> None:
        case_id = await sent_from_paper(stage)
        await take_back(stage, case_id)

        codes = {who: (await report(stage, case_id, who)).status_code for who in ("anmalare", "individ")}

        assert codes == {"anmalare": 403, "individ": 403}
        assert (await report(stage, case_id, "annan-koordinator")).status_code == 404
