"""Gives commands, straight or crooked, and judges the answers: never a 5xx, never a refusal without a known code."""

import json
import uuid
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

import httpx2

from deploy.demo.cast import Actor
from shared.problem_http import BY_STATUS, SHARED_PROBLEMS
from tests.world.machine.commands import READS, Command
from tests.world.machine.person import Case
from tests.world.machine.stage import Stage

Json = dict[str, Any]


class Manner(StrEnum):
    """How a command is given."""

    STRAIGHT = "straight"
    HURRY = "hurry"
    """The next command does not wait for what this one leads to."""
    TWICE = "twice"
    """Again with the same key: the same answer, one effect."""
    STALE = "stale"
    """With a version that was seen before the last change."""
    STRANGER = "stranger"
    """By somebody who has nothing to do with the case."""


@dataclass(frozen=True)
class Reply:
    """What was answered."""

    status: int
    body: Json

    @property
    def ok(self) -> bool:
        """Whether it was carried out."""
        return self.status < 300

    @property
    def said(self) -> str:
        """The refusal's code, or the status."""
        return str(self.body.get("code", self.status)) if not self.ok else str(self.status)


@cache
def known_codes(service: str) -> frozenset[str]:
    """Return the codes that a service documents, with those that all share."""
    problems = import_module(f"services.{service}.problems").PROBLEMS
    shared = {kind.code for kind in SHARED_PROBLEMS} | {code for code, _ in BY_STATUS.values()}
    return frozenset({kind.code for kind in problems} | shared | {"invalid_input"})


@dataclass
class Giving:
    """One command to be given."""

    stage: Stage
    case: Case
    how: Manner = Manner.STRAIGHT
    number: int = 0
    """Which stranger."""

    async def __call__(
        self,
        service: str,
        method: str,
        path: str,
        actor: Actor,
        body: Json | None = None,
        *,
        version: int | None = None,
        for_all: bool = False,
        **ids: object,
    ) -> Reply:
        """Give it; `for_all` marks what anybody may do for themselves."""
        command: Command = (service, method, path)
        is_strange = self.how is Manner.STRANGER and not for_all
        is_stale = self.how is Manner.STALE and version is not None
        if is_stale and version is not None:
            version = version - 1 if version else version + 7
        if is_strange:
            actor = self.case.stranger(self.number)
        url = self.stage.house.url(service, path.format(**ids))
        request = self._request(method, url, actor, body, version)
        reply = await self._send(command, request)
        assert not (is_stale and reply.ok), f"{command}: a stale version was accepted"
        assert not (is_strange and reply.ok), f"{command}: {actor.person_id} was let in"
        if self.how is Manner.TWICE and command not in READS:
            await self._again(command, request, reply)
        return reply

    async def upload(self, actor: Actor, content: bytes) -> Reply:
        """Store the scan of a paper."""
        actor = self.case.stranger(self.number) if self.how is Manner.STRANGER else actor
        request = self.stage.house.http.build_request(
            "POST",
            self.stage.house.url("consent", "/v1/scans"),
            data={"case_id": str(self.case.case_id)},
            files={"file": ("samtycke.pdf", content, "application/pdf")},
            headers=actor.headers(),
        )
        return await self._send(("consent", "post", "/v1/scans"), request)

    def _request(
        self, method: str, url: str, actor: Actor, body: Json | None, version: int | None
    ) -> httpx2.Request:
        return self.stage.house.http.build_request(
            method.upper(), url, json={} if body is None else body, headers=actor.headers(version)
        )

    async def _send(self, command: Command, request: httpx2.Request) -> Reply:
        answer = await self.stage.house.http.send(request)
        reply = Reply(answer.status_code, _json(answer))
        self.stage.given[command, reply.said] += 1
        self.stage.story.append(f"  {self.case}: {' '.join(command)} ({self.how.value}) {reply.said}")
        _judge(command, answer, reply)
        return reply

    async def _again(self, command: Command, request: httpx2.Request, first: Reply) -> None:
        await self.stage.house.settle()
        before = await self.stage.events()
        again = self.stage.house.http.build_request(
            request.method, str(request.url), content=request.content,
            headers={k: v for k, v in request.headers.items() if k != "idempotency-key"}
            | {"idempotency-key": request.headers["idempotency-key"]},
        )  # fmt: skip
        second = await self._send(command, again)
        if first.ok:
            same = command[2] in {"/v1/revocations", "/v1/protections"} or second == first
            assert second.ok, f"{command}: the same key was answered {second} after {first}"
            assert same, f"{command}: the same key was answered {second} after {first}"
            assert second.body.get("id") == first.body.get("id")
            await self.stage.house.settle()
            assert await self.stage.events() == before, f"{command}: one key had two effects"


def _json(answer: httpx2.Response) -> Json:
    found: Any = json.loads(answer.content) if answer.content else {}
    return found if isinstance(found, dict) else {"list": found}


def _judge(command: Command, answer: httpx2.Response, reply: Reply) -> None:
    if reply.ok:
        return
    assert 400 <= reply.status < 500, f"{command}: answered {reply}"
    assert answer.headers["content-type"].startswith("application/problem+json"), f"{command}: {reply}"
    assert reply.body["code"] in known_codes(command[0]), f"{command}: undocumented code {reply}"
    assert reply.body["title"], f"{command}: {reply} says nothing"
    assert reply.body["detail"], f"{command}: {reply} says nothing"


def new_id() -> uuid.UUID:
    """Return an id that nothing has."""
    return uuid.uuid4()
