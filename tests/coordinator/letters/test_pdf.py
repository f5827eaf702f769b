"""The letter as PDF/UA-1: what it says, in which order, and with which tags."""

import asyncio
import re

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from services.coordinator.letters import sheet_of
from shared.letters.blocks import Addressee, Bullets, Facts, Heading, Paragraph, Table
from shared.letters.pdf import STANDARD, TEMPLATE, render_pdf, set_pdf, source
from shared.letters.text import render_text
from tests.consent.letter_samples import EVERY as OF_CONSENT
from tests.coordinator.letters.reading import Pdf, words
from tests.coordinator.letters.samples import (
    HOME,
    a_besked,
    a_kallelse,
    a_letter,
    a_plan,
    a_table,
    of_every_kind,
    written,
)

ALL = {name: sheet_of(written(letter)) for name, letter in of_every_kind().items()} | {
    name: build() for name, build in OF_CONSENT.items()
}
WITH_TABLES = {"mitt_arende", "samtycken", "utlamnanden", "utlamnanden_lattlast"}
"""Their words are read row by row in both, but the text names the column before each cell."""
MEANT_BY_TYPST = "#$*_@<>\\/[]{}~`'\"=+-^&%|!?.,:;() 1aåÄö\n"
ACCENTED = st.characters(whitelist_categories=["L", "N", "P", "S"], max_codepoint=0x17F)


async def pdf_of(letter, addressee: Addressee = HOME) -> Pdf:
    return Pdf.of(await render_pdf(sheet_of(written(letter, addressee))))


class TestWords:
    @pytest.mark.parametrize("name", sorted(ALL.keys() - WITH_TABLES))
    async def test_are_those_of_the_text_in_the_same_order(self, name) -> None:
        text = render_text(ALL[name])

        said = Pdf.of(await render_pdf(ALL[name])).spoken()

        assert _bare(said) == _bare(text)

    async def test_of_a_table_are_read_row_by_row(self) -> None:
        letter = a_table()

        said = (await pdf_of(letter)).spoken()

        table = next(block for block in letter.blocks if isinstance(block, Table))
        assert words(" ".join([*table.header, *(cell for row in table.rows for cell in row)])) in said
        text = render_text(sheet_of(written(letter)))
        assert "\n".join(f"{t}: {c}" for t, c in zip(table.header, table.rows[0], strict=True)) in text

    async def test_stand_on_the_page_as_they_are_read(self) -> None:
        pdf = await pdf_of(a_besked())

        (page,) = pdf.pages
        assert "Sida 1 (1)" in page
        assert "å" in page
        assert "Sida" not in pdf.spoken(), "a page number is no part of what is read aloud"

    @settings(max_examples=60, deadline=None)
    @given(
        st.lists(
            st.text(st.one_of(st.sampled_from(MEANT_BY_TYPST), ACCENTED), min_size=1), min_size=6, max_size=6
        )
    )
    def test_come_out_literally_whatever_typst_makes_of_them(self, texts) -> None:
        title, name, body, item, label, cell = (text if text.strip() else "x" for text in texts)
        label += "x"
        letter = a_letter(
            Heading(body), Paragraph(item), Bullets((body, cell)), Facts(((label, cell),)),
            Table((label, name), ((cell, item), (body, title))), title=title,
        )  # fmt: skip

        pdf = Pdf.of(asyncio.run(render_pdf(sheet_of(written(letter, Addressee(name))))))

        said = pdf.spoken().replace("•", "")
        expected = [
            name,
            title,
            body,
            item,
            body,
            cell,
            f"{label}:",
            cell,
            label,
            name,
            cell,
            item,
            body,
            title,
        ]
        assert "".join(_tight(text) for text in expected) in _tight(said)

    @pytest.mark.parametrize(
        "text",
        [
            '#read("/etc/passwd")', '#import "@preview/x:1.0.0"', "= Rubrik", "/ Ord: text", "// inget", "/* nej */",
            "$x^2$", "*fet* _kursiv_", "@namn <etikett>", "\\u{41} \\", "`kod` ```", "~ -- --- ...", "https://example.se/a//b",
        ],
    )  # fmt: skip
    async def test_that_are_code_elsewhere_are_words_here(self, text) -> None:
        assert words(text) in (await pdf_of(a_letter(Paragraph(text), title=text))).spoken()

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(), min_size=1, max_size=30))
    def test_of_any_kind_can_be_set(self, text) -> None:
        letter = a_letter(Paragraph(text), Table((text,), ((text,),)), title=text)

        assert asyncio.run(render_pdf(sheet_of(written(letter, Addressee(text))))).startswith(b"%PDF-1.7")

    async def test_that_no_font_has_are_marked_and_stand_in_the_text(self) -> None:
        letter = a_letter(Paragraph("Bra jobbat 🙂👍🏽 – 中"))

        assert "Bra jobbat [tecken] – [tecken]" in (await pdf_of(letter)).spoken(), (
            "in a row they are one mark"
        )
        assert "Bra jobbat 🙂👍🏽 – 中" in render_text(sheet_of(written(letter)))

    async def test_that_are_too_long_for_their_place_are_broken_and_not_lost(self) -> None:
        long = "https://example.se/" + "abc123" * 60
        letter = a_letter(Paragraph(long), Table(("A", "B", "C", "D", "E"), ((long, "b", "c", "d", "e"),)))

        pdf = await pdf_of(letter)

        assert pdf.spoken().count(long) == 2
        for page in pdf.pages:
            assert max(len(line) for line in page.splitlines()) < 120

    async def test_cannot_turn_the_direction_of_what_is_read(self) -> None:
        assert "abc def" in (await pdf_of(a_letter(Paragraph("abc \u202edef\u202c\x00\x07")))).spoken()


