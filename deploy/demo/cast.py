"""Who acts in the demo, each through the public HTTP interfaces with a token of their own."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx2

from deploy.demo.telling import StoryBroken
from shared.devidp.login import login

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    body: Json
    etag: str | None = None


class Stale(StoryBroken):
    """Something came to it between reading and deciding: it is to be read again."""


@dataclass(slots=True)
class Actor:
    """A person who is logged in; every command gets an Idempotency-Key of its own."""

    person_id: str
    name: str
    token: str = field(repr=False)
    http: httpx2.AsyncClient = field(repr=False)

    async def get(self, url: str, **params: str) -> Any:
        """Read; anything but 200 breaks the story."""
        answer = await self.http.get(url, params=params, headers=self.headers())
        return _only(answer, 200).body

    async def read(self, url: str) -> bytes:
        """Read something that is no JSON, such as a letter; anything but 200 breaks the story."""
        answer = await self.http.get(url, headers=self.headers())
        if answer.status_code != HTTPStatus.OK:
            _only(answer, HTTPStatus.OK)
        return answer.content

    async def send(self, url: str, body: Json, *, version: int | None = None, expects: int = 200) -> Answer:
        """Give a command; ``version`` becomes If-Match, ``expects`` is the status that the story promises."""
        answer = await self.http.post(url, json=body, headers=self.headers(version))
        return _only(answer, expects)

    async def change(self, url: str, body: Json, *, version: int, expects: int = 200) -> Answer:
        """Change parts of something that exists (PATCH)."""
        answer = await self.http.patch(url, json=body, headers=self.headers(version))
        return _only(answer, expects)

    async def upload(self, url: str, *, fields: dict[str, str], content: bytes, media_type: str) -> Answer:
        """Send a file as a form."""
        answer = await self.http.post(
            url, data=fields, files={"file": ("samtycke.pdf", content, media_type)}, headers=self.headers()
        )
        return _only(answer, 201)

    def headers(self, version: int | None = None) -> dict[str, str]:
        """Return what each call carries; a command is told apart by its key."""
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return headers


async def enter(issuer: str, person: Json, names: Mapping[str, str], http: httpx2.AsyncClient) -> Actor:
    """Log a test person in through the development identity provider; staff are told with their unit."""
    unit = person.get("unit")
    name = f"{person['name']} ({names.get(unit, unit)})" if unit else person["name"]
    return Actor(person["id"], name, await login(issuer, person["id"]), http)


def _only(answer: httpx2.Response, expects: int) -> Answer:
    body: Json = json.loads(answer.content) if answer.content else {}
    if answer.status_code != expects:
        broken = Stale if answer.status_code == HTTPStatus.PRECONDITION_FAILED else StoryBroken
        said = " ".join([body.get("detail") or body.get("title") or "", *map(str, body.get("fields", []))])
        raise broken(f"{answer.request.url.path}: svarade {answer.status_code}, väntat {expects}. {said}")
    return Answer(answer.status_code, body, answer.headers.get("etag"))
