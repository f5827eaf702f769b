"""Questions that stand open: asked once, answered in words, closed by what else happens."""

from uuid import uuid4

import pytest

from services.coordinator.domain import Akt, QuestionKind, Status
from services.coordinator.errors import QuestionAnswered, UnknownQuestion, WordsMissing, WrongStatus
from tests.coordinator.builders import NOON, an_akt
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with_plan
from tests.coordinator.meetings.builders import an_akt_taken_up
from tests.coordinator.meetings.test_calls import refused
from tests.coordinator.test_arrivals import rows


class TestAsk:
    def test_puts_the_same_question_once(self) -> None:
        akt, delmal = an_akt_taken_up(), uuid4()

        for about in (delmal, delmal, uuid4()):
            akt.ask(QuestionKind.AVBOJT_DELMAL, "af", about, NOON)

        assert len(akt.new_questions) == len(akt.open_questions) == 2

    def test_puts_it_again_once_it_is_answered(self) -> None:
        akt = an_akt_taken_up()
        akt.ask(QuestionKind.PART_UTAN_SAMTYCKE, "af", None, NOON)
        akt.answer(akt.open_questions[0].id, "Vi går vidare.", NOON)

        akt.ask(QuestionKind.PART_UTAN_SAMTYCKE, "af", None, NOON)

        assert len(akt.open_questions) == 1


class TestPlanMade:
    def test_answers_what_asked_for_a_plan(self) -> None:
        akt = an_akt_taken_up()
        for kind in QuestionKind:
            akt.ask(kind, None, None, NOON)

        akt.plan_made(NOON)

        assert akt.status is Status.PLAN
        assert {question.kind for question in akt.open_questions} == {
            QuestionKind.ANMALAN_TILLBAKADRAGEN,
            QuestionKind.PART_UTAN_SAMTYCKE,
            QuestionKind.PART_UTAN_KATEGORI,
            QuestionKind.UPPFOLJNING_UTAN_SAMTYCKE,
            QuestionKind.FLYTTAT,
            QuestionKind.SAMTYCKE_GAR_UT,
            QuestionKind.SVAR_PA_KALLELSE,
        }

    def test_again_is_the_next_plan_of_the_case(self) -> None:
        akt = an_akt_taken_up()
        akt.plan_made(NOON)

        akt.plan_made(NOON)

        assert akt.status is Status.PLAN

    def test_before_the_case_is_taken_up_is_refused(self) -> None:
        with pytest.raises(WrongStatus):
            an_akt().plan_made(NOON)


class TestAnswer:
    def an_asked(self) -> Akt:
        akt = an_akt_taken_up()
        akt.ask(QuestionKind.FLYTTAT, None, None, NOON)
        return akt

    def test_of_an_unknown_question_is_refused(self) -> None:
        with pytest.raises(UnknownQuestion):
            self.an_asked().answer(uuid4(), "Ja.", NOON)

    def test_of_an_answered_one_too(self) -> None:
        akt = self.an_asked()
        akt.closed_questions, akt.open_questions = akt.open_questions, []

        with pytest.raises(QuestionAnswered):
            akt.answer(akt.closed_questions[0].id, "Ja.", NOON)

    def test_needs_words(self) -> None:
        akt = self.an_asked()

        with pytest.raises(WordsMissing):
            akt.answer(akt.open_questions[0].id, "  ", NOON)


@pytest.mark.real
class TestOverHttp:
    async def test_a_move_is_a_question_that_is_answered_in_words(self, stage) -> None:
        case = await a_case_taken_up(stage)

        moved = await case.post("moves", {})
        akt = await case.read()
        (question,) = akt["questions"]
        answered = await case.post(
            f"questions/{question['id']}/answers", {"decision": "KANARIE: vi fortsätter."}
        )

        assert (moved.status_code, answered.status_code) == (200, 200)
        assert (question["kind"], question["answered_at"]) == ("flyttat", None)
        assert akt["next"]["step"] == "ta_stallning"
        assert "flyttat" in akt["next"]["what"]
        (question,) = (await case.read())["questions"]
        assert question["decision"] == "KANARIE: vi fortsätter."
        assert (await case.read())["next"]["step"] == "kalla"

    async def test_what_it_is_about_lies_sealed(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.post("moves", {})

        (row,) = await rows(stage, "select row_to_json(q)::text as whole from question q")

        assert "flyttat" not in row.whole

    async def test_refusals(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.post("moves", {})
        (question,) = (await case.read())["questions"]
        path, body = f"questions/{question['id']}/answers", {"decision": "Vi fortsätter."}

        assert refused(await case.post(f"questions/{uuid4()}/answers", body)) == (404, "unknown_question")
        assert refused(await case.post(path, {"decision": " "})) == (422, "words_missing")
        assert refused(await case.post(path, body, version=1)) == (412, "stale_akt")
        assert (await case.post(path, body, who="host-staff")).status_code == 404
        await case.post(path, body)
        assert refused(await case.post(path, body)) == (409, "question_answered")

    async def test_a_move_of_an_ended_case_is_refused(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.end()

        assert refused(await case.post("moves", {})) == (409, "wrong_status")
