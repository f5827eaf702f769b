"""The edge of every service's HTTP: request ids, headers, limits, counters. Plain ASGI, so that nothing is buffered."""

import time
from collections import Counter
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog
from fastapi import Depends, FastAPI, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from prometheus_client import CollectorRegistry, Histogram
from pydantic import BaseModel
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.auth import Verifier
from shared.events import correlation
from shared.headers import must_be_json, must_say_once
from shared.idempotency import CommandStore
from shared.ids import uuid7
from shared.openapi import Api, described
from shared.outbox import TooLarge
from shared.problem import Problems
from shared.problem_http import SHARED_PROBLEMS, answer, install

log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 1_000_000
SECURITY_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_TOO_LARGE = SHARED_PROBLEMS[TooLarge]


class App(FastAPI):
    """A service's app, with the edge around everything, also around the answer to an error of ours."""

    def openapi(self) -> dict[str, Any]:
        """Return the description that is served and committed: derived from the code, made whole once."""
        if self.openapi_schema is None:
            self.openapi_schema = described(super().openapi(), self.state.api, self.state.problems)
        return self.openapi_schema

    def build_middleware_stack(self) -> ASGIApp:
        """Put the edge outermost."""
        return Edge(super().build_middleware_stack(), self.state.registry)


def make_app(api: Api, problems: Problems, *, verifier: Verifier, commands: CommandStore) -> App:
    """Return a service's app: bodies up to 1 MB (a route may say ``max_body_size=`` otherwise), problems in Swedish.

    ``app.state`` holds ``verifier``, ``commands`` and ``registry`` (of metrics); a service adds its own parts.
    """
    app = App(
        title=api.title,
        version="1.0.0",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        max_body_size=MAX_BODY_BYTES,
        dependencies=[Depends(must_say_once), Depends(must_be_json), Depends(_must_be_read)],
        # Its spans carry query strings, its logs what was wrong with an input.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    registry = CollectorRegistry()
    app.state.verifier = verifier
    app.state.commands = commands
    app.state.registry = registry
    app.state.api = api
    app.state.problems = problems
    install(app, problems)

    @app.get("/v1/api-info", tags=["api"], summary="Vad gränssnittet heter och vilken version det är")
    async def get_api_info() -> ApiInfo:
        """Tell name, version and state of this interface; asks for no token."""
        return ApiInfo(api_name=api.title, api_version=app.version)

    return app


class ApiInfo(BaseModel):
    """What an interface says of itself (Digg's REST-API-profil, VER.06)."""

    api_name: str
    api_version: str
    api_status: Literal["active"] = "active"
    api_released: str = "2026-11-23"
    api_documentation: str = "https://finsamteam.example/docs"


async def _must_be_read(request: Request) -> None:
    """Refuse a query that the route does not read, and one that says the same thing twice.

    The first would be taken for none, and of the second all but one: neither is ignored.
    """
    read = {field.alias for field in get_flat_params(request.scope["route"].dependant)}
    said = Counter(name for name, _ in request.query_params.multi_items())
    strange = said.keys() - (read - request.path_params.keys())
    doubled = [name for name, times in said.items() if times > 1 and name not in strange]
    if strange or doubled:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name)} for name in strange]
            + [{"type": "doubled", "loc": ("query", name)} for name in doubled]
        )


class Edge:
    """Gives each request an id, each answer its security headers, each route its counter."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._seconds = Histogram(
            "finsam_http_seconds", "Time to answer", ["method", "route", "status"], registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; nothing but its first message is touched on the way out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = uuid7()
        scope["finsam.request_id"] = request_id
        token = correlation.set(request_id)
        began, status, replaced = time.perf_counter(), 500, False

        async def send_with_headers(message: Message) -> None:
            nonlocal status, replaced
            if message["type"] == "http.response.start":
                status = message["status"]
                if _complete(message):
                    replaced = True
                    await _too_large(Request(scope))(scope, receive, send_too_large)
            if not replaced:
                await send(message)

        async def send_too_large(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(message)
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            correlation.reset(token)
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: MutableMapping[str, Any], status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        self._seconds.labels(scope["method"], route, str(status)).observe(seconds)
        if not route.startswith(("/health", "/metrics")):
            log.info(
                "request",
                request_id=str(scope["finsam.request_id"]),
                method=scope["method"],
                route=route,
                status=status,
                duration_ms=round(seconds * 1000, 1),
            )


def _complete(message: Message) -> bool:
    """Add the security headers; True for the framework's own plain answer to a body that is too large."""
    headers = MutableHeaders(scope=message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    return message["status"] == _TOO_LARGE.status and headers.get("content-type", "").startswith("text/plain")


def _too_large(request: Request) -> Response:
    return answer(request, _TOO_LARGE, TooLarge.code)
