"""What stands on a sheet, as text, and how it is stored: no fixtures."""

from datetime import date

import pytest

from services.coordinator.domain import REASONS, Decline
from services.coordinator.domain.besked_letter import besked_letter
from services.coordinator.domain.letter import KINDS, LetterKind, Posting, WrittenLetter
from services.coordinator.domain.values import Decision
from services.coordinator.errors import AlreadyPosted, LetterFallen, WrongPostingDay
from services.coordinator.letters import letter_from_json, letter_to_json, sheet_of
from shared.letters.blocks import Addressee, Facts, Heading, Paragraph, Table
from shared.letters.text import render_text
from tests.coordinator.letters.samples import (
    AT,
    CASE,
    HEAD,
    a_besked,
    a_letter,
    a_table,
    of_every_kind,
    written,
)

WRITTEN_ON, TODAY = date(2026, 3, 2), date(2026, 3, 5)


class TestSheet:
    def test_says_who_writes_when_and_in_which_akt(self) -> None:
        text = render_text(sheet_of(written(a_besked())))

        assert text.startswith(
            "Finsamteam Stockholm\nArbetsmarknadsnämnden\nProvgatan 2\n118 20 Stockholm\nTelefon 08-465 004 10\n\n"
            "Datum: 2 mars 2026\nAktnummer: FT-2026-0001\n\n"
            "Individ Testperson\nProvgatan 17\n118 20 Stockholm\n\n"
            "Anmälan tas upp i Finsamteamet\n=============================="
        )
        assert text.endswith("Med vänlig hälsning\nKoordinatorn i Finsamteam Stockholm\n")

    @pytest.mark.parametrize("frozen", [True, False])
    def test_has_no_address_when_the_identity_is_protected(self, frozen) -> None:
        to = Addressee("Individ Testperson", () if frozen else ("Provgatan 17",), by_hand=frozen)

        sheet = sheet_of(written(a_besked(), to), by_hand=not frozen)

        assert sheet.addressee == ("Individ Testperson", "Lämnas för hand")

    def test_leaves_out_what_is_not_known(self) -> None:
        assert sheet_of(written(a_besked(), Addressee())).addressee == ()

    def test_leaves_out_what_says_nothing(self) -> None:
        letter = a_letter(Heading(" "), Paragraph("\n\n"), Facts((("", ""),)), Table(("A",), ()), title=" ")

        sheet = sheet_of(written(letter))

        assert (sheet.blocks, sheet.title) == ((), KINDS[LetterKind.AVSLUT])

    def test_refuses_a_row_that_does_not_fit_its_header(self) -> None:
        with pytest.raises(ValueError, match="other columns"):
            sheet_of(written(a_letter(Table(("A", "B"), (("en",),)))))

    def test_keeps_line_breaks_and_begins_paragraphs(self) -> None:
        sheet = sheet_of(written(a_letter(Paragraph("Rad ett\r\nrad två\n\nNytt stycke"))))

        assert [block["lines"] for block in sheet.blocks] == [["Rad ett", "rad två"], ["Nytt stycke"]]


class TestStorage:
    @pytest.mark.parametrize("letter", of_every_kind().values(), ids=of_every_kind())
    def test_gives_back_what_was_written(self, letter) -> None:
        kept = written(letter)

        assert _again(kept) == kept

    def test_keeps_columns_and_rows(self) -> None:
        letter = written(a_table(), Addressee("Individ Testperson", by_hand=True))

        assert _again(letter) == letter

    def test_reads_a_letter_from_before_letterheads_had_an_address(self) -> None:
        stored = letter_to_json(written(a_besked()))
        del stored["head"]["address"]

        assert letter_from_json(CASE, "besked", AT, stored).head.address == ()

    def test_does_not_guess_what_it_does_not_know(self) -> None:
        stored = letter_to_json(written(a_besked())) | {"blocks": [{"type": "picture"}]}

        with pytest.raises(ValueError, match="does not know"):
            letter_from_json(CASE, "besked", AT, stored)

    def test_shows_nothing_of_it_in_a_log(self) -> None:
        letter = written(a_letter(Paragraph("KANARIE"), title="KANARIE"))

        shown = repr(letter) + repr(sheet_of(letter))

        assert not any(word in shown for word in ("KANARIE", "Testperson", "Provgatan 17"))


def _again(letter: WrittenLetter) -> WrittenLetter:
    kept = letter.letter
    return letter_from_json(kept.case_id, kept.kind.value, kept.at, letter_to_json(letter))


class TestPosting:
    def test_is_noted_once(self) -> None:
        posting = Posting(CASE, CASE, WRITTEN_ON)

        posting.post(date(2026, 3, 3), TODAY)

        assert posting.posted_on == date(2026, 3, 3)
        with pytest.raises(AlreadyPosted):
            posting.post(date(2026, 3, 3), TODAY)

    @pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 6)])
    def test_is_neither_before_the_letter_nor_ahead_of_time(self, day) -> None:
        with pytest.raises(WrongPostingDay):
            Posting(CASE, CASE, WRITTEN_ON).post(day, TODAY)

    @pytest.mark.parametrize("day", [WRITTEN_ON, TODAY])
    def test_may_be_the_same_day_and_today(self, day) -> None:
        Posting(CASE, CASE, WRITTEN_ON).post(day, TODAY)

    def test_of_a_letter_that_has_fallen_is_refused(self) -> None:
        with pytest.raises(LetterFallen):
            Posting(CASE, CASE, WRITTEN_ON, fallen=True).post(TODAY, TODAY)

    def test_that_is_noted_already_says_so_first(self) -> None:
        with pytest.raises(AlreadyPosted):
            Posting(CASE, CASE, WRITTEN_ON, TODAY, fallen=True).post(TODAY, TODAY)


class TestBesked:
    @pytest.mark.parametrize("code", [code for code, reason in REASONS.items() if reason.final])
    def test_tells_the_person_why_not_and_what_she_can_do(self, code) -> None:
        reason = REASONS[code]
        on = date(2026, 9, 1) if reason.needs_date else None
        decision = Decision(AT, decline=Decline(reason, reason.explanation, reason.advice, on))

        text = render_text(sheet_of(written(besked_letter(CASE, decision, HEAD.contact))))

        for words in (
            reason.explanation,
            reason.to_person,
            "Vad du kan göra",
            "inget beslut om ersättning",
            HEAD.contact,
        ):
            assert words in text
        assert code not in text, "a code says nothing to her"

    def test_names_the_next_step(self) -> None:
        text = render_text(sheet_of(written(a_besked())))

        assert "Du och parterna kallas till ett möte med teamet. Det sker tidigast den 20 mars 2026." in text
        assert "återkalla ditt samtycke" in text
