"""What every service promises about its data, its refusals, its facts and its subscriptions."""

import ssl
from collections.abc import Iterator
from datetime import date
from importlib import import_module

import pytest
from faststream import AckPolicy
from pydantic import TypeAdapter, ValidationError

from contracts.build.facts import all_facts, facts_of
from contracts.build.services import wired
from services.consent.addressing.disclosures import DISCLOSURES, WITHDRAWALS
from shared.bodies import Body
from shared.idempotency import KEEP_HOURS
from shared.keydb.tables import metadata as key_tables
from shared.problem import Refusal
from shared.problem_http import SHARED_PROBLEMS
from shared.service import build_broker
from tests.architecture.sources import SERVICES, classes_of, files_of_tests

TO_NOBODY = {
    "se.finsam.consent.consent_given.v1",
    "se.finsam.consent.rows_ended.v1",
    "se.finsam.consent.rows_shortened.v1",
    "se.finsam.coordinator.delmal_settled.v1",
    "se.finsam.followup.consent_expiring.v1",
    *(f"se.finsam.{service}.event_discarded.v1" for service in SERVICES),
    "se.finsam.followup.followup_scheduled.v1",
    "se.finsam.followup.new_plan_wanted.v1",
}
"""Facts that become no document: ids and dates, for the services only."""

OPEN_FIELDS = {
    "sender": "a recipient's id",
    "team": "a recipient's id",
    "parties": "recipients' ids",
    "source": "a recipient's id",
    "recipient": "a recipient's id",
    "category": "a data category",
    "id": "a row's id",
    "corrects": "an event's id",
    "retracts": "an event's id",
    "text_id": "which text was signed",
    "valid_from": "a date",
    "valid_to": "a date",
    "rows": "rows of the fields above",
    "reason_kind": "how rows ended: withdrawn, run out, registered in error",
    "whole": "whether the case has none left",
    "followup_id": "a follow-up's id",
    "plan_id": "a plan's id",
    "due": "a date",
    "planned_for": "a date",
    "last_day": "a date",
    "reply_by": "a date",
    "party": "a recipient's id",
    "about": "the id of what was answered",
    "about_kind": "what was answered: a kallelse, a delmål, a stop, the need, a follow-up",
    "meeting_id": "a meeting's id",
    "kind": "which meeting: the team's or a follow-up; whose delmål: a part's, the person's, an outsider's",
    "starts_at": "a date",
    "held_at": "a date",
    "number": "which plan of the case",
    "version": "which version of a plan",
    "made_on": "a date",
    "driver": "a recipient's id",
    "delmal": "rows of the fields above and the two below",
    "delmal_id": "a delmål's id",
    "responsible": "a recipient's id",
    "discarded_id": "an event's id",
    "discarded_source": "a service's name",
    "discarded_type": "an event's type",
    "discarded_number": "an event's number",
    "reason": "why an operator gave an event up: a code about the event",
    "reference": "the number of the operator's own notes",
}
"""What may stand open in an event: nothing here is about the person. A new field needs a line, and a reason."""


@pytest.mark.parametrize("service", SERVICES)
def test_every_column_says_how_it_is_protected(service) -> None:
    tables = import_module(f"services.{service}.tables").metadata.sorted_tables
    assert tables

    assert _unmarked(tables) == []


def test_every_column_of_the_key_databases_says_how_it_is_protected() -> None:
    assert _unmarked(key_tables.sorted_tables) == []


