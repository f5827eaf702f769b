"""What the trial writes down: planted texts that tell their case, keys that came out, promises of facts that exist."""

from contracts.build.facts import all_facts
from deploy.trial.exit import keys_in
from deploy.trial.promises import PROMISES
from deploy.trial.recorder import Recorder
from deploy.trial.report import COMMANDS
from services.consent.addressing.disclosures import DISCLOSURES


def test_a_planted_text_tells_its_case_and_number_wherever_it_stands() -> None:
    notes = Recorder()
    said = f'{{"a": "{notes.canary(3, 12)}", "b": ["{notes.canary(41, 1)}"]}}'

    assert notes.planted_in(said) == [(3, 12), (41, 1)]
    assert Recorder().planted_in(said) == [], "another trial's texts are no business of ours"


def test_a_notice_is_no_key_and_a_category_counts_its_own() -> None:
    key, gone = {"status": "key", "category": "sociala"}, {"status": "gone", "category": "halsa"}
    notice = {"sections": [{"status": "key", "category": "handlaggning"}]}
    released = {"events": [{"sections": [key, key, gone]}, notice, {"id": "x", "status": "refused"}]}

    assert keys_in(released, "") == 2
    assert keys_in(released, "sociala") == 2
    assert keys_in(released, "halsa") == 0


def test_every_promised_fact_and_document_exists() -> None:
    facts = all_facts().keys()
    documents = {disclosure.document for disclosure in DISCLOSURES.values()}

    for promise in PROMISES.values():
        assert {*promise.facts, *promise.some} <= facts
        assert {*promise.to_sender, *promise.to_asked} <= documents


def test_every_command_that_promises_something_has_words() -> None:
    assert PROMISES.keys() <= COMMANDS.keys()
