"""Where an answer leads: what the descriptions say of it, and by which rules."""

import json
import re
from typing import Any

import pytest

from contracts.build import ROOT
from contracts.build.facts import SERVICES
from shared.openapi import operations
from shared.openapi_links import add_links

Json = dict[str, Any]
ID = "01900000-0000-7000-8000-000000000001"


@pytest.fixture(params=SERVICES)
def spec(request: pytest.FixtureRequest) -> Json:
    return json.loads((ROOT / "openapi" / f"{request.param}.json").read_text(encoding="utf-8"))


def links(spec: Json) -> list[tuple[str, Json]]:
    return [
        (path, link)
        for path, _, operation in operations(spec)
        for answer in operation["responses"].values()
        for link in answer.get("links", {}).values()
    ]


def test_a_link_gives_every_id_that_is_asked_for(spec: Json) -> None:
    needs = {one["operationId"]: set(re.findall(r"\{(\w+_id)\}", path)) for path, _, one in operations(spec)}

    assert links(spec)
    assert [link for _, link in links(spec) if needs[link["operationId"]] != set(link["parameters"])] == []


def test_a_link_takes_from_the_request_only_what_its_path_has(spec: Json) -> None:
    taken = [
        (path, expression)
        for path, link in links(spec)
        for expression in link["parameters"].values()
        if expression.startswith("$request.path.")
    ]
    assert [each for each in taken if f"{{{each[1].removeprefix('$request.path.')}}}" not in each[0]] == []


def small(**answers: tuple[str, str, Any]) -> Json:
    """A description: name of the operation → method, path, and what it answers."""
    paths: Json = {}
    for name, (method, path, said) in answers.items():
        content = {"application/json": {"examples": {"exempel": {"value": said}}}}
        paths.setdefault(path, {})[method] = {
            "operationId": name, "responses": {"200": {"content": content}, "404": {}},
        }  # fmt: skip
    made = {"paths": paths}
    add_links(made)
    return made


def led(spec: Json, path: str, method: str = "get") -> dict[str, Json]:
    found = spec["paths"][path][method]["responses"]["200"].get("links", {})
    return {name: link["parameters"] for name, link in found.items()}


def test_a_list_leads_to_all_that_is_under_each_thing_in_it() -> None:
    spec = small(
        list=("get", "/v1/letters", {"letters": [{"id": ID}]}),
        page=("get", "/v1/letters/{letter_id}.{form}", {}),
        post=("post", "/v1/letters/{letter_id}/postings", {}),
    )
    given = {"letter_id": "$response.body#/letters/0/id"}
    assert led(spec, "/v1/letters") == {"page": given, "post": given}


def test_a_page_leads_to_all_that_is_about_it() -> None:
    spec = small(
        page=("get", "/v1/akter/{case_id}", {}),
        end=("post", "/v1/akter/{case_id}/end", {}),
        reads=("get", "/v1/cases/{case_id}/reads", {}),
        other=("get", "/v1/letters/{letter_id}", {}),
    )
    given = {"case_id": "$request.path.case_id"}
    assert led(spec, "/v1/akter/{case_id}") == {"end": given, "reads": given}


def test_a_mention_leads_to_the_page_and_no_further() -> None:
    spec = small(
        notices=("get", "/v1/notices", [{"case_id": ID}]),
        page=("get", "/v1/akter/{case_id}", {}),
        end=("post", "/v1/akter/{case_id}/end", {}),
    )
    assert led(spec, "/v1/notices") == {"page": {"case_id": "$response.body#/0/case_id"}}


def test_what_is_under_two_ids_is_led_to_with_both() -> None:
    spec = small(
        make=("post", "/v1/akter/{case_id}/meetings", {"meeting_id": ID}),
        hold=("post", "/v1/akter/{case_id}/meetings/{meeting_id}/hold", {}),
    )
    assert led(spec, "/v1/akter/{case_id}/meetings", "post") == {
        "hold": {"meeting_id": "$response.body#/meeting_id", "case_id": "$request.path.case_id"}
    }
