"""Learns how each route is asked and how it answers, from every request that the tests make (`pytest --learn FOLDER`)."""

import json
import os
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from shared.web import Edge

JSON = "application/json"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
_LONG = 400
MADE_UP = "Finsam-Made-Up"
"""The header of a call that is odd on purpose: it shows how a route refuses, and is nobody's example."""


class Learner:
    """Notes, for each operation, what it was asked with and each status it answered with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[str, dict[str, Any]] = {}
        self._paths: dict[str, list[tuple[re.Pattern[str], str]]] = {}

    def begin(self) -> None:
        """Listen at the edge of every app that this process makes."""
        ask = Edge.__call__
        learner = self

        async def listened(self: Edge, scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await ask(self, scope, receive, send)
                return
            call = _Call()
            await ask(self, scope, call.hear(receive), call.say(send))
            learner.note(scope, call)

        Edge.__call__ = listened

    def note(self, scope: Any, call: "_Call") -> None:
        """Keep what this call showed, if it shows more than what is kept."""
        route = self._route(scope)
        if route is None or call.status in (None, HTTPStatus.INTERNAL_SERVER_ERROR):
            return  # a fault of ours is nothing to describe
        place = f"{scope['app'].title}|{scope['method']} {route}"
        known = self._seen.setdefault(place, {"asked": 0, "keyed": 0, "matched": 0, "answers": {}})
        headers = {name.lower() for name, _ in scope["headers"]}
        is_made_up = MADE_UP.lower().encode() in headers
        if call.status < 300 and not is_made_up:
            known["asked"] += 1
            known["keyed"] += b"idempotency-key" in headers
            known["matched"] += b"if-match" in headers
            if (body := call.request()) is not None:
                known["request"] = _better(known.get("request"), body)
        answer = known["answers"].setdefault(str(call.status), {"media": [], "codes": []})
        answer["media"] = sorted({*answer["media"], call.media} - {None})
        said = call.answer()
        if isinstance(said, dict) and call.status >= 400:
            answer["codes"] = sorted({*answer["codes"], said.get("code", "")} - {""})
        if said is not None and (call.status >= 400 or not is_made_up):
            answer["example"] = _better(answer.get("example"), said)

    def _route(self, scope: Any) -> str | None:
        """The path as the description writes it; the framework's own word for it lacks what it was included under."""
        app = scope.get("app")
        if app is None or not hasattr(app, "openapi"):
            return None
        if app.title not in self._paths:
            described = app.openapi()["paths"]
            # What is written out goes before what stands for anything.
            self._paths[app.title] = [
                (re.compile(re.sub(r"\\{\w+\\}", "[^/.]+", re.escape(path))), path)
                for path in sorted(described, key=lambda each: (each.count("{"), each))
            ]
        return next((path for form, path in self._paths[app.title] if form.fullmatch(scope["path"])), None)

    def end(self) -> None:
        """Write down what was learned."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / f"{os.getpid()}.json"
        file.write_text(json.dumps(self._seen, ensure_ascii=False), encoding="utf-8")


class _Call:
    """One request and its answer, as they pass."""

    def __init__(self) -> None:
        self.status: int | None = None
        self.media: str | None = None
        self._asked, self._answered = bytearray(), bytearray()

    def hear(self, receive: Callable[[], Any]) -> Callable[[], Any]:
        async def heard() -> Any:
            message = await receive()
            self._asked += message.get("body", b"")
            return message

        return heard

    def say(self, send: Callable[[Any], Any]) -> Callable[[Any], Any]:
        async def said(message: Any) -> None:
            if message["type"] == "http.response.start":
                self.status = message["status"]
                headers = {name.lower(): value.decode() for name, value in message["headers"]}
                self.media = headers.get(b"content-type", "").partition(";")[0] or None
            else:
                self._answered += message.get("body", b"")
            await send(message)

        return said

    def request(self) -> Any:
        return _read(bytes(self._asked))

    def answer(self) -> Any:
        is_json = self.media is not None and self.media.endswith("json")
        return _read(bytes(self._answered)) if is_json else None


def _read(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        return None


def _better(kept: Any, new: Any) -> Any:
    """The example that says most within bounds; of two that say as much, always the same one."""
    candidates = [each for each in (kept, plain(new)) if each is not None]
    return min(candidates, key=_rank)


def _rank(example: Any) -> tuple[bool, int, str]:
    text = json.dumps(example, ensure_ascii=False, sort_keys=True)
    too_long = len(text) > 4000
    return too_long, len(text) if too_long else -len(text), text


def plain(value: Any, ids: dict[str, str] | None = None) -> Any:
    """The value with every random id, moment and long cipher text in a form that is the same each time."""
    ids = {} if ids is None else ids
    if isinstance(value, dict):
        return {key: plain(inner, ids) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner, ids) for inner in value]
    if not isinstance(value, str):
        return value

    def fixed(found: re.Match[str]) -> str:
        return ids.setdefault(found[0], f"01900000-0000-7000-8000-{len(ids) + 1:012d}")

    text = _MOMENT.sub("2026-11-23T09:00:00Z", _UUID.sub(fixed, value))
    return text if len(text) <= _LONG else text[:60] + "…"
