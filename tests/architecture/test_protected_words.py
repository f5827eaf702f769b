"""What the product has no word for: another identity that somebody has been given, and protection in what is published."""

import json
import re

from contracts.build.facts import SERVICES, facts_of
from tests.architecture.sources import ROOT, code_files, name_of

ANOTHER_IDENTITY = re.compile(
    r"finger(ad|ed)|tidigare_?(person|nummer|namn|identitet)|(former|previous|old|earlier|new)_?(personal_?number|identity|personnummer)",
    re.IGNORECASE,
)
"""Lag (1991:483): to record that somebody has one, or to tie its number to the one before, undoes it."""
PROTECTION = re.compile(r"protect|withheld|skydd|sekretess|by_?hand", re.IGNORECASE)
SAYS_WHY = {"services/consent/domain/protection.py"}
"""Where it is written down that there is none."""


def test_no_field_code_or_column_knows_another_identity() -> None:
    found = [
        f"{name_of(path)}: {match[0]}"
        for path in code_files()
        if name_of(path) not in SAYS_WHY
        for match in ANOTHER_IDENTITY.finditer(_without_docs(path.read_text(encoding="utf-8")))
    ]

    assert found == []


def test_no_contract_knows_another_identity() -> None:
    documents = sorted((ROOT / "contracts").rglob("*.json"))
    names = {name for path in documents for name in _names(json.loads(path.read_text(encoding="utf-8")))}

    assert len(names) > 300
    assert [name for name in names if ANOTHER_IDENTITY.search(name)] == []


def test_no_published_fact_has_a_word_for_protection() -> None:
    """Its type, its fields and their values are open to every reader of a topic."""
    facts = [fact for service in SERVICES for fact in facts_of(service)]
    words = [name for fact in facts for name in (fact.__name__, *fact.model_fields)]
    schemas = sorted((ROOT / "contracts" / "events").rglob("*.json"))
    named = {name for path in schemas for name in _names(json.loads(path.read_text(encoding="utf-8")))}

    assert len(words) > 60
    assert [word for word in (*words, *named) if PROTECTION.search(word)] == []


def _without_docs(text: str) -> str:
    """Leave out what only people read: the law is named there."""
    return re.sub(r'""".*?"""', "", text, flags=re.DOTALL)


def _names(value: object) -> set[str]:
    """Return the names of fields and the codes of a document, not its descriptions."""
    if isinstance(value, dict):
        codes = {one for one in value.get("enum", []) if isinstance(one, str)}  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        inner = (_names(each) | {str(key)} for key, each in value.items())  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return codes.union(*inner)
    return set[str]().union(*(_names(each) for each in value)) if isinstance(value, list) else set()  # pyright: ignore[reportUnknownVariableType]