class TestTags:
    @pytest.mark.parametrize("name", ALL)
    async def test_are_those_that_pdf_ua_asks_for(self, name) -> None:
        pdf = Pdf.of(await render_pdf(ALL[name]))

        metadata = pdf.root["/Metadata"].get_object().get_data().decode()
        assert pdf.root["/Lang"] == "sv-SE"
        assert pdf.root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf's own boolean
        assert pdf.root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
        assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
        assert ALL[name].title in metadata
        assert pdf.tags()[0] == "Document"
        assert pdf.tags().count("H1") == 1
        assert "P" in pdf.tags()

    async def test_say_what_a_table_is(self) -> None:
        tags = (await pdf_of(a_table())).tags()

        start = tags.index("Table")
        assert tags[start : start + 8] == ["Table", "THead", "TR", "TH", "TH", "TH", "TH", "TBody"]
        assert tags.count("TD") == 16

    async def test_say_what_a_list_is(self) -> None:
        tags = (await pdf_of(a_kallelse())).tags()

        lists = [block for block in a_kallelse().blocks if isinstance(block, Bullets)]
        facts = [block for block in a_kallelse().blocks if isinstance(block, Facts)]
        assert tags.count("L") == len(lists) + len(facts)
        items = sum(len(one.items) for one in lists) + sum(len(one.rows) for one in facts)
        assert tags.count("LI") == tags.count("LBody") == items

    async def test_keep_headings_in_steps(self) -> None:
        tags = [tag for tag in (await pdf_of(a_kallelse())).tags() if re.fullmatch(r"H\d", tag)]

        headings = sum(isinstance(block, Heading) for block in a_kallelse().blocks)
        assert tags == ["H1", *["H2"] * headings]


class TestPages:
    @pytest.mark.parametrize("name", ALL)
    async def test_of_any_ordinary_letter_are_two_at_most(self, name) -> None:
        assert len(Pdf.of(await render_pdf(ALL[name])).pages) <= 2

    async def test_of_a_long_table_repeat_its_header(self) -> None:
        pdf = await pdf_of(a_table(rows=60))

        pages = pdf.pages
        assert len(pages) >= 4
        assert all(f"Sida {n} ({len(pages)})" in page for n, page in enumerate(pages, 1))
        assert all("Så ser vi att det är klart" in words(page) for page in pages[:-1])
        assert pdf.spoken().count("Så ser vi att det är klart") == 1, "repeated for the eye only"
        assert pdf.tags().count("TD") == 240

    async def test_keep_the_greeting_with_what_it_ends(self) -> None:
        for rows in range(1, 30):
            letter = a_letter(Bullets(("Något att säga.",) * rows), Paragraph("Frågor besvaras."))
            *_, last = (await pdf_of(letter)).pages
            assert "Frågor besvaras." in last
            assert "Med vänlig hälsning" in last

    async def test_hold_facts_that_are_longer_than_a_page(self) -> None:
        value = "Ett långt delmål som någon har skrivit. " * 150

        pdf = await pdf_of(a_letter(Facts((("Vad", value), ("Vem", "Du")))))

        assert len(pdf.pages) > 1
        assert words(value) in pdf.spoken()

    async def test_hold_a_cell_that_is_longer_than_a_page(self) -> None:
        cell = "Ett långt delmål som någon har skrivit. " * 100

        pdf = await pdf_of(a_letter(Table(("Delmål", "Ansvarig", "Senast"), ((cell, "Du", "1 maj 2026"),))))

        assert words(cell) in pdf.spoken()


class TestRendering:
    async def test_gives_the_same_bytes_each_time(self) -> None:
        sheet = sheet_of(written(a_plan()))

        assert len(set(await asyncio.gather(*(render_pdf(sheet) for _ in range(4))))) == 1

    @pytest.mark.parametrize(
        "code",
        [
            '#read("/etc/passwd")',
            '#read("../pdf.py")',
            '#image("/proc/self/environ")',
            '#json("../../settings.py")',
        ],
    )
    def test_reaches_no_file_outside_the_templates_folder(self, code) -> None:
        with pytest.raises(typst.TypstError, match=r"file not found|escape"):
            set_pdf(source("sign.typ") + code.encode(), "x", 0)

    def test_has_a_template_that_reads_nothing_and_fetches_nothing(self) -> None:
        for file in TEMPLATE.iterdir():
            code = re.sub(r"//.*", "", file.read_text(encoding="utf-8"))
            assert not re.search(
                r"#?\b(import|include|read|eval|plugin|image|link|csv|yaml|toml|xml|cbor)\b", code
            )
            assert code.count("json(") == 1
            assert "json(bytes(sys.inputs.letter))" in code
        assert STANDARD == "ua-1"

    def test_uses_no_font_of_the_machine(self) -> None:
        fonts = typst.Fonts(include_system_fonts=False).fonts()

        assert "Libertinus Serif" in {font.family for font in fonts}
        assert {font.path for font in fonts} == {None}


def _tight(text: str) -> str:
    """Leave out where lines end, which no one can foresee."""
    return words(text).replace(" ", "")


def _bare(text: str) -> str:
    """Leave out what only shows how a line is meant: underlines and list marks."""
    lines = (re.sub(r"^(=+|-+)$|^(- )", "", line.strip()) for line in text.splitlines())
    return words(" ".join(lines).replace("• ", ""))
