"""One call, drawn: all of it as it should be, but for one thing at most. Else the first refusal would hide all the others."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

import httpx2
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.schemas import BaseSchema

from tests.learning import MADE_UP
from tests.world.described.heard import Heard, Place
from tests.world.described.odd import (
    NOBODY,
    ODD_CONTENTS,
    ODD_KEYS,
    ODD_MATCHES,
    ODD_QUERIES,
    ODD_TOKENS,
    ODD_TYPES,
    each_odd,
    one_odd,
)  # fmt: skip
from tests.world.house import House

_POOL = 6
"""As many cases are made up of an operation at a time, of each kind."""
_TOLD = ("idempotency-key", "if-match", "content-type")
_JSON = "application/json"


class Odd(StrEnum):
    """What is as nobody expects."""

    NOTHING = "nothing"
    CALLER = "caller"
    TOKEN = "token"
    IDS = "ids"
    QUERY = "query"
    VALUE = "value"
    BODY = "body"
    CONTENT = "content"
    MEDIA_TYPE = "media type"
    KEY = "key"
    VERSION = "version"
    ALL = "all"
    """As schemathesis makes it up from the description, but for the token."""


OF_EVERY = [Odd.NOTHING, Odd.NOTHING, Odd.CALLER, Odd.TOKEN, Odd.IDS, Odd.QUERY, Odd.ALL]
OF_COMMANDS = [Odd.KEY, Odd.VERSION]
OF_BODIES = [Odd.VALUE, Odd.VALUE, Odd.VALUE, Odd.BODY, Odd.CONTENT, Odd.MEDIA_TYPE]


@dataclass
class Call:
    """What is sent, and what it was made of."""

    place: Place
    case: schemathesis.Case
    odd: Odd
    who: str | None
    ids: dict[str, str]
    request: httpx2.Request

    @property
    def body(self) -> Any:
        """What is sent, read as JSON; None where it is none."""
        try:
            return json.loads(self.request.content) if self.request.content else None
        except (ValueError, RecursionError):
            return None

    @property
    def is_versioned(self) -> bool:
        """Whether it says which version it has seen."""
        return "if-match" in self.request.headers

    def told(self) -> str:
        """Say it on one line, for whoever wants to send it again."""
        headers = {name: value[:60] for name, value in self.request.headers.items() if name in _TOLD}
        content = self.request.content[:600]
        return f"{self.request.method} {self.request.url} as {self.who} ({self.odd.value} odd) {headers} {content!r}"


@dataclass
class Asking:
    """Draws calls."""

    house: House
    heard: Heard
    number: int = 0
    """The same number draws the same of the same world."""
    _pools: defaultdict[tuple[Place, GenerationMode], list[schemathesis.Case]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def __post_init__(self) -> None:
        self.random = Random(self.number)  # noqa: S311  repeatable
        self._schemas: dict[str, BaseSchema] = {
            service: schemathesis.openapi.from_dict(json.loads(json.dumps(spec)))
            for service, spec in self.heard.descriptions.items()
        }

    def draw(
        self,
        place: Place,
        way: dict[str, str] | None = None,
        odd: Odd | None = None,
        *,
        query: dict[str, Any] | None = None,
        body: Any = ...,
    ) -> Call:
        """Draw a call of this operation, with the ids that a link gave or others, and one thing odd.

        Or with this query, or this body, and nothing else odd.
        """
        media = next(iter(self.heard.operation(place).get("requestBody", {}).get("content", {})), None)
        kinds = [*OF_EVERY, *(OF_COMMANDS if place[1] != "GET" else ()), *(OF_BODIES if media else ())]
        odd = odd or self.random.choice(kinds)
        case = self._case(place, odd, media)
        who, token = self._caller(place, odd)
        ids = self._ids(place, odd, way)
        if odd is not Odd.ALL:
            case.path_parameters = {**self.heard.choices(place, "path", self.random), **ids}
            case.query = self._query(place, odd) if query is None else query
        if odd not in (Odd.ALL, Odd.BODY) and media == _JSON:
            case.body = self.body(place, odd) if body is ... else body
        headers = {MADE_UP: "1"} | ({} if odd is Odd.ALL else self._headers(place, odd, [*ids.values()]))
        if token is not None:
            headers["Authorization"] = token
        return Call(place, case, odd, who, ids, self._request(place, case, headers, odd))

    def _case(self, place: Place, odd: Odd, media: str | None) -> schemathesis.Case:
        is_free = odd is Odd.ALL or (odd is Odd.BODY and media == _JSON)
        operation = self._schemas[place[0]][place[2]][place[1]]
        if not is_free and media in (None, _JSON):
            return operation.Case(body=None, media_type=media) if media else operation.Case()
        mode = self.random.choice([*GenerationMode]) if is_free else GenerationMode.POSITIVE
        pool = self._pools[place, mode]
        if not pool:
            pool += self._made_up(place, mode) or self._made_up(place, GenerationMode.POSITIVE)
        return pool.pop()

    def _made_up(self, place: Place, mode: GenerationMode) -> list[schemathesis.Case]:
        made: list[schemathesis.Case] = []

        @seed(self.random.getrandbits(32))
        @settings(
            max_examples=_POOL, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(self._schemas[place[0]][place[2]][place[1]].as_strategy(mode))
        def collect(case: schemathesis.Case) -> None:
            made.append(case)

        try:
            collect()
        except Unsatisfiable:  # nothing can be wrong where nothing is asked for
            return []
        return made

    def _caller(self, place: Place, odd: Odd) -> tuple[str | None, str | None]:
        if odd is Odd.TOKEN:
            return None, self.random.choice(ODD_TOKENS)
        let_in = self.heard.asked_by[place] if odd is not Odd.CALLER else []
        maybe = sorted(self.heard.callers.keys() - self.heard.refused[place])
        who = self.random.choice(let_in or maybe or sorted(self.heard.callers))
        return who, self.token(who)

    def token(self, who: str) -> str:
        """Return a fresh token for somebody who has been heard."""
        return f"Bearer {self.house.issuer._sign(self.heard.callers[who], 300)}"

    def _ids(self, place: Place, odd: Odd, way: dict[str, str] | None) -> dict[str, str]:
        names = [name for name in re.findall(r"\{(\w+)\}", place[2]) if name.endswith("_id")]
        known = self.heard.ways[place] or self.heard.together[frozenset(names)]
        if odd is not Odd.IDS and (way or known):
            return way or self.random.choice(known)
        return {name: self.random.choice([*self.heard.ids[name], NOBODY, "x", "\x00"]) for name in names}

    def _query(self, place: Place, odd: Odd) -> dict[str, Any]:
        if odd is Odd.QUERY:
            described = self.heard.operation(place).get("parameters", ())
            names = [each["name"] for each in described if each["in"] == "query"]
            asked = self.heard.choices(place, "query", self.random)
            return {**asked, self.random.choice([*names, *names, "okant"]): self.random.choice(ODD_QUERIES)}
        return self.random.choice(
            self.heard.queries[place] or [self.heard.choices(place, "query", self.random)]
        )

    def body(self, place: Place, odd: Odd) -> Any:
        """Return a body that was taken before, or that the description shows; with one odd value, if that is it."""
        content = self.heard.operation(place)["requestBody"]["content"][_JSON]
        shown = [each["value"] for each in content.get("examples", {}).values()]
        known = self.heard.bodies[place] or [self._real(each) for each in shown] or [{}]
        body = self.random.choice(known)
        return one_odd(body, self.random) if odd is Odd.VALUE else body

    def odd_queries(self, place: Place) -> Iterator[dict[str, Any]]:
        """Yield every odd value of each query."""
        for each in self.heard.operation(place).get("parameters", ()):
            for value in ODD_QUERIES if each["in"] == "query" else ():
                yield {**self.heard.choices(place, "query", self.random), each["name"]: value}

    def odd_bodies(self, place: Place, times: int) -> Iterator[Any]:
        """Yield a good body with something odd in each of its places, so many times."""
        if _JSON in self.heard.operation(place).get("requestBody", {}).get("content", {}):
            for _ in range(times):
                yield from each_odd(self.body(place, Odd.NOTHING), self.random)

    def _upload(self, place: Place, odd: Odd) -> tuple[bytes, str] | None:
        """A file that was taken before; or none, and then it is made up."""
        known = self.heard.uploads[place] if odd not in (Odd.ALL, Odd.BODY) else []
        return self.random.choice(known) if known else None

    def _real(self, value: Any, name: str = "") -> Any:
        """Put ids that there are in the place of an example's."""
        if isinstance(value, dict):
            return {key: self._real(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._real(inner, name) for inner in value]
        ids = self.heard.ids[name] if name.endswith("id") else []
        return self.random.choice(ids) if isinstance(value, str) and ids else value

    def _headers(self, place: Place, odd: Odd, ids: list[str]) -> dict[str, str]:
        if place[1] == "GET":
            return {}
        key = self.random.choice(ODD_KEYS) if odd is Odd.KEY else f"{self.random.getrandbits(128):032x}"
        match = self.random.choice(ODD_MATCHES) if odd is Odd.VERSION else self._version(ids)
        headers = {"Idempotency-Key": key, "If-Match": match}
        return {name: value for name, value in headers.items() if value is not None}

    def _version(self, ids: list[str]) -> str:
        return next(
            (self.heard.versions[each] for each in reversed(ids) if each in self.heard.versions), '"1"'
        )

    def say_version(self, call: Call) -> None:
        """Let a call say the version that has been heard last."""
        call.request.headers["If-Match"] = self._version([*call.ids.values()])

    def _request(
        self, place: Place, case: schemathesis.Case, headers: dict[str, str], odd: Odd
    ) -> httpx2.Request:
        told = case.as_transport_kwargs(base_url=self.house.url(place[0], ""))
        parts = {"method", "url", "data", "json", "files", "params"}
        made = requests.Request(**{name: value for name, value in told.items() if name in parts}).prepare()
        content = made.body.encode() if isinstance(made.body, str) else made.body
        if case.media_type == _JSON and odd not in (Odd.ALL, Odd.BODY):
            content = json.dumps(case.body).encode()  # as ASCII, so that half a character can be sent too
        sent = {name.lower(): str(value) for name, value in told["headers"].items()}
        sent |= {
            name.lower(): value for name, value in made.headers.items() if name.lower() == "content-type"
        }
        if upload := self._upload(place, odd):
            content, sent["content-type"] = upload
        if odd is Odd.CONTENT:
            content = self.random.choice(ODD_CONTENTS)
            sent["content-type"] = self.random.choice([_JSON, "multipart/form-data; boundary=x"])
        if odd is Odd.MEDIA_TYPE:
            sent["content-type"] = self.random.choice(ODD_TYPES)
        if odd is not Odd.ALL:
            sent = {name: value for name, value in sent.items() if name == "content-type"}
        sent |= {name.lower(): value for name, value in headers.items()}
        raw = [(name.encode(), value.encode("latin-1", "replace")) for name, value in sent.items()]
        return self.house.http.build_request(place[1], made.url or "", content=content, headers=raw)
