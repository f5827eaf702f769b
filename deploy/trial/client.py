"""A client as it should be: one key for each command, asked with again until the outcome is known, all of it noted."""

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

import httpx2

from deploy.demo.cast import Json
from deploy.infra.settings_of import IDENTITY
from deploy.infra.system import System
from deploy.trial.history import Command, Outcome
from deploy.trial.recorder import Recorder
from shared.devidp.login import LoginFailed, login

TRY_SECONDS: Final = 10.0
"""So long a client waits for one answer; then it does not know, and asks again."""
PATIENCE_SECONDS: Final = 90.0
"""So long it goes on asking; longer than any fault, and all that wakes up behind it."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 2.0
_LOGIN_SECONDS: Final = 480.0
_CONNECTIONS: Final = 12


class NotDone(Exception):
    """A command was refused, or its outcome never became known; the case goes no further."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Wanted:
    """One command: who gives it, where, with what. `form` is sent as a form with a file."""

    kind: str
    case_id: str
    person: str
    service: str
    path: str
    body: Json = field(repr=False, default_factory=dict[str, Any])
    version: int | None = None
    form: Mapping[str, Any] | None = field(repr=False, default=None)


@dataclass(slots=True)
class _Login:
    token: str = field(repr=False)
    until: float


class Client:
    """All the people at their screens, with a few connections between them."""

    def __init__(self, system: System, recorder: Recorder) -> None:
        self.system = system
        self.recorder = recorder
        limits = httpx2.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
        self.http = httpx2.AsyncClient(timeout=TRY_SECONDS, limits=limits)
        self._logins: dict[str, _Login] = {}

    async def give(self, wanted: Wanted) -> Json:
        """Give a command until its outcome is known, note it, and return the answer. Raises NotDone."""
        key, began, tries, in_doubt = str(uuid.uuid4()), time.time(), 0, 0
        pause, answer = _FIRST_PAUSE, None
        while time.time() < began + PATIENCE_SECONDS:
            tries += 1
            answer = await self._try(wanted, key)
            if answer is not None and not _in_doubt(answer):
                break
            in_doubt += 1
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        body: Json = _json(answer)
        status, outcome = _outcome(answer)
        case_id = wanted.case_id or str(body.get("id", ""))
        code = str(body.get("code", "")) if outcome is not Outcome.OK else ""
        self.recorder.commands.append(
            Command(wanted.kind, case_id, outcome, began, time.time(), tries, in_doubt, status, code)
        )
        if outcome is not Outcome.OK:
            raise NotDone(status, code)
        return body

    async def read(self, person: str, service: str, path: str, **params: str) -> Json:
        """Read until there is an answer. Raises NotDone."""
        answer, end = None, time.time() + PATIENCE_SECONDS
        while time.time() < end:
            answer = await self._ask("GET", person, service, path, params=params)
            if answer is not None and not _in_doubt(answer):
                break
            await asyncio.sleep(_FIRST_PAUSE)
        if answer is None or answer.status_code != HTTPStatus.OK:
            raise NotDone(0 if answer is None else answer.status_code, str(_json(answer).get("code", "")))
        return _json(answer)

    async def text(self, person: str, service: str, path: str, body: Json) -> str | None:
        """Ask for something that is no JSON; None when there is no answer."""
        answer = await self._ask("POST", person, service, path, json=body)
        return answer.text if answer is not None and answer.is_success else None

    async def close(self) -> None:
        """Close its connections."""
        await self.http.aclose()

    async def _try(self, wanted: Wanted, key: str) -> httpx2.Response | None:
        headers = {"Idempotency-Key": key}
        if wanted.version is not None:
            headers["If-Match"] = f'"{wanted.version}"'
        sent: dict[str, Any] = {"json": wanted.body} if wanted.form is None else dict(wanted.form)
        return await self._ask("POST", wanted.person, wanted.service, wanted.path, headers=headers, **sent)

    async def _ask(
        self, method: str, person: str, service: str, path: str, headers: Json | None = None, **sent: Any
    ) -> httpx2.Response | None:
        """Ask once; None when it is not known what came of it."""
        try:
            bearer = {"Authorization": f"Bearer {await self._token(person)}"}
            url = self.system.service_url(service) + path
            return await self.http.request(method, url, headers=bearer | (headers or {}), **sent)
        except (httpx2.HTTPError, LoginFailed):
            return None

    async def _token(self, person: str) -> str:
        known = self._logins.get(person)
        if known is None or time.monotonic() > known.until:
            token = await login(self.system.service_url(IDENTITY), person, http=self.http)
            known = self._logins[person] = _Login(token, time.monotonic() + _LOGIN_SECONDS)
        return known.token


def _in_doubt(answer: httpx2.Response) -> bool:
    """Whether an answer leaves open what has happened, or asks to come back."""
    return answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR or answer.status_code in {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.REQUEST_TIMEOUT,
    }


def _outcome(answer: httpx2.Response | None) -> tuple[int, Outcome]:
    if answer is None:
        return 0, Outcome.UNKNOWN
    if answer.is_success:
        return answer.status_code, Outcome.OK
    return answer.status_code, Outcome.UNKNOWN if _in_doubt(answer) else Outcome.REFUSED


def _json(answer: httpx2.Response | None) -> Json:
    try:
        return json.loads(answer.content) if answer is not None and answer.content else {}
    except ValueError:
        return {}
