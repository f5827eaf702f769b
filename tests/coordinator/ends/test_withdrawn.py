"""The sender has taken its anmälan back: the team's akt ends with it, or the koordinator is asked."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.coordinator.domain import QuestionKind, Status
from services.coordinator.domain.ends import TIME_TO_READ
from services.coordinator.domain.taken_back import withdraw
from services.coordinator.events import AktEnded
from shared.days import local_day
from tests.coordinator.builders import NOON, OFFICE, SENDER, a_step, an_akt
from tests.coordinator.ends.cases import Followed, a_case_taken_up, a_case_with
from tests.coordinator.letters.test_end_letters import the_one
from tests.coordinator.meetings.test_calls import sections_of
from tests.coordinator.test_arrivals import published, receive, rows
from tests.coordinator.test_http import NEXT, get

WHY = {"kod": "behov_lost", "text": "Behovet är löst på annat sätt"}


def the_withdrawal(text: str | None = None) -> list[dict[str, Any]]:
    said = {"dag": "2026-03-02", "skal": WHY} | ({"text": text} if text else {})
    return [{"category": "handlaggning", "source": SENDER, "content": {"tillbakadragen": said}}]


async def take_back(case: Followed, text: str | None = None) -> UUID:
    item = case.sent.document("anmalan_tillbakadragen", the_withdrawal(text))
    await receive(case.stage, item)
    return item.content.event_id


class TestAkt:
    @pytest.mark.parametrize(
        "status", [Status.INKOMMEN, Status.KOMPLETTERING_BEGARD, Status.BEDOMNING], ids=str
    )
    def test_ends_with_the_withdrawal_before_a_besked(self, status: Status) -> None:
        akt = an_akt()
        akt.status = status

        assert withdraw(akt, uuid4(), OFFICE.contact, NOON)
        assert (akt.status, akt.outcome) == (Status.TILLBAKADRAGEN, None)
        (said,) = akt.take_publications()
        assert isinstance(said.fact, AktEnded)
        assert said.fact.parties == (SENDER,)
        assert said.fact.last_day == local_day(NOON) + TIME_TO_READ

    def test_goes_on_when_it_is_taken_up_and_the_koordinator_is_asked_once(self) -> None:
        akt, document = an_akt(), uuid4()
        akt.take_up(a_step(), at=NOON)
        akt.take_publications()

        assert not withdraw(akt, document, OFFICE.contact, NOON)
        assert not withdraw(akt, document, OFFICE.contact, NOON)
        assert akt.status is Status.TAS_UPP
        (question,) = akt.open_questions
        assert (question.kind, question.party, question.about) == (
            QuestionKind.ANMALAN_TILLBAKADRAGEN,
            SENDER,
            document,
        )
        assert akt.take_publications() == []

    @pytest.mark.parametrize("status", [Status.TAS_INTE_UPP, Status.AVSLUTAD, Status.SAMTYCKE_ATERKALLAT])
    def test_stays_as_it_is_when_it_goes_on_no_more(self, status: Status) -> None:
        akt = an_akt()
        akt.status = status

        assert not withdraw(akt, uuid4(), OFFICE.contact, NOON)
        assert (akt.status, akt.open_questions) == (status, [])


@pytest.mark.real
class TestBeforeTheBesked:
    async def test_closes_the_akt_and_confirms_to_the_sender(self, stage) -> None:
        case = await a_case_with(stage, "af")

        await take_back(case, "Personen har fått en SIP.")

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        read = await case.reopened()
        assert (read["status"], read["outcome"]) == ("tillbakadragen", None)
        (section,) = [one for one in read["sections"] if one["category"] == "handlaggning"]
        assert section["content"]["tillbakadragen"]["skal"] == WHY
        assert section["content"]["dnr"] == "SOC-2026-1"
        event = (await published(stage, case.case_id))[-1]
        assert event["type"] == "se.finsam.coordinator.akt_ended.v1"
        assert event["data"]["parties"] == [SENDER]
        ((_, _, told),) = sections_of(stage, case.case_id, event)
        assert "innan något besked" in told["text"]

    async def test_tells_the_person_by_letter_and_not_why(self, stage) -> None:
        case = await a_case_with(stage, "af")

        await take_back(case, "KANARIE i texten.")

        letter = await the_one(stage, "avslut")
        assert "har dragit tillbaka den" in letter
        assert "KANARIE" not in letter
        (told,) = (await get(stage, "/v1/my/cases", "individ")).json()["cases"]
        assert told["status_text"] == "Ärendet är avslutat eftersom anmälan är tillbakadragen"
        assert "har dragit tillbaka den" in told["ended"]["text"]

    async def test_is_too_late_to_be_taken_up_afterwards(self, stage) -> None:
        case = await a_case_with(stage, "af")
        version = await case.version()
        await take_back(case)

        answer = await case.post("take-up", NEXT, version=version)

        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_status")

    async def test_counts_as_no_outcome_for_no_work_was_begun(self, stage) -> None:
        await take_back(await a_case_with(stage, "af"))

        assert await rows(stage, "select 1 from outcome_count") == []


@pytest.mark.real
class TestAfterTheBesked:
    async def test_asks_the_koordinator_and_loses_nothing(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()

        document = await take_back(case, "Personen vill vänta.")

        read = await case.read()
        assert read["status"] == "tas_upp"
        (question,) = read["questions"]
        assert (question["kind"], question["about"]) == ("anmalan_tillbakadragen", str(document))
        assert read["next"]["step"] == "ta_stallning"
        assert [row.state for row in await rows(stage, "select state from meeting")] == ["bokat"]

    async def test_the_koordinator_ends_the_case_or_answers_in_words(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await take_back(case)
        (question,) = (await case.read())["questions"]

        said = {"decision": "Personen vill fortsätta med AF och FK."}
        answer = await case.post(f"questions/{question['id']}/answers", said)

        assert answer.status_code == 200, answer.text
        (answered,) = (await case.read())["questions"]
        assert answered["decision"] == "Personen vill fortsätta med AF och FK."
