"""What an answer may be: what the description says, and a refusal that says which."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx2
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.problem_http import MEDIA_TYPE
from tests.world.described.asking import Call
from tests.world.described.heard import Heard, Place
from tests.world.machine.giving import known_codes

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
]  # fmt: skip
OF_THE_FORM = frozenset({"malformed_json"})
"""What the edge says of itself before any rule is asked."""


@dataclass
class Judge:
    """Holds answers against the descriptions."""

    heard: Heard
    _validators: dict[Place, Draft202012Validator | None] = field(default_factory=dict)

    def faults(self, call: Call, answer: httpx2.Response) -> Iterator[str]:
        """Yield what is wrong with an answer."""
        try:
            call.case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            yield from (f"{type(each).__name__} {answer.status_code}" for each in group.exceptions)
        except Failure as failure:
            yield f"{type(failure).__name__} {answer.status_code}"
        if answer.status_code >= 400:
            yield from _not_a_problem(call, answer)
        elif call.body is not None and not self._allows(call):
            yield "accepted what the description excludes"

    def _allows(self, call: Call) -> bool:
        if call.place not in self._validators:
            content = self.heard.operation(call.place).get("requestBody", {}).get("content", {})
            parts = self.heard.descriptions[call.place[0]]["components"]
            schema = content.get("application/json", {}).get("schema")
            made = Draft202012Validator({**schema, "components": parts}) if schema else None
            self._validators[call.place] = made
        validator = self._validators[call.place]
        return validator is None or validator.is_valid(call.body)


def _not_a_problem(call: Call, answer: httpx2.Response) -> Iterator[str]:
    if answer.headers.get("content-type") != MEDIA_TYPE:
        yield f"{answer.status_code} as {answer.headers.get('content-type')}"
        return
    said = json.loads(answer.content)
    if said["code"] not in known_codes(call.place[0]) | OF_THE_FORM:
        yield f"unknown code {said['code']}"
    if said["status"] != answer.status_code or not said["type"].endswith(f"/{said['code']}"):
        yield "a problem that contradicts itself"
