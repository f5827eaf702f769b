"""What the documents point at is there, and their tables can be read as tables."""

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, name_of, text_files

TOP = ("services", "shared", "deploy", "clients", "contracts", "tests", "docs")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
PATH = re.compile(rf"`((?:{'|'.join(TOP)})/[\w./-]+)")
RULE = re.compile(r"\|[\s:|-]+\|")


DOCUMENTS = [path for path in text_files() if path.suffix == ".md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
class TestADocument:
    def test_links_to_what_is_there(self, document: Path) -> None:
        text = document.read_text(encoding="utf-8")
        assert [link for link in LINK.findall(text) if not (document.parent / link).exists()] == []

    def test_names_files_that_are_there(self, document: Path) -> None:
        text = document.read_text(encoding="utf-8")
        assert [path for path in PATH.findall(text) if not (ROOT / path).exists()] == []

    def test_has_no_rows_that_fell_out_of_their_table(self, document: Path) -> None:
        lines = ["", *document.read_text(encoding="utf-8").splitlines(), ""]
        heads = [
            n for n, line in enumerate(lines) if line.startswith("|") and not lines[n - 1].startswith("|")
        ]
        assert [lines[n] for n in heads if RULE.fullmatch(lines[n + 1].strip()) is None] == []
