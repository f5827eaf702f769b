"""What Digg's REST-API-profil 1.2 asks of a description, rule by rule, of every service's own."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from contracts.build import ROOT
from contracts.build.facts import SERVICES
from shared.openapi import operations
from shared.problem_http import MEDIA_TYPE

Json = dict[str, Any]
HTTPS = "https://"
PATH = re.compile(r"/v1(/([a-z0-9-]+|\{[a-z_]+\})(\.(pdf|txt|json|\{form\}))?)+")
NAME = re.compile(r"[a-z][a-z0-9_]*")
SWEDISH = re.compile(r"[åäöÅÄÖ]| (och|att|en|ett|för|på|som) ", re.IGNORECASE)
IDENTITY = ("personnummer", "personal_number", "pnr")


@pytest.fixture(params=SERVICES)
def spec(request: pytest.FixtureRequest) -> Json:
    return json.loads((ROOT / "openapi" / f"{request.param}.json").read_text(encoding="utf-8"))


def each(spec: Json) -> Iterator[tuple[str, Json]]:
    for path, method, operation in operations(spec):
        yield f"{method.upper()} {path}", operation


def answers(spec: Json) -> Iterator[tuple[str, str, Json]]:
    for place, operation in each(spec):
        for status, answer in operation["responses"].items():
            yield place, status, answer


def test_dok_01_leads_to_the_documentation(spec: Json) -> None:
    assert spec["externalDocs"]["url"].startswith(HTTPS)


def test_dok_03_names_who_answers_for_it(spec: Json) -> None:
    info = spec["info"]
    assert all(info[name] for name in ("title", "version", "description"))
    assert set(info["contact"]) == {"name", "url", "email"}
    assert set(info["license"]) >= {"name", "url"}


def test_dok_06_is_described_in_swedish_and_english(spec: Json) -> None:
    swedish, english = spec["info"]["description"].split("\n\n")
    assert SWEDISH.search(swedish)
    assert not SWEDISH.search(english)


def test_dok_08_and_09_state_terms_and_limits(spec: Json) -> None:
    assert spec["info"]["termsOfService"].startswith(HTTPS)
    assert spec["info"]["x-limitations"]


def test_dok_11_and_19_describe_every_operation_in_both_languages(spec: Json) -> None:
    for place, operation in each(spec):
        assert operation.get("summary"), f"{place} has no Swedish summary"
        assert operation.get("description"), f"{place} has no English description"


def test_dok_11_says_what_each_operation_is_and_not_what_its_function_is_called(spec: Json) -> None:
    called = [
        place
        for place, operation in each(spec)
        if operation["operationId"].startswith(operation["summary"].lower().replace(" ", "_") + "_v1_")
    ]
    assert called == []


def test_dok_15_shows_an_example_of_what_is_asked_and_answered(spec: Json) -> None:
    missing = [
        place
        for place, operation in each(spec)
        for content in operation.get("requestBody", {}).get("content", {}).values()
        if not content.get("examples") and "multipart" not in str(operation["requestBody"]["content"].keys())
    ]
    assert missing == []


def test_dok_17_is_an_openapi_of_today(spec: Json) -> None:
    assert spec["openapi"].startswith("3.1.")


def test_dok_20_describes_every_answer(spec: Json) -> None:
    assert [(place, status) for place, status, answer in answers(spec) if not answer.get("description")] == []


def test_res_02_takes_no_personnummer_in_an_address(spec: Json) -> None:
    asked = [p["name"] for _, operation in each(spec) for p in operation.get("parameters", ())]
    assert [name for name in asked if any(word in name.lower() for word in IDENTITY)] == []


def test_res_06_and_ufn_07_write_paths_in_lower_case_with_hyphens(spec: Json) -> None:
    assert [path for path in spec["paths"] if PATH.fullmatch(path) is None] == []


def test_ufn_02_and_sak_01_are_reached_over_tls(spec: Json) -> None:
    assert all(server["url"].startswith(HTTPS) for server in spec["servers"])


def test_ame_01_asks_and_answers_in_json_but_for_papers_and_metrics(spec: Json) -> None:
    media = {kind for _, _, answer in answers(spec) for kind in answer.get("content", ())}
    assert media <= {
        "application/json",
        MEDIA_TYPE,
        "application/pdf",
        "text/plain",
        "image/png",
        "image/jpeg",
    }


def test_ame_04_and_07_name_fields_in_one_way(spec: Json) -> None:
    found = {
        name for schema in spec["components"]["schemas"].values() for name in schema.get("properties", {})
    }
    assert {name for name in found if NAME.fullmatch(name) is None} == set()


def test_fel_01_and_02_tell_problems_in_one_form(spec: Json) -> None:
    problem = spec["components"]["schemas"]["Problem"]
    assert {"type", "title", "status", "detail", "instance"} <= set(problem["required"])
    for place, status, answer in answers(spec):
        if status.startswith(("4", "5")):
            assert set(answer["content"]) == {MEDIA_TYPE}, f"{place} {status}"


def test_ame_01_says_that_a_body_of_another_kind_is_refused(spec: Json) -> None:
    assert [
        place
        for place, operation in each(spec)
        if "requestBody" in operation and "415" not in operation["responses"]
    ] == []


def test_fns_03_names_queries_that_may_be_left_out(spec: Json) -> None:
    asked = [
        (place, p)
        for place, operation in each(spec)
        for p in operation.get("parameters", ())
        if p["in"] == "query"
    ]
    assert [place for place, p in asked if NAME.fullmatch(p["name"]) is None] == []


def test_sak_09_10_and_18_ask_for_a_bearer_token_of_oauth(spec: Json) -> None:
    assert spec["security"] == [{"oidc": []}]
    assert spec["components"]["securitySchemes"]["oidc"]["type"] == "oauth2"


def test_ver_05_and_06_say_which_version_it_is(spec: Json) -> None:
    assert all(path.startswith("/v1/") for path in spec["paths"])
    assert "/v1/api-info" in spec["paths"]


def test_for_02_sends_no_body_with_a_read(spec: Json) -> None:
    assert [
        place for place, operation in each(spec) if place[:4] == "GET " and "requestBody" in operation
    ] == []


def test_every_operation_was_seen_answering_by_the_tests(spec: Json) -> None:
    """Otherwise nobody knows what it answers: `pytest --learn`, then `python -m tests.contracts.calls`."""
    unseen = [
        place
        for place, operation in each(spec)
        if not any(status.startswith("2") for status in operation["responses"])
    ]
    assert unseen == []


def test_every_command_asks_for_a_key_of_its_own(spec: Json) -> None:
    keyed = [
        place
        for place, operation in each(spec)
        if any(p["name"] == "Idempotency-Key" for p in operation.get("parameters", ()))
    ]
    assert keyed
    assert [place for place in keyed if place.startswith("GET ")] == []
