"""How refusals and errors leave as ``application/problem+json`` (RFC 9457): in Swedish, never echoing what came in."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from shared.erasure.problems import ERASURE_PROBLEMS
from shared.headers import DoubledHeader
from shared.idempotency import (
    DoubledKey,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    IfMatchMalformed,
    IfMatchMissing,
)
from shared.ids import uuid7
from shared.operating.parked import NotDiscardable, NothingParked, NotRetriable
from shared.outage import OUTAGE
from shared.outbox import NoSuchEvent, TooLarge
from shared.problem import Problem, Problems, Refusal, Unavailable
from shared.sealing import CaseGone

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

_AWAY = Problem(
    503, "Tjänsten svarar inte just nu", "Försök igen om en stund. Inget har sparats eller lämnats ut."
)

SHARED_PROBLEMS: Problems = {
    **ERASURE_PROBLEMS,
    Unavailable: _AWAY,
    TooLarge: Problem(
        413,
        "Innehållet är för stort",
        "Korta texterna, eller skicka en mindre fil: högst 10 MB för en skannad handling.",
    ),
    CaseGone: Problem(
        404, "Ärendet är gallrat", "Inget har sparats. Läs listan på nytt: ärendet finns inte kvar här."
    ),
    NoSuchEvent: Problem(404, "Händelsen finns inte", "Kontrollera händelsens id."),
    NothingParked: Problem(
        404, "Här är inget parkerat", "Läs listan på nytt: någon annan kan redan ha tagit hand om det."
    ),
    NotRetriable: Problem(
        409,
        "Det kan inte försökas igen",
        "Det gick inte att läsa. Be ägaren att publicera händelsen på nytt och ge upp den här.",
    ),
    NotDiscardable: Problem(
        409,
        "Det kan inte ges upp",
        "Det är tjänstens egen händelse, och mottagarna väntar på dess nummer. Rätta orsaken och försök igen.",
    ),
    IdempotencyKeyMissing: Problem(
        400,
        "Idempotency-Key saknas eller har fel form",
        "Skicka ett eget slumpat värde på 16 till 200 tecken i Idempotency-Key, och samma värde om du försöker igen.",
    ),
    IdempotencyKeyReused: Problem(
        422,
        "Idempotency-Key är redan använd",
        "Nyckeln hör till ett annat anrop. Välj en ny nyckel för varje nytt anrop.",
    ),
    DoubledKey: Problem(
        422,
        "Samma fält står två gånger",
        "Skicka varje fält en gång, så att det inte går att läsa på två sätt.",
    ),
    DoubledHeader: Problem(
        400,
        "Samma huvud står två gånger",
        "Skicka Authorization, Content-Type, Idempotency-Key och If-Match en gång var.",
    ),
    IfMatchMissing: Problem(
        428, "If-Match saknas", "Läs den senaste versionen och skicka dess ETag i If-Match när du ändrar."
    ),
    IfMatchMalformed: Problem(
        400, "If-Match är felaktig", 'Skriv versionen inom citattecken, till exempel "3".'
    ),
}

BY_STATUS: Mapping[int, tuple[str, Problem]] = {
    400: ("bad_request", Problem(400, "Anropet går inte att läsa", "Kontrollera anropets form.")),
    401: ("unauthenticated", Problem(401, "Du är inte inloggad", "Logga in och försök igen.")),
    403: ("forbidden", Problem(403, "Du har inte behörighet", "Be den som har rollen att göra det.")),
    404: (
        "not_found",
        Problem(404, "Det finns inget här", "Kontrollera adressen. Det du söker kan tillhöra någon annan."),
    ),
    405: (
        "method_not_allowed",
        Problem(405, "Metoden kan inte användas här", "Se gränssnittets beskrivning."),
    ),
    413: ("too_large", SHARED_PROBLEMS[TooLarge]),
    415: (
        "unsupported_media_type",
        Problem(415, "Formatet tas inte emot", "Skicka JSON, eller det format som beskrivs."),
    ),
    503: ("unavailable", _AWAY),
}
_MALFORMED = Problem(400, "Anropet är inte giltig JSON", "Rätta anropets innehåll och försök igen.")
_INVALID = Problem(422, "Något i uppgifterna stämmer inte", "Rätta de fält som räknas upp och försök igen.")
_BROKEN = Problem(
    500, "Något gick fel hos oss", "Försök igen. Hjälper inte det, ange numret i instance till supporten."
)

_TEXTS = {
    "missing": "Fältet saknas.",
    "extra_forbidden": "Här finns ett fält som inte känns igen. Jämför med gränssnittets beskrivning.",
    "string_type": "Fältet ska vara text.",
    "string_too_short": "Texten är för kort.",
    "string_too_long": "Texten är för lång.",
    "string_pattern_mismatch": "Texten har inte rätt form.",
    "blank": "Texten har bara osynliga tecken. Skriv något som går att läsa.",
    "control_characters": "Texten har styrtecken som inte kan läsas. Ta bort dem; radbrytning och tabb går bra.",
    "doubled": "Fältet står mer än en gång. Ange det en gång.",
    "line_break": "Texten ska stå på en rad. Ta bort radbrytningen.",
    "too_short": "Listan har för få värden.",
    "too_long": "Listan har för många värden.",
    "list_type": "Fältet ska vara en lista.",
    "bool_parsing": "Fältet ska vara sant eller falskt.",
    "bool_type": "Fältet ska vara sant eller falskt.",
    "int_parsing": "Fältet ska vara ett heltal.",
    "int_type": "Fältet ska vara ett heltal.",
    "uuid_parsing": "Fältet ska vara ett id (UUID).",
    "date_from_datetime_parsing": "Fältet ska vara ett datum, ÅÅÅÅ-MM-DD.",
    "date_parsing": "Fältet ska vara ett datum, ÅÅÅÅ-MM-DD.",
    "date_type": "Fältet ska vara ett datum, ÅÅÅÅ-MM-DD.",
    "datetime_from_date_parsing": "Fältet ska vara en tidpunkt med tidszon.",
    "datetime_parsing": "Fältet ska vara en tidpunkt med tidszon.",
    "timezone_aware": "Fältet ska vara en tidpunkt med tidszon.",
    "literal_error": "Värdet finns inte bland de tillåtna.",
    "enum": "Värdet finns inte bland de tillåtna.",
    "union_tag_invalid": "Värdet finns inte bland de tillåtna.",
    "union_tag_not_found": "Fältet saknas.",
    "greater_than_equal": "Värdet är för litet.",
    "greater_than": "Värdet är för litet.",
    "less_than_equal": "Värdet är för stort.",
    "less_than": "Värdet är för stort.",
}
_OTHERWISE = "Värdet går inte att använda."
_PLAIN = re.compile(r"[a-z_]{1,40}|[0-9]{1,3}")
_QUOTED = re.compile(r"'([^']*)'")
_CHOICE = ("literal_error", "enum", "union_tag_invalid")
"""Kinds of errors that know which values there are: those are ours, and are told."""


def install(app: FastAPI, problems: Problems) -> None:
    """Answer every refusal and error of an app as a problem; ``problems`` maps the service's own refusals."""
    known = {**SHARED_PROBLEMS, **problems}

    async def refused(request: Request, failure: Exception) -> Response:
        assert isinstance(failure, Refusal)
        problem = next(known[kind] for kind in type(failure).__mro__ if kind in known)
        if problem.status == _AWAY.status:
            _note(request, failure)
        return answer(request, problem, failure.code, failure.extra)

    app.add_exception_handler(Refusal, refused)
    for outage in OUTAGE:
        app.add_exception_handler(outage, refused if issubclass(outage, Refusal) else _away)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _broken)


