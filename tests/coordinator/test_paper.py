"""What may be registered of an anmälan on paper, and which moves its akt allows until the samtycke is there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.coordinator.domain import Decision, NextStep, Status, SupplementRequest
from services.coordinator.domain.next_step import Situation, Step, what_next
from services.coordinator.domain.paper_akt import admit, ask_for_consent, open_akt, send_back
from services.coordinator.domain.paper_letters import (
    MISSING,
    besked_to_sender,
    consent_wanted,
    receipt,
    return_letter,
    supplement_wanted,
)
from services.coordinator.errors import DateInFuture, WrongStatus
from services.coordinator.errors.papers import (
    ConsentGiven,
    LateWithoutReason,
    ReceivedTooLongAgo,
    ScanMissing,
    UnknownMissing,
    UnknownUnit,
)
from services.coordinator.letters import sheet_of
from shared.letters.text import render_text
from tests.coordinator.builders import NOON, OFFICE, PERSON, a_part
from tests.coordinator.letters.samples import written
from tests.coordinator.paper_builders import POST, a_paper, known, transcript

MONDAY = date(2026, 3, 2)
REQUEST = SupplementRequest("Skicka samtycket i original.", ("samtycke",), date(2026, 3, 16), NOON)


def an_akt(**more):
    return open_akt(a_paper(**more), OFFICE, "FT-2026-0001", reply_by=date(2026, 3, 9))


class TestRegistration:
    def test_came_in_on_the_day_that_it_reached_the_authority(self) -> None:
        same_day, earlier = a_paper(), a_paper(received_on=date(2026, 2, 27))

        assert same_day.received_at == NOON
        assert earlier.received_at.date() == date(2026, 2, 27)

    @pytest.mark.parametrize(
        ("received_on", "refusal"),
        [
            pytest.param(date(2026, 3, 3), DateInFuture, id="tomorrow"),
            pytest.param(date(2025, 2, 1), ReceivedTooLongAgo, id="a mistyped year"),
            pytest.param(date(2026, 2, 26), LateWithoutReason, id="later than the next working day"),
        ],
    )
    def test_refuses_a_day_that_cannot_be(self, received_on, refusal) -> None:
        with pytest.raises(refusal) as refused:
            a_paper(received_on=received_on).check(known)

        assert "fields" in refused.value.extra

    def test_on_the_next_working_day_needs_no_reason(self) -> None:
        a_paper(received_on=date(2026, 2, 27)).check(known)  # a Friday, registered on Monday

    def test_later_is_taken_with_its_reason(self) -> None:
        a_paper(received_on=date(2026, 2, 20), late_reason="Brevet låg i fel fack.").check(known)

    def test_names_every_unit_that_is_none(self) -> None:
        with pytest.raises(UnknownUnit) as refused:
            a_paper(content=transcript(parter=["fk", "ingen", "inte_heller"])).check(known)

        named = [one["field"] for one in refused.value.extra["fields"]]
        assert named == ["content.parter[1]", "content.parter[2]"]

    def test_goes_on_with_a_picture_only(self) -> None:
        with pytest.raises(ScanMissing):
            a_paper().must_be_scanned(0)

    def test_writes_the_form_with_the_senders_function(self) -> None:
        form = a_paper().form("team-stockholm")

        assert form["handlaggare"] == {
            "namn": "Anmälare Testperson",
            "funktion": "ekonomiskt bistånd",
            "funktionsadress": "Provgatan 3, 118 20 Stockholm",
        }


class TestAkt:
    def test_waits_and_tells_nobody(self) -> None:
        akt = an_akt()

        assert akt.status is Status.VANTAR_PA_SAMTYCKE
        assert akt.take_publications() == []

    @pytest.mark.parametrize("name", ["take_up", "decline", "request_supplement", "note_move"])
    def test_can_do_nothing_that_others_are_told_of(self, name) -> None:
        akt = an_akt()
        step = NextStep("Vi kallar.", None, OFFICE.contact)
        tries = {
            "take_up": lambda: akt.take_up(step, at=NOON),
            "decline": lambda: akt.decline("N01", contact=OFFICE.contact, at=NOON),
            "request_supplement": lambda: akt.request_supplement(REQUEST, OFFICE.contact),
            "note_move": lambda: akt.note_move(NOON),
        }

        with pytest.raises(WrongStatus):
            tries[name]()

        assert akt.take_publications() == []

    def test_goes_on_as_any_and_confirms_the_day_that_it_came_in(self) -> None:
        akt = an_akt(received_on=date(2026, 2, 27))

        admit(akt, [a_part()], OFFICE.contact, reply_by=date(2026, 3, 10), at=NOON)

        (publication,) = akt.take_publications()
        assert (akt.status, akt.reply_by) == (Status.INKOMMEN, date(2026, 3, 10))
        assert publication.sections[0].content["inkommen"].startswith("2026-02-27")

    def test_asks_for_what_is_on_the_list(self) -> None:
        with pytest.raises(UnknownMissing):
            ask_for_consent(an_akt(), REQUEST, ["foto_saknas"])

    def test_is_sent_back_only_without_a_samtycke(self) -> None:
        with pytest.raises(ConsentGiven):
            send_back(an_akt(), a_paper(), covered=True, at=NOON)
        with pytest.raises(ConsentGiven):
            send_back(an_akt(), a_paper(admitted_at=NOON), covered=False, at=NOON)

    def test_is_over_when_it_is_sent_back(self) -> None:
        akt, paper = an_akt(), a_paper()

        send_back(akt, paper, covered=False, at=NOON)

        assert (akt.status, paper.returned_on) == (Status.ATERSAND, MONDAY)
        with pytest.raises(WrongStatus):
            ask_for_consent(akt, REQUEST, [])


class TestNext:
    @pytest.mark.parametrize(
        ("respond_by", "days", "step", "who"),
        [
            (None, 0, Step.SKAFFA_SAMTYCKE, "koordinatorn"),
            (date(2026, 3, 16), 3, Step.SVARA_OM_SAMTYCKE, "soc-sodermalm"),
            (date(2026, 3, 16), 20, Step.ATERSANDA, "koordinatorn"),
        ],
    )
    def test_is_one_thing_while_the_samtycke_is_missing(self, respond_by, days, step, who) -> None:
        answer = what_next(
            Situation(
                Status.VANTAR_PA_SAMTYCKE,
                MONDAY,
                "soc-sodermalm",
                date(2026, 3, 9),
                datetime(2026, 3, 2, 11, tzinfo=UTC) + timedelta(days=days),
                respond_by,
                sender_covered=False,
            )
        )

        assert (answer.step, answer.who) == (step, who)

    def test_is_to_go_on_when_the_samtycke_is_here(self) -> None:
        waiting = Situation(Status.VANTAR_PA_SAMTYCKE, MONDAY, "soc-sodermalm", date(2026, 3, 9), NOON)

        assert what_next(waiting).step is Step.LATA_GA_VIDARE


class TestLetters:
    def test_never_name_the_person(self) -> None:
        paper = a_paper()
        decision = Decision(NOON, NextStep("Vi kallar till möte.", None, OFFICE.contact))
        letters = [
            receipt(paper, POST, NOON),
            consent_wanted(paper, list(MISSING), REQUEST, POST),
            supplement_wanted(paper, REQUEST, POST),
            besked_to_sender(paper, decision, POST),
            return_letter(paper.case_id, MONDAY, NOON, POST),
        ]

        texts = [render_text(sheet_of(written(letter, POST.to))) for letter in letters]

        assert all("Individ" not in text and PERSON not in text for text in texts)
        assert all("FT-2026-0001" in text and "Ekonomiskt bistånd" in text for text in texts)

    def test_keep_the_functions_address_when_the_person_is_protected(self) -> None:
        sheet = sheet_of(written(receipt(a_paper(), POST, NOON), POST.to), by_hand=True)

        assert "Provgatan 3" in render_text(sheet)
