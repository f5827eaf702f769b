"""The operator's way to the running services: over their own HTTP, with the operator's own token."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self
from uuid import uuid4

import httpx2

from deploy.infra.settings_of import IDENTITY
from deploy.infra.system import System
from deploy.infra.topology import DISCLOSING_SERVICE, SERVICES
from deploy.running import NoSuchName, NotRunning, running_system
from shared.devidp.login import login

OPERATOR = "drift"
_SECONDS = 30.0
_LOOK_SECONDS = 5.0


class Refused(RuntimeError):
    """A service said no; the text is its own, in Swedish."""


class NoAnswer(NotRunning):
    """One part of a running system does not answer; the text names it."""

    def __init__(self, part: str) -> None:
        RuntimeError.__init__(self, f"{part} svarar inte; se ./finsam status")


@dataclass(frozen=True, slots=True)
class Shelves:
    """What is parked in the services that answered, and what each of the others said or did not say."""

    found: list[dict[str, Any]]
    unknown: dict[str, str]


class Desk:
    """Asks the services of one running system. Raises NotRunning when they do not answer, Refused when they say no."""

    def __init__(self, system: System, http: httpx2.Client) -> None:
        self._system = system
        self._http = http

    @classmethod
    @contextmanager
    def open(cls, system: System | None = None) -> Generator[Self]:
        """Log the operator in and keep the connection for as long as the desk is used."""
        system = system or running_system()
        try:
            token = asyncio.run(login(system.service_url(IDENTITY), OPERATOR))
        except httpx2.TransportError as error:
            raise NoAnswer(IDENTITY) from error
        headers = {"Authorization": f"Bearer {token}"}
        with httpx2.Client(headers=headers, timeout=_SECONDS) as http:
            yield cls(system, http)

    def parked(self, service: str | None = None) -> Shelves:
        """Return what is parked, in one service or in all, each with its service's name before its id.

        One that does not answer hides nothing of the others.
        """
        if service:
            _must_be_service(service)
        shelves = Shelves([], {})
        for name in [service] if service else SERVICES:
            try:
                items = self._get(name, "/v1/operations/parked")
            except (NoAnswer, Refused) as failure:
                shelves.unknown[name] = str(failure)
            else:
                shelves.found.extend(
                    {**item, "service": name, "id": f"{name}/{item['id']}"} for item in items
                )
        return shelves

    def show(self, named: str) -> dict[str, Any]:
        """Return one parked thing: `<service>/<id>`, as the list names it."""
        service, parked_id = _split(named)
        shown = self._get(service, f"/v1/operations/parked/{parked_id}")
        return {**shown, "service": service, "id": named}

    def retry(self, named: str) -> None:
        """Let it be tried again."""
        service, parked_id = _split(named)
        self._post(service, f"/v1/operations/parked/{parked_id}/retries", None)

    def discard(self, named: str, reason: str, reference: str) -> dict[str, Any]:
        """Give it up, and return the id of the fact that says so."""
        service, parked_id = _split(named)
        told = {"reason": reason, "reference": reference}
        return self._post(service, f"/v1/operations/parked/{parked_id}/discards", told)

    def replay(self, service: str, *, case_id: str | None, event_id: str | None) -> int:
        """Let a service publish its history once more, page after page; returns how many events."""
        wanted = {"case_id": case_id, "event_id": event_id}
        _must_be_service(service)
        return self._pages(service, "/v1/operations/replays", wanted)

    def replay_party(self, recipient: str, alias: str | None) -> int:
        """Let the consent service send a recipient's records once more; returns how many."""
        wanted = {"recipient": recipient, "alias": alias}
        return self._pages(DISCLOSING_SERVICE, "/v1/operations/party-replays", wanted)

    def _pages(self, service: str, path: str, wanted: dict[str, Any]) -> int:
        count, after = 0, None
        while True:
            done = self._post(service, path, {**wanted, "after": after})
            count += done["count"]
            after = done["next"]
            if after is None:
                return count

    def _get(self, service: str, path: str) -> Any:
        return self._ask("GET", service, path, None)

    def _post(self, service: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        return self._ask("POST", service, path, body) or {}

    def _ask(self, method: str, service: str, path: str, body: dict[str, Any] | None) -> Any:
        address = self._system.service_url(service) + path
        headers = {"Idempotency-Key": uuid4().hex}
        seconds = _LOOK_SECONDS if method == "GET" else _SECONDS
        try:
            answer = self._http.request(method, address, json=body, headers=headers, timeout=seconds)
        except httpx2.TransportError as error:
            raise NoAnswer(service) from error
        if answer.is_error:
            raise Refused(_said(answer.json()))
        return answer.json() if answer.content else None


def _said(problem: dict[str, Any]) -> str:
    """Say what a service refused, with each field that is wrong on a line of its own."""
    fields = [f"\n  {wrong['field']}: {wrong['message']}" for wrong in problem.get("fields", ())]
    return f"{problem['title']}. {problem['detail']} ({problem['code']}){''.join(fields)}"


def _split(named: str) -> tuple[str, str]:
    service, _, parked_id = named.partition("/")
    _must_be_service(service)
    return service, parked_id


def _must_be_service(name: str) -> None:
    if name not in SERVICES:
        raise NoSuchName(f"ingen tjänst heter {name}; det finns: {', '.join(SERVICES)}")
