"""What the letter about her samtycken says, and that it is no longer than a tired reader manages: no fixtures."""

from datetime import timedelta

import pytest

from services.consent.domain import own_letters
from services.consent.domain.own_letters import Agreed
from services.consent.domain.rows import RowState
from services.consent.domain.viewing import SeenRow
from shared.letters.blocks import Addressee
from shared.letters.pdf import render_pdf
from shared.letters.sheet import lay_out
from shared.letters.text import render_text
from tests.consent.letter_samples import (
    DIRECTORY,
    NOW,
    SENDER,
    TEAM,
    USUAL,
    both,
    five_parties,
    pair,
    samtycken,
)
from tests.coordinator.builders import HEAD
from tests.coordinator.letters.reading import Pdf

AF, REGION = "af", "vard-sodermalm"
SOC = "Södermalms stadsdelsnämnd, socialtjänsten"


def said(*cases: Agreed) -> str:
    blocks = own_letters.samtycken(cases, DIRECTORY.name_of, NOW)
    return render_text(lay_out("Dina samtycken", blocks, day=NOW.date(), head=HEAD, to=Addressee()))


def a_case(*rows: SeenRow, title: str = "Ärendet") -> Agreed:
    return Agreed(title, SENDER, TEAM, rows)


class TestLength:
    async def test_of_an_ordinary_case_is_one_page_and_one_that_is_for_all_cases(self) -> None:
        pages = [len(Pdf.of(await render_pdf(samtycken(cases))).pages) for cases in (1, 2, 3)]

        assert pages[0] <= 2
        assert pages[1] - pages[0] <= 1
        assert pages[2] - pages[1] <= 1

    def test_is_two_lines_for_a_party_with_nothing_special(self) -> None:
        (lines,) = [part for part in said(five_parties()).split("\n\n") if part.startswith("Part: Region")]

        assert lines == (
            "Part: Region Stockholm, vårdenhet Södermalm\n"
            f"Får veta: Av teamet samt {SOC}: allt i listan.\n"
            "Får berätta: För teamet: allt i listan."
        )

    def test_says_once_what_a_withdrawal_means_however_many_the_cases(self) -> None:
        text = said(five_parties(), five_parties())

        for once in (
            "lyfts ur planen",
            "Så återkallar du\n---",
            "Det händer om du återkallar\n---",
            "Logga in och gör det själv.",
        ):
            assert text.count(once) == 1, once


class TestParty:
    def test_is_told_of_in_full_when_it_differs_from_the_others(self) -> None:
        text = said(
            a_case(*both(SENDER, *USUAL), *pair(TEAM, AF, "identitet", "handlaggning", "arbetsformaga"))
        )

        assert (
            "Part: Arbetsförmedlingen\n"
            "Får veta: Av teamet: uppgifter om vem du är och hur du kan nås, att ditt ärende handläggs samt "
            "din arbetsförmåga.\nFår berätta: Inget." in text
        )

    def test_is_told_of_by_what_is_left_out(self) -> None:
        rows = [row for row in both(AF, *USUAL) if row.cell.category != "halsa"]

        text = said(a_case(*both(SENDER, *USUAL), *both(REGION, *USUAL), *rows))

        assert "Får berätta: För teamet: allt i listan utom uppgifter om din hälsa." in text

    def test_that_made_the_anmalan_is_told_what_only_its_withdrawal_means(self) -> None:
        text = said(five_parties())

        assert text.count("utser koordinatorn någon annan") == 1
        assert (
            f"Återkallar du det som gäller {SOC} utser koordinatorn någon annan som håller ihop planen"
            in text
        )

    def test_that_is_the_last_one_is_told_that_the_case_ends(self) -> None:
        text = said(a_case(*both(SENDER, *USUAL)))

        assert f"Återkallar du det som gäller {SOC} avslutas ditt ärende i Finsamteam." in text

    @pytest.mark.parametrize(
        ("state", "how"),
        [
            (RowState.ATERKALLAT, "Du återkallade det den 2 mars 2026."),
            (RowState.MAKULERAT, "Det var felaktigt registrerat och är struket."),
        ],
    )
    def test_that_is_no_longer_in_it_says_how_that_came(self, state: RowState, how: str) -> None:
        text = said(a_case(*both(SENDER, *USUAL), *both(AF, *USUAL, state=state)))

        assert f"Ditt samtycke omfattar inte längre Arbetsförmedlingen. {how}" in text


class TestTime:
    def test_is_said_once_when_it_is_the_same_for_all(self) -> None:
        text = said(five_parties())

        assert text.count("27 december 2026") == 1
        assert "Gäller: till och med den 27 december 2026" in text

    def test_is_said_of_each_when_it_differs(self) -> None:
        later = pair(TEAM, AF, *USUAL, days=330)

        text = said(a_case(*both(SENDER, *USUAL), *later))

        assert "Får veta: Av teamet: allt i listan, till och med den 26 januari 2027." in text
        assert "till och med den 27 december 2026" in text

    def test_that_has_not_come_says_when_it_begins(self) -> None:
        text = said(a_case(*pair(TEAM, AF, *USUAL, begins=NOW + timedelta(days=9))))

        assert "från och med den 11 mars 2026 till och med den 27 december 2026" in text


class TestCases:
    def test_of_the_same_day_have_headings_of_their_own(self) -> None:
        text = said(a_case(*both(SENDER, *USUAL), title="A"), a_case(*both(SENDER, *USUAL), title="A"))

        assert "Ärende 1 av 2: A\n---" in text
        assert "Ärende 2 av 2: A\n---" in text
        assert "Skriv också vilket ärende det gäller" in text

    def test_that_are_over_say_so_in_a_line(self) -> None:
        over = a_case(
            *both(SENDER, *USUAL, state=RowState.ATERKALLAT), *both(AF, *USUAL, state=RowState.ATERKALLAT)
        )

        text = said(over)

        assert "Inget samtycke gäller längre. Du återkallade det den 2 mars 2026." in text
        assert "Arbetsförmedlingen" not in text.split("Så återkallar du")[0]
