"""The committed contracts say what the code says. `python -m contracts` writes them anew."""

import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from contracts.build import ROOT, documents, followup_samples, generated, team_samples
from contracts.build.facts import SERVICES, all_facts, facts_of
from services.consent.addressing.disclosures import DISCLOSURES, WITHDRAWALS
from services.consent.domain.categories import CATEGORIES

WANTED = generated()


@pytest.mark.parametrize("path", sorted(WANTED), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_committed_file_is_current(path) -> None:
    assert path.exists(), "run: python -m contracts"
    assert path.read_text(encoding="utf-8") == WANTED[path], "run: python -m contracts"


def test_no_file_is_left_of_something_that_is_gone() -> None:
    folders = {path.parent for path in WANTED}

    assert {path for folder in folders for path in folder.glob("*.json")} == set(WANTED)


@pytest.mark.parametrize("kind", sorted(all_facts()))
def test_an_event_sample_fits_its_schema(kind) -> None:
    assert _faults(f"events/{kind}", f"samples/events/{kind}") == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "samples" / "documents").glob("*.json")), ids=lambda path: path.stem
)
def test_a_document_sample_fits_its_schema(path) -> None:
    assert _faults(f"documents/{path.stem}", f"samples/documents/{path.stem}") == []


def test_every_document_that_is_disclosed_has_schema_and_sample() -> None:
    named = {disclosure.document for disclosure in DISCLOSURES.values()}
    notices = {withdrawal.notice for withdrawal in WITHDRAWALS.values()} | {"stop", "corrected"}

    for folder in ("documents", "samples/documents"):
        assert {path.stem for path in (ROOT / folder).glob("*.json")} == named | notices


MORE = [*team_samples.more_samples(), *followup_samples.more_samples()]


@pytest.mark.parametrize(("kind", "texts"), MORE, ids=[kind for kind, _ in MORE])
def test_what_else_a_document_may_say_fits_its_schema(kind, texts) -> None:
    """One sample a document is on file; the answers about other things, and other ends, are looked at here."""
    for category, content in texts.items():
        schema = documents.CONTENTS[kind][category]
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        assert [error.json_path for error in validator.iter_errors(dict(content))] == []
        assert list(validator.iter_errors({**content, "diagnos": "x"}))


@pytest.mark.parametrize("kind", sorted(documents.CONTENTS))
def test_every_section_is_strict_and_of_a_known_category(kind) -> None:
    for category, schema in documents.CONTENTS[kind].items():
        assert category in CATEGORIES
        assert list(Draft202012Validator(schema).iter_errors({"diagnos": "x"}))


def test_a_changed_sample_does_not_fit() -> None:
    """The schemas are strict enough to notice a field that nobody promised."""
    sample = _read("samples/documents/besked_tas_inte_upp")
    sample["sections"][0]["content"]["diagnos"] = "x"

    assert list(_validator("documents/besked_tas_inte_upp").iter_errors(sample))


@pytest.mark.parametrize("service", SERVICES)
def test_an_asyncapi_names_every_fact_of_its_topic(service) -> None:
    described = _read(f"asyncapi/{service}")

    channel = described["channels"][f"finsam.{service}.v1"]
    assert set(channel["messages"]) == {fact.name for fact in facts_of(service)}
    assert all((ROOT / "asyncapi" / m["payload"]["$ref"]).exists() for m in channel["messages"].values())


def _faults(schema: str, sample: str) -> list[str]:
    return [error.json_path for error in _validator(schema).iter_errors(_read(sample))]


def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(_read(schema), format_checker=FormatChecker())


def _read(name: str):
    return json.loads((ROOT / f"{name}.json").read_text(encoding="utf-8"))
