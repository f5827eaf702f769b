"""Refusals and facts: each mapped, each told in Swedish, each declared."""

import inspect

import pytest

from services.referral import errors, events
from services.referral.problems import PROBLEMS
from shared.events import Fact
from shared.operating.facts import Discarding
from shared.problem import Refusal

OWN = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, Refusal) and kind.__module__ == errors.__name__
]
FACTS = [
    kind
    for _, kind in inspect.getmembers(events, inspect.isclass)
    if issubclass(kind, Fact) and kind.__module__ == events.__name__
]


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
def test_every_refusal_says_what_to_do_instead(kind: type[Refusal]) -> None:
    problem = PROBLEMS[kind]

    assert 400 <= problem.status < 600
    assert len(problem.detail) > len(problem.title) > 8
    assert problem.detail.endswith(".")


def test_codes_are_not_shared_between_refusals() -> None:
    assert len({kind.code for kind in OWN}) == len(OWN)


def test_the_facts_of_the_topic_are_declared() -> None:
    assert events.TOPIC == "finsam.referral.v1"
    assert {fact.name for fact in FACTS} == {
        "referral_submitted",
        "supplement_answered",
        "referral_shared",
        "referral_corrected",
        "handlaggare_changed",
        "referral_retracted",
        "case_erased",
        "referral_withdrawn",
        "event_discarded",
    }


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_fact_stands_open_with_units_and_ids_only(fact: type[Fact]) -> None:
    known = {"sender", "team", "parties", "corrects", "retracts", *Discarding.model_fields}

    assert set(fact.model_fields) - {"subject", "occurred_at"} <= known
