"""Every kind of letter is valid PDF/UA-1, says veraPDF."""

from pathlib import Path

import pytest

from services.coordinator.letters import sheet_of
from shared.letters.blocks import Bullets, Facts, Heading, Paragraph, Table
from shared.letters.pdf import render_pdf
from tests.consent.letter_samples import EVERY as OF_CONSENT
from tests.consent.letter_samples import disclosures, samtycken
from tests.consent.receipt_samples import every as every_receipt
from tests.consent.receipt_samples import sheet as receipt_sheet
from tests.coordinator.letters.samples import a_letter, a_plan, a_table, of_every_kind, written
from tests.coordinator.letters.verapdf import check

pytestmark = pytest.mark.real

ODD = "#$*_@<\\//  🙂 中 e\u0301 العربية \u202e"


async def test_letters_of_every_kind_are_valid(system, tmp_path: Path) -> None:
    letters = of_every_kind() | {"long": a_plan(delmal=40), "long_table": a_table(rows=60)}
    letters["odd"] = a_letter(
        Heading(ODD), Paragraph(ODD), Bullets((ODD,)), Facts(((ODD, ODD), ("", ODD))), Table((ODD, ""), ((ODD, ""),)),
        title=ODD,
    )  # fmt: skip
    sheets = {name: sheet_of(written(letter)) for name, letter in letters.items()}
    sheets |= {name: build() for name, build in OF_CONSENT.items()}
    sheets |= {"two_cases": samtycken(cases=2), "long_utlamnanden": disclosures(rows=80, whole=True)}
    sheets |= {f"kvitto_{name}": receipt_sheet(what) for name, what in every_receipt().items()}
    files = [tmp_path / f"{name}.pdf" for name in sheets]
    for file, sheet in zip(files, sheets.values(), strict=True):
        file.write_bytes(await render_pdf(sheet))

    verdicts = check(system.home, files)

    assert verdicts == {f"{name}.pdf": "PASS" for name in sheets}


async def test_the_checker_finds_what_is_wrong(system, tmp_path: Path) -> None:
    """A checker that passes everything would prove nothing."""
    pdf = await render_pdf(sheet_of(written(a_plan())))
    broken = pdf.replace(b"/Marked true", b"/Marked null")
    assert broken != pdf
    (tmp_path / "broken.pdf").write_bytes(broken)

    assert check(system.home, [tmp_path / "broken.pdf"])["broken.pdf"].startswith("FAIL")
