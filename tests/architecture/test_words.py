"""One idea, one word: names are built from the glossary; numbers of persons are published test numbers."""

import re
from dataclasses import is_dataclass
from importlib import import_module

import pytest

from contracts.build.facts import SERVICES, facts_of
from tests.architecture.sources import ROOT, classes_of, code_files, name_of, text_files

COLUMNS = ("swedish", "code", "definition", "source", "avoid")
AGGREGATES = {
    "referral": {"Referral", "Dialogue"},
    "consent": {"Signing", "Revocation", "Case"},
    "coordinator": {"Akt", "Meeting", "Plan"},
    "followup": {"FollowUp"},
}
WORD = re.compile(r"[A-Z][a-z]+")
TOLVAN = "191212121212"
"""The number of examples for generations, held by nobody: for tests of what is refused in development."""
NUMBER = re.compile(r"(?<![0-9A-Za-z-])((?:19|20)\d{2}[01]\d[0-9]\d)[-+]?(\d{4})(?![0-9A-Za-z-])")


def glossary() -> list[dict[str, str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.strip("|").split("|") for line in lines if line.startswith("|")][2:]
    return [dict(zip(COLUMNS, (cell.strip() for cell in row), strict=True)) for row in rows]


def known_words() -> set[str]:
    return {word for row in glossary() for name in _codes(row) for word in WORD.findall(name)}


def _codes(row: dict[str, str]) -> list[str]:
    return re.findall(r"`(\w+)`", row["code"])


def test_every_row_of_the_glossary_is_whole() -> None:
    for row in glossary():
        assert row["swedish"]
        assert row["definition"].endswith((".", ")"))
        assert row["source"]
        assert _codes(row)


def test_no_word_stands_twice() -> None:
    codes = [code for row in glossary() for code in _codes(row)]

    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("service", SERVICES)
def test_names_are_built_from_the_glossary(service) -> None:
    names = {fact.__name__ for fact in facts_of(service)} | _commands(service) | AGGREGATES[service]

    assert {name for name in names if not set(WORD.findall(name)) <= known_words()} == set()


def _commands(service: str) -> set[str]:
    """A command is the dataclass that a handler of the same name takes: `RevokeX` and `revoke_x`."""
    found: set[str] = set()
    for cls in classes_of(f"services.{service}.commands"):
        handler = "_".join(word.lower() for word in WORD.findall(cls.__name__))
        module = import_module(cls.__module__)
        if is_dataclass(cls) and any(name.startswith(handler) for name in vars(module) if name[0].islower()):
            found.add(cls.__name__)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_every_command_is_found_by_the_test_above(service) -> None:
    assert len(_commands(service)) >= 4


def test_aggregates_exist() -> None:
    for service, names in AGGREGATES.items():
        assert names <= {cls.__name__ for cls in classes_of(f"services.{service}.domain")}


def test_no_class_uses_a_word_to_avoid() -> None:
    avoided = {word.strip() for row in glossary() for word in row["avoid"].split(",") if word.strip()}
    single = {word for word in avoided if " " not in word}
    named = {
        cls.__name__
        for service in SERVICES
        for cls in classes_of(f"services.{service}")
        if set(WORD.findall(cls.__name__)) & single
    }

    assert named == set()


def test_no_class_has_a_name_that_says_nothing() -> None:
    empty = re.compile(r"class \w*(Manager|Helper|Utils?|Impl)\b")

    assert [name_of(path) for path in code_files() if empty.search(path.read_text(encoding="utf-8"))] == []


def test_numbers_of_persons_are_published_test_numbers() -> None:
    published = set(
        re.findall(r"\d{12}", (ROOT / "deploy" / "reference" / "testnumbers.txt").read_text(encoding="utf-8"))
    )
    assert published
    found = {
        f"{name_of(path)}: {day}{rest}"
        for path in text_files()
        if path.name not in {"testnumbers.txt", "requirements.lock"}
        for day, rest in NUMBER.findall(path.read_text(encoding="utf-8", errors="replace"))
        if _could_be_real(day + rest) and day + rest not in {*published, TOLVAN}
    }

    assert found == set()


def _could_be_real(twelve: str) -> bool:
    """Tell whether the last digit fits (Luhn) and the day exists, also a samordningsnummer's (day + 60)."""
    month, day = int(twelve[4:6]), int(twelve[6:8])
    if not (1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)):
        return False
    doubled = [int(d) * (2 - i % 2) for i, d in enumerate(twelve[2:])]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
