"""A sender that answers by letter: the team's koordinator registers its komplettering, and it is the sender's own."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.referral.domain import FreeText, Status, plan_answer
from services.referral.errors import DraftIncomplete
from tests.referral.builders import REVIEW, RULES, TEAM, UNIT
from tests.referral.test_paper import COORDINATOR, a_body, a_paper
from tests.referral.test_reactions import Ear, status

ANSWER = {"text": "Läkarintyget gäller till maj.", "category": "handlaggning"}
KEY = "coordinator.paper-answer.1"


def an_answer(case_id: str, **more: Any) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "sender": UNIT,
        "team": TEAM,
        "registered_by": {"subject": "koordinator", "function": "koordinator"},
        "answer": ANSWER,
        **more,
    }


def asked_on_paper(**more: Any):
    paper = a_paper(**more)
    paper.status = Status.KOMPLETTERAS
    return paper


class TestRule:
    def test_what_the_form_left_empty_may_stay_so(self) -> None:
        change = plan_answer(
            asked_on_paper(), {"sprak": {"sprak": "sv", "tolk": False}}, FreeText(**ANSWER), REVIEW, RULES,
            by_letter=True,
        )  # fmt: skip

        assert change.after.sprak is not None
        assert change.categories() == ("handlaggning", "identitet")

    def test_but_what_it_says_is_not_emptied(self) -> None:
        with pytest.raises(DraftIncomplete) as refused:
            plan_answer(
                asked_on_paper(), {"fragestallning": None}, FreeText(**ANSWER), REVIEW, RULES, by_letter=True
            )

        assert [one["field"] for one in refused.value.extra["fields"]] == ["fragestallning.text"]

    def test_one_who_answers_in_the_system_fills_the_whole_form(self) -> None:
        with pytest.raises(DraftIncomplete):
            plan_answer(asked_on_paper(), {}, FreeText(**ANSWER), REVIEW, RULES)


@pytest.mark.real
class TestRoute:
    async def asked(self, stage) -> str:
        """An anmälan from paper that the team wants completed."""
        case_id, ear = uuid4(), Ear(stage)
        assert (await stage.post("/v1/paper-referrals", a_body(case_id), who=COORDINATOR)).status_code == 200
        for fact in ("referral_received", "supplement_requested"):
            await ear.team(fact, str(case_id))
        return str(case_id)

    async def tell(self, stage, body: dict[str, Any], **more: Any):
        return await stage.post("/v1/paper-answers", body, **{"who": COORDINATOR, "key": KEY} | more)

    async def test_sends_it_to_the_team_as_the_senders_own_answer(self, stage) -> None:
        case_id = await self.asked(stage)
        changes = {"forsorjning": ["FORS_SJUKERS"]}

        answer = await self.tell(stage, an_answer(case_id, changes=changes))

        assert (answer.status_code, answer.json()) == (200, {"id": case_id, "status": "mottagen"})
        event = (await stage.events(case_id))[-1]
        assert event["type"] == "se.finsam.referral.supplement_answered.v1"
        assert (event["data"]["sender"], event["data"]["team"]) == (UNIT, TEAM)
        assert event["opened"]["handlaggning"]["fritext"] == {"svar": ANSWER["text"]}
        assert event["opened"]["forsorjning"] == {"forsorjning": ["FORS_SJUKERS"]}
        read = (await stage.get(f"/v1/referrals/{case_id}")).json()
        assert [(one["kind"], one["function"]) for one in read["sent"]][-1] == (
            "komplettering",
            "koordinator",
        )

    async def test_notes_that_the_koordinator_registered_what_the_sender_had_tried(self, stage) -> None:
        case_id = await self.asked(stage)

        await self.tell(stage, an_answer(case_id))

        (row,) = await stage.rows("select reviewed_by, reviewed_function from referral")
        assert tuple(row.values()) == ("koordinator", "koordinator")

    async def test_is_sent_once_however_often_it_is_told(self, stage) -> None:
        case_id = await self.asked(stage)

        answers = [await self.tell(stage, an_answer(case_id)) for _ in range(2)]

        assert [(one.status_code, one.json()["status"]) for one in answers] == [(200, "mottagen")] * 2
        assert len(await stage.events(case_id)) == 2

    async def test_once_more_with_other_words_is_refused(self, stage) -> None:
        case_id = await self.asked(stage)
        await self.tell(stage, an_answer(case_id))

        other = an_answer(case_id, answer={"text": "Något annat.", "category": "handlaggning"})
        refused = await self.tell(stage, other, key="coordinator.paper-answer.2")

        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")
        assert len(await stage.events(case_id)) == 2

    async def test_is_held_to_the_samtycke(self, stage) -> None:
        case_id = await self.asked(stage)
        stage.consent.uncovered_categories = ["halsa"]

        refused = await self.tell(
            stage, an_answer(case_id, changes={"medicinskt_underlag": {"lage": "bifogas"}})
        )

        assert (refused.status_code, refused.json()["code"]) == (409, "category_not_covered")
        assert [one["field"] for one in refused.json()["fields"]] == ["medicinskt_underlag"]
        assert await status(stage, case_id) == "kompletteras"

    async def test_of_a_protected_person_is_handled_by_hand(self, stage) -> None:
        case_id = await self.asked(stage)
        stage.consent.protected.add(UUID(case_id))

        refused = await self.tell(stage, an_answer(case_id))

        assert (refused.status_code, refused.json()["code"]) == (409, "by_hand")

    async def test_needs_what_the_person_excludes_in_words_to_have_been_read(self, stage) -> None:
        case_id = await self.asked(stage)
        stage.consent.note = True

        unread = await self.tell(stage, an_answer(case_id))
        read = await self.tell(stage, an_answer(case_id, exclusion_note_acknowledged=True))

        assert (unread.json()["code"], read.status_code) == ("exclusion_note_unread", 200)

    @pytest.mark.parametrize("wrong", [{"sender": "soc-farsta"}, {"team": "team-annan"}])
    async def test_is_of_the_teams_own_paper_only(self, stage, wrong: dict[str, str]) -> None:
        case_id = await self.asked(stage)

        refused = await self.tell(stage, an_answer(case_id) | wrong)

        assert (refused.status_code, refused.json()["code"]) == (409, "not_ours")

    async def test_is_of_no_anmalan_that_was_sent_in_the_system(self, stage) -> None:
        case_id = await stage.a_sent()
        await Ear(stage).team("supplement_requested", case_id)

        for ident in (case_id, str(uuid4())):
            refused = await self.tell(stage, an_answer(ident))
            assert (refused.status_code, refused.json()["code"]) == (409, "not_ours")

    @pytest.mark.parametrize("who", ["anmalare", "koordinator", "individ"])
    async def test_is_between_the_services(self, stage, who) -> None:
        assert (await self.tell(stage, an_answer(str(uuid4())), who=who)).status_code == 403