def _unmarked(tables) -> list[str]:
    allowed = {"open", "sealed", "hashed"}
    return [
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns
        if column.info.get("protection") not in allowed
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_every_sealed_or_hashed_column_holds_bytes(service) -> None:
    """Text or JSON in a column that is called sealed would be plain."""
    tables = import_module(f"services.{service}.tables").metadata.sorted_tables
    plain = [
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns
        if column.info.get("protection") == "sealed" and column.type.python_type is not bytes
    ]

    assert plain == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_refusal_is_told_to_people(service) -> None:
    problems = import_module(f"services.{service}.problems").PROBLEMS
    refusals = {
        cls
        for cls in classes_of(f"services.{service}")
        if issubclass(cls, Refusal) and cls.__name__[0] != "_"
    }

    assert {cls.__name__ for cls in refusals - problems.keys()} == set()
    assert {
        cls.__name__
        for cls in problems.keys() - refusals - SHARED_PROBLEMS.keys()
        if cls.__module__.startswith("services")
    } == set()


@pytest.mark.parametrize("service", SERVICES)
def test_every_code_has_one_status_and_whole_sentences(service) -> None:
    problems = import_module(f"services.{service}.problems").PROBLEMS
    statuses: dict[str, set[int]] = {}
    for cls, problem in problems.items():
        statuses.setdefault(cls.code, set()).add(problem.status)

    assert {code for code, found in statuses.items() if len(found) > 1} == set()
    for problem in problems.values():
        assert 400 <= problem.status <= 503
        assert problem.title[0].isupper()
        assert not problem.title.endswith(".")
        assert problem.detail.endswith(".")


def test_every_fact_is_declared_to_its_addressees_or_to_nobody() -> None:
    declared = DISCLOSURES.keys() | WITHDRAWALS.keys()

    assert declared | TO_NOBODY == all_facts().keys()
    assert declared & TO_NOBODY == set()


def test_no_fact_says_anything_open_about_the_person() -> None:
    unknown = {
        f"{fact.name}.{name}"
        for service in SERVICES
        for fact in facts_of(service)
        for name in _names(fact.model_json_schema()) - OPEN_FIELDS.keys() - {"subject", "occurred_at"}
    }

    assert unknown == set()


def _names(schema: dict) -> set[str]:
    inner = [_names(part) for part in schema.get("$defs", {}).values()]
    return set(schema.get("properties", {})).union(*inner)


@pytest.mark.parametrize("service", SERVICES)
def test_every_subscription_acknowledges_after_storing_and_never_skips(service, monkeypatch) -> None:
    monkeypatch.setattr("shared.kafka.tls", lambda _: ssl.create_default_context())
    product = wired(service)
    subscribers = build_broker(product).subscribers

    assert len(subscribers) == len(product.subscriptions) > 0
    for subscriber in subscribers:
        assert subscriber.ack_policy is AckPolicy.NACK_ON_ERROR
        assert subscriber._connection_args["auto_offset_reset"] == "none"
        assert subscriber._connection_args["enable_auto_commit"] is False
        assert subscriber._no_reply
        assert subscriber.group_id == f"svc-{service}.inbox"


@pytest.mark.parametrize("service", SERVICES)
def test_every_reaction_belongs_to_a_topic_that_is_read(service) -> None:
    product = wired(service)
    owners = {subscription.topic.split(".")[1] for subscription in product.subscriptions}

    assert {kind.split(".")[2] for kind in product.reactions} <= owners
    assert product.reactions.keys() <= all_facts().keys()


def test_answers_to_commands_are_forgotten() -> None:
    assert KEEP_HOURS <= 72


@pytest.mark.parametrize("service", SERVICES)
def test_every_refusal_is_reached_by_a_test(service) -> None:
    """By its class, or by its code, which stand in no test for any other reason."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in files_of_tests())
    refusals = import_module(f"services.{service}.problems").PROBLEMS.keys()
    own = {cls for cls in refusals if cls.__module__.startswith("services") and not cls.__subclasses__()}

    unreached = {cls.__name__ for cls in own if cls.__name__ not in told and f'"{cls.code}"' not in told}

    assert unreached == set()


@pytest.mark.parametrize("service", SERVICES)
def test_no_number_in_a_body_becomes_a_day(service) -> None:
    wired(service)
    bodies = [body for body in _bodies(Body) if body.__module__.startswith(f"services.{service}.http.")]

    assert bodies
    read = {f"{body.__name__}.{name}" for body in bodies for name in body.model_fields if _reads(body, name)}
    assert read == set()


def _bodies(kind: type[Body]) -> Iterator[type[Body]]:
    for body in kind.__subclasses__():
        yield body
        yield from _bodies(body)


def _reads(body: type[Body], name: str) -> bool:
    """Tell whether a field takes a bare number for a day or a moment."""
    try:
        read = TypeAdapter(body.model_fields[name].rebuild_annotation()).validate_python(1700006400)
    except ValidationError:
        return False
    return isinstance(read, date)
