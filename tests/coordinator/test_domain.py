"""What an akt allows, and the words that people get."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.coordinator.domain import (
    REASONS,
    Akt,
    Ending,
    Notice,
    Row,
    Status,
    besked,
    covers,
)
from services.coordinator.errors import (
    DateInPast,
    DateMissing,
    UnknownField,
    UnknownReason,
    UseSupplement,
    WordsMissing,
    WrongStatus,
)
from tests.coordinator.builders import NOON, OFFICE, SENDER, TEAM, a_part, a_request, a_step, an_akt, cover

FINAL = [reason for reason in REASONS.values() if reason.final]


class TestReceive:
    def test_confirms_to_the_sender_at_once(self) -> None:
        akt = Akt.receive(uuid4(), SENDER, OFFICE, "FT-2026-0001", reply_by=date(2026, 3, 9), at=NOON)

        (publication,) = akt.take_publications()

        assert akt.status is Status.INKOMMEN
        assert publication.fact.name == "referral_received"
        assert publication.fact.open_fields() == {"sender": SENDER, "team": TEAM}
        content = publication.sections[0].content
        assert content["aktnummer"] == "FT-2026-0001"
        assert content["besked_senast"] == "2026-03-09"
        assert "den 2 mars 2026" in content["text"]
        assert "senast den 9 mars 2026" in content["text"]
        assert OFFICE.contact in content["text"]

    def test_hands_its_publications_over_once(self) -> None:
        akt = Akt.receive(uuid4(), SENDER, OFFICE, "FT-2026-0001", reply_by=date(2026, 3, 9), at=NOON)
        akt.take_publications()

        assert akt.take_publications() == []


class TestRequestSupplement:
    def test_names_fields_and_last_day(self) -> None:
        akt = an_akt()

        akt.request_supplement(a_request(), OFFICE.contact)

        (publication,) = akt.take_publications()
        assert akt.status is Status.KOMPLETTERING_BEGARD
        assert publication.fact.name == "supplement_requested"
        assert "medicinskt underlag" in publication.sections[0].content["text"]
        assert "16 mars 2026" in publication.sections[0].content["text"]

    def test_is_refused_while_an_answer_is_awaited(self) -> None:
        akt = an_akt()
        akt.request_supplement(a_request(), OFFICE.contact)

        with pytest.raises(WrongStatus):
            akt.request_supplement(a_request(), OFFICE.contact)

    @pytest.mark.parametrize(
        ("request_", "refusal"),
        [
            pytest.param(a_request(text="  "), WordsMissing, id="without words"),
            pytest.param(a_request(fields=("diagnos",)), UnknownField, id="for a field that does not exist"),
            pytest.param(a_request(respond_by=date(2026, 3, 1)), DateInPast, id="by a day that has passed"),
        ],
    )
    def test_is_refused(self, request_, refusal) -> None:
        akt = an_akt()

        with pytest.raises(refusal):
            akt.request_supplement(request_, OFFICE.contact)

        assert (akt.status, akt.take_publications()) == (Status.INKOMMEN, [])

    def test_is_answered_and_goes_back_to_be_assessed(self) -> None:
        akt = an_akt()
        akt.request_supplement(a_request(), OFFICE.contact)

        akt.add_supplement([a_part()], NOON)

        assert akt.status is Status.BEDOMNING
        assert len(akt.new_parts) == 1


class TestTakeUp:
    def test_tells_the_next_step(self) -> None:
        akt = an_akt()

        akt.take_up(a_step(), at=NOON)

        (publication,) = akt.take_publications()
        assert akt.status is Status.TAS_UPP
        assert publication.fact.name == "referral_taken_up"
        assert "tidigast den 20 mars 2026" in publication.sections[0].content["text"]

    def test_may_leave_the_day_open(self) -> None:
        akt = an_akt()

        akt.take_up(a_step(earliest=None), at=NOON)

        assert "tidigast" not in akt.take_publications()[0].sections[0].content["text"]

    @pytest.mark.parametrize("decided", ["take_up", "decline"])
    def test_is_refused_when_it_is_decided(self, decided) -> None:
        akt = an_akt()
        if decided == "take_up":
            akt.take_up(a_step(), at=NOON)
        else:
            akt.decline("N05", contact=OFFICE.contact, at=NOON)

        with pytest.raises(WrongStatus):
            akt.take_up(a_step(), at=NOON)

    def test_is_refused_when_the_samtycke_is_gone(self) -> None:
        akt = an_akt()
        akt.lose_consent(Ending.ATERKALLAT, NOON)

        with pytest.raises(WrongStatus):
            akt.take_up(a_step(), at=NOON)


class TestDecline:
    @pytest.mark.parametrize("reason", FINAL, ids=lambda reason: reason.code)
    def test_gives_reason_explanation_and_advice_in_words(self, reason) -> None:
        akt = an_akt()
        on = date(2026, 9, 1) if reason.needs_date else None

        akt.decline(reason.code, on=on, contact=OFFICE.contact, at=NOON)

        (publication,) = akt.take_publications()
        content = publication.sections[0].content
        assert content["orsak"] == {"kod": reason.code, "text": reason.label}
        assert reason.explanation in content["text"]
        assert reason.advice in content["text"]
        assert "inget beslut om ersättning" in content["text"]
        assert ("1 september 2026" in content["text"]) is reason.needs_date
        assert publication.fact.open_fields() == {"sender": SENDER, "team": TEAM}

    def test_takes_own_words(self) -> None:
        akt = an_akt()

        akt.decline("N05", explanation="Ring varandra.", advice="Boka tid.", contact=OFFICE.contact, at=NOON)

        assert akt.decision is not None
        assert akt.decision.decline is not None
        assert (akt.decision.decline.explanation, akt.decision.decline.advice) == (
            "Ring varandra.",
            "Boka tid.",
        )

    @pytest.mark.parametrize(
        ("code", "on", "refusal"),
        [
            pytest.param("N99", None, UnknownReason, id="unknown code"),
            pytest.param("N03", None, UseSupplement, id="incomplete is no final reason"),
            pytest.param("N09", None, DateMissing, id="too ill now, without a day"),
            pytest.param("N14", None, DateMissing, id="waiting list, without a day"),
            pytest.param("N14", date(2026, 3, 1), DateInPast, id="a day that has passed"),
        ],
    )
    def test_is_refused(self, code, on, refusal) -> None:
        akt = an_akt()

        with pytest.raises(refusal):
            akt.decline(code, on=on, contact=OFFICE.contact, at=NOON)

        assert akt.status is Status.INKOMMEN

    def test_is_possible_while_an_answer_is_awaited(self) -> None:
        akt = an_akt()
        akt.request_supplement(a_request(), OFFICE.contact)

        akt.decline("N04", contact=OFFICE.contact, at=NOON)

        assert akt.status is Status.TAS_INTE_UPP

    def test_never_uses_the_word_avslag(self) -> None:
        words = " ".join(
            f"{r.label} {r.explanation} {r.advice} {r.to_person}" for r in REASONS.values()
        ).lower()

        assert "avsl" not in words


class TestBesked:
    @pytest.mark.parametrize("code", ["N05", "N13"])
    def test_says_what_why_what_now_and_that_it_is_no_decision_on_benefits(self, code) -> None:
        akt = an_akt()
        akt.decline(code, contact=OFFICE.contact, at=NOON)
        assert akt.decision is not None

        said = besked(akt.decision, OFFICE.contact)

        assert said["varfor"] == REASONS[code].explanation
        assert REASONS[code].to_person in said["vad_du_kan_gora"]
        assert "inget beslut om ersättning, bidrag" in said["text"]
        assert ("för hand" in said["besked"]) is (code == "N13")

    def test_tells_what_happens_next_when_taken_up(self) -> None:
        akt = an_akt()
        akt.take_up(a_step(), at=NOON)
        assert akt.decision is not None

        said = besked(akt.decision, OFFICE.contact)

        assert said["text"].splitlines()[0] == "Anmälan tas upp i Finsamteamet."
        assert "kallas till ett möte" in said["nasta_steg"]
        assert "återkalla ditt samtycke" in said["vad_du_kan_gora"]


class TestLoseConsent:
    @pytest.mark.parametrize(
        ("ending", "status", "outcome"),
        [
            (Ending.ATERKALLAT, Status.SAMTYCKE_ATERKALLAT, "U70"),
            (Ending.UTGANGET, Status.SAMTYCKE_UTGANGET, "UTGANGET"),
            (Ending.MAKULERAT, Status.SAMTYCKE_MAKULERAT, "U79"),
        ],
    )
    def test_keeps_the_ends_apart(self, ending, status, outcome) -> None:
        akt = an_akt()

        akt.lose_consent(ending, NOON)

        assert (akt.status, akt.status.outcome) == (status, outcome)

    def test_changes_nothing_a_second_time(self) -> None:
        akt = an_akt()
        akt.lose_consent(Ending.ATERKALLAT, NOON)

        akt.lose_consent(Ending.UTGANGET, NOON)

        assert akt.status is Status.SAMTYCKE_ATERKALLAT

    def test_leaves_late_documents_in_the_akt_without_reopening_it(self) -> None:
        akt = an_akt()
        akt.lose_consent(Ending.ATERKALLAT, NOON)

        akt.add_supplement([a_part()], NOON)
        akt.note(Notice("stop", uuid4(), NOON, {"all": True}))

        assert akt.status is Status.SAMTYCKE_ATERKALLAT
        assert (len(akt.new_parts), len(akt.new_notices)) == (1, 1)


class TestCovers:
    def test_needs_both_basic_categories_both_ways(self) -> None:
        rows = cover()

        assert covers(rows, SENDER, TEAM)
        assert not covers(rows[1:], SENDER, TEAM)

    def test_counts_no_ended_row(self) -> None:
        first, *rest = cover()
        ended = Row(first.id, first.source, first.recipient, first.category, Ending.UTGANGET)

        assert not covers([ended, *rest], SENDER, TEAM)

    def test_is_kept_by_a_new_signature(self) -> None:
        first, *rest = cover()
        ended = Row(first.id, first.source, first.recipient, first.category, Ending.UTGANGET)

        assert covers([ended, *rest, *cover()], SENDER, TEAM)


def test_a_day_that_is_today_is_still_ahead() -> None:
    akt = an_akt()

    akt.take_up(a_step(earliest=NOON.date()), at=NOON + timedelta(hours=1))

    assert akt.status is Status.TAS_UPP


class TestSentences:
    def test_a_text_without_a_full_stop_is_not_glued_to_the_next(self) -> None:
        akt = an_akt()
        akt.take_up(a_step(what="Vi ses ", contact="Koordinatorn."), at=NOON)
        assert akt.decision is not None

        said = besked(akt.decision, OFFICE.contact)
        (publication,) = akt.take_publications()

        assert said["nasta_steg"] == "Vi ses. Det sker tidigast den 20 mars 2026."
        assert "Nästa steg: Vi ses. Det sker" in publication.sections[0].content["text"]
        assert publication.sections[0].content["nasta_steg"]["vad"] == "Vi ses "
        for text in (said["text"], publication.sections[0].content["text"]):
            assert "besvaras av Koordinatorn." in text
            assert ".." not in text

    @pytest.mark.parametrize("end", ["!", "?", ".", "…", ".)", ".”"])
    def test_a_text_that_ends_keeps_its_end(self, end: str) -> None:
        akt = an_akt()
        akt.take_up(a_step(what=f"Vi ses{end}"), at=NOON)

        assert f"Vi ses{end} Det sker" in akt.take_publications()[0].sections[0].content["text"]

    def test_the_words_of_a_refusal_are_sentences_of_their_own(self) -> None:
        akt = an_akt()
        akt.decline("N05", explanation="En part räcker", advice="Ring henne", contact="x", at=NOON)
        assert akt.decision is not None

        text = akt.take_publications()[0].sections[0].content["text"]
        said = besked(akt.decision, OFFICE.contact)

        assert "En part räcker. Ring henne. Beskedet" in text
        assert (said["varfor"], said["nasta_steg"][-11:]) == ("En part räcker.", "Ring henne.")

    def test_a_request_is_one_too(self) -> None:
        akt = an_akt()
        akt.request_supplement(a_request("Vilken period"), OFFICE.contact)

        assert "Vilken period. Det gäller" in akt.take_publications()[0].sections[0].content["text"]
