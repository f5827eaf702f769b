"""A service's interface as it is described: what each route asks for, every answer it gives, and an example of each.

What FastAPI derives from the code is the beginning. The refusals stand with their status, code and Swedish title; the
examples are what the tests have seen (`calls.json` beside the service's code, written by `python -m tests.contracts.calls`).
Rules after Digg's REST-API-profil 1.2.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from shared.openapi_links import add_links
from shared.problem import Problem, Problems
from shared.problem_http import BY_STATUS, MEDIA_TYPE, SHARED_PROBLEMS

Json = dict[str, Any]
_METHODS: Final = frozenset({"get", "post", "put", "patch", "delete"})
_READS: Final = frozenset({"get"})
_OK: Final = {
    200: "Svaret.",
    201: "Det är gjort.",
    202: "Det är mottaget och görs klart.",
    204: "Det är gjort.",
}
_OF_EVERY: Final = (400, 401, 422, 503)
_OF_COMMANDS: Final = (413,)
_OF_BODIES: Final = (415,)
_OF_CHANGES: Final = (412, 428)
_OTHERWISE: Final = {412: "Någon annan hann före", 428: "If-Match saknas"}
_KEY_HEADER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "Ett eget slumpat värde; samma värde när du försöker igen. A value of your own, the same when you try again.",
    "schema": {"type": "string", "pattern": "^[0-9A-Za-z_.:-]{16,200}$"},
    "example": "4f6a1a1e-3a57-4a3c-9a56-000000000001",
}
_MATCH_HEADER: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "Den version som du läste (ETag). The version that you have read.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
    "example": '"3"',
}
_PROBLEM: Final = {
    "type": "object",
    "description": "Vad som gick fel och vad du kan göra i stället (RFC 9457). What went wrong, in Swedish.",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "Vilket slags fel. Which kind of problem.",
        },
        "title": {"type": "string", "description": "Felet i korthet. The problem in short."},
        "status": {"type": "integer", "description": "HTTP-status."},
        "detail": {"type": "string", "description": "Vad du kan göra. What to do instead."},
        "instance": {"type": "string", "format": "uri", "description": "Anropets id. The id of the request."},
        "code": {"type": "string", "description": "Stabil kod för program. A stable code for programs."},
        "fields": {
            "type": "array",
            "description": "De fält som felet gäller. The fields that are wrong.",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}


@dataclass(frozen=True, slots=True)
class Api:
    """What a service says of its interface: a title, what it is for in Swedish and in English, and where its calls lie."""

    title: str
    swedish: str
    english: str
    calls: Path | None = None

    def seen(self) -> Json:
        """Return how each operation has answered, by `METHOD /path`."""
        return (
            json.loads(self.calls.read_text(encoding="utf-8")) if self.calls and self.calls.exists() else {}
        )


def described(spec: Json, api: Api, problems: Problems) -> Json:
    """Return the description that FastAPI has derived, made whole."""
    known = _by_code({**SHARED_PROBLEMS, **problems})
    seen = api.seen()
    spec["info"] = _info(api, spec["info"]["version"])
    spec["externalDocs"] = {
        "url": "https://finsamteam.example/docs",
        "description": "Systemets dokumentation.",
    }
    spec["servers"] = [{"url": "https://api.finsamteam.example", "description": "Driftsätts av värden."}]
    spec["security"] = [{"oidc": []}]
    parts = spec.setdefault("components", {})
    parts.setdefault("schemas", {})["Problem"] = _PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(unused, None)
    parts["securitySchemes"] = {
        "oidc": {
            "type": "oauth2",
            "description": "Bearer-token från organisationens utfärdare (OIDC). A bearer token from your issuer.",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "https://login.finsamteam.example/authorize",
                    "tokenUrl": "https://login.finsamteam.example/token",
                    "scopes": {},
                }
            },
        }
    }
    for path, method, operation in operations(spec):
        _describe(operation, path, method, seen.get(f"{method.upper()} {path}", {}), known)
    add_links(spec)
    return spec


def operations(spec: Json) -> Iterable[tuple[str, str, Json]]:
    """Yield each operation with its path and method."""
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, method, operation


def _info(api: Api, version: str) -> Json:
    return {
        "title": api.title,
        "version": version,
        "summary": api.swedish,
        "description": f"{api.swedish}\n\n{api.english}",
        "termsOfService": "https://finsamteam.example/villkor",
        "contact": {
            "name": "Finsamteam",
            "url": "https://finsamteam.example/kontakt",
            "email": "api@finsamteam.example",
        },
        "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/sv/"},
        "x-limitations": "En begäran får vara högst 1 MB, en skannad handling 10 MB. Svar sparas inte.",
    }


def _describe(operation: Json, path: str, method: str, seen: Json, known: Mapping[str, Problem]) -> None:
    is_command = method not in _READS and seen.get("idempotent", False)
    if is_command:
        _add_header(operation, _KEY_HEADER)
    if seen.get("if_match"):
        _add_header(operation, _MATCH_HEADER)
    example = seen.get("request")
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if example is not None:
            content["examples"] = {"exempel": {"summary": "Ett exempel.", "value": example}}
    answers: Mapping[str, Json] = seen.get("answers", {})
    has_succeeded = any(status.startswith("2") for status in answers)
    responses = {
        status: _success(status, said, answers.get(status, {}))
        for status, said in operation["responses"].items()
        if status.startswith("2") and (status in answers or not has_succeeded)
    }
    responses |= {
        status: _success(status, {}, answer)
        for status, answer in answers.items()
        if status.startswith("2") and status not in responses
    }
    always = {
        *_OF_EVERY,
        *(_OF_COMMANDS if method not in _READS else ()),
        *(_OF_BODIES if "requestBody" in operation else ()),
        *(_OF_CHANGES if seen.get("if_match") else ()),
        *((404,) if "{" in path else ()),
    }
    refused = {status for status in answers if not status.startswith("2")} | {
        str(status) for status in always
    }
    responses |= {status: _refusal(status, answers.get(status, {}), known) for status in refused}
    operation["responses"] = dict(sorted(responses.items()))


def _add_header(operation: Json, header: Json) -> None:
    parameters = operation.setdefault("parameters", [])
    if not any(each["name"] == header["name"] for each in parameters):
        parameters.append(header)


def _success(status: str, said: Json, answer: Json) -> Json:
    described: Json = {**said, "description": _OK.get(int(status), HTTPStatus(int(status)).phrase)}
    if not answer:
        return described
    kinds: Json = {
        media: said.get("content", {}).get(
            media, {"schema": {} if media.endswith("json") else {"type": "string"}}
        )
        for media in answer["media"]
    }
    described.pop("content", None)
    if kinds:
        described["content"] = kinds
    for media in kinds:
        if "example" in answer and media.endswith("json"):
            kinds[media]["examples"] = {"exempel": {"summary": "Ett exempel.", "value": answer["example"]}}
    return described


def _refusal(status: str, answer: Json, known: Mapping[str, Problem]) -> Json:
    titles = [f"{code}: {known[code].title}." for code in answer.get("codes", ()) if code in known]
    general = BY_STATUS[int(status)][1].title if int(status) in BY_STATUS else _OTHERWISE.get(int(status))
    said = " ".join(titles) or (f"{general}." if general else HTTPStatus(int(status)).phrase)
    content: Json = {"schema": {"$ref": "#/components/schemas/Problem"}}
    if "example" in answer:
        content["examples"] = {"exempel": {"summary": "Ett exempel.", "value": answer["example"]}}
    return {"description": said, "content": {MEDIA_TYPE: content}}


def _by_code(problems: Problems) -> dict[str, Problem]:
    return {kind.code: problem for kind, problem in problems.items()} | dict(BY_STATUS.values())
