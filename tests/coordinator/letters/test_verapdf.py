"""Every kind of letter is valid PDF/UA-1, says veraPDF."""

from pathlib import Path

import pytest

from services.coordinator.domain.letter import Bullets, Facts, Heading, Paragraph, Table
from services.coordinator.letters import render_pdf, sheet_of
from tests.coordinator.letters.samples import a_letter, a_plan, of_every_kind, written
from tests.coordinator.letters.verapdf import check

pytestmark = pytest.mark.real

ODD = "#$*_@<\\//  🙂 中 e\u0301 العربية \u202e"


async def test_letters_of_every_kind_are_valid(system, tmp_path: Path) -> None:
    letters = {kind.value: letter for kind, letter in of_every_kind().items()}
    letters["long"] = a_plan(rows=60)
    letters["odd"] = a_letter(
        Heading(ODD), Paragraph(ODD), Bullets((ODD,)), Facts(((ODD, ODD), ("", ODD))), Table((ODD, ""), ((ODD, ""),)),
        title=ODD,
    )  # fmt: skip
    files = [tmp_path / f"{name}.pdf" for name in letters]
    for file, letter in zip(files, letters.values(), strict=True):
        file.write_bytes(await render_pdf(sheet_of(written(letter))))

    verdicts = check(system.home, files)

    assert verdicts == {f"{name}.pdf": "PASS" for name in letters}


async def test_the_checker_finds_what_is_wrong(system, tmp_path: Path) -> None:
    """A checker that passes everything would prove nothing."""
    pdf = await render_pdf(sheet_of(written(a_plan())))
    broken = pdf.replace(b"/Marked true", b"/Marked null")
    assert broken != pdf
    (tmp_path / "broken.pdf").write_bytes(broken)

    assert check(system.home, [tmp_path / "broken.pdf"])["broken.pdf"].startswith("FAIL")