_STANDARD = frozenset({"type", "title", "status", "detail", "instance", "code"})
"""RFC 9457's own members and our code: what a refusal adds never stands in their place."""


def answer(
    request: Request,
    problem: Problem,
    code: str,
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem as it is sent. ``instance`` is the request's id, found again in the log."""
    body = {
        "type": f"https://finsamteam.example/problem/{code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:uuid:{request.scope.get('finsam.request_id') or uuid7()}",
        "code": code,
        **{name: value for name, value in (extra or {}).items() if name not in _STANDARD},
    }
    again = {"Retry-After": "2"} if problem.status == _AWAY.status else {}
    return JSONResponse(body, problem.status, {**again, **(headers or {})}, media_type=MEDIA_TYPE)


async def _away(request: Request, failure: Exception) -> Response:
    _note(request, failure)
    return answer(request, _AWAY, Unavailable.code)


def _note(request: Request, failure: BaseException) -> None:
    """The caller is told to come back; whoever is on duty reads which part did not answer, by its error's names alone."""
    log.warning(
        "unavailable",
        request_id=str(request.scope.get("finsam.request_id")),
        exception=" < ".join(type(each).__name__ for each in _causes(failure)),
    )


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__ or failure.__context__


async def _plain(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, HTTPException)
    code, problem = BY_STATUS.get(failure.status_code, ("error", _BROKEN))
    return answer(request, problem, code, headers=failure.headers)


async def _broken(request: Request, _: Exception) -> Response:
    return answer(request, _BROKEN, "internal_error")


async def _invalid(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, RequestValidationError)
    errors = failure.errors()
    if any(error["type"] == "json_invalid" for error in errors):
        return answer(request, _MALFORMED, "malformed_json")
    return answer(request, _INVALID, "invalid_input", {"fields": [_field(error) for error in errors]})


def _field(error: Mapping[str, Any]) -> dict[str, str]:
    kind, context = str(error["type"]), error.get("ctx", {})
    where: Sequence[Any] = error["loc"][1:]
    # The name of an unknown field is something the caller wrote: it is not repeated.
    told = where[:-1] if kind == "extra_forbidden" else where
    if kind.startswith("union_tag"):  # which of several forms it is stands in a field of its own
        told = (*told, *_QUOTED.findall(context.get("discriminator", "")))
    path = ".".join(str(part) if _PLAIN.fullmatch(str(part)) else "?" for part in told)
    message = _TEXTS.get(kind, _OTHERWISE)
    if kind in _CHOICE and (known := _QUOTED.findall(context.get("expected_tags") or context["expected"])):
        message += f" Välj bland: {', '.join(known)}."
    return {"field": path, "code": kind, "message": message}
