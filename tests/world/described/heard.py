"""What has been asked and answered so far, and what that teaches: who may ask what, with which ids, bodies and versions."""

import base64
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from random import Random
from typing import Any

import httpx2

from deploy.infra.topology import SERVICES

Json = dict[str, Any]
Place = tuple[str, str, str]
"""Service, method, path as it is described."""
_KEPT = 12
"""As many ways and bodies as are remembered of each operation: the newest."""
_UNTOLD = frozenset({"iat", "exp", "jti", "nonce"})


@dataclass
class Heard:
    """Grows with every answer; what is drawn is drawn from here."""

    descriptions: dict[str, Json]
    callers: dict[str, Json] = field(default_factory=dict)
    """Claims of every token seen, by the caller's name."""
    ways: defaultdict[Place, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Ids that belong together, as an operation asks for them."""
    asked_by: defaultdict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Who has been let in."""
    bodies: defaultdict[Place, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """Bodies that were taken."""
    uploads: defaultdict[Place, list[tuple[bytes, str]]] = field(default_factory=lambda: defaultdict(list))
    """Files that were taken, as they were sent, with their content type."""
    refused: defaultdict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Who was told that this is not for them."""
    together: defaultdict[frozenset[str], list[dict[str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Ids that belong together, by their names: of whatever operation."""
    queries: defaultdict[Place, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    ids: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Every id, by the name of its field."""
    versions: dict[str, str] = field(default_factory=dict)
    """A thing's id → its newest ETag."""

    def __post_init__(self) -> None:
        self._forms = {service: _forms(spec) for service, spec in self.descriptions.items()}
        self._by_operation = {
            (service, operation["operationId"]): (service, method.upper(), path)
            for service, spec in self.descriptions.items()
            for path, methods in spec["paths"].items()
            for method, operation in methods.items()
        }

    @property
    def places(self) -> list[Place]:
        """Every operation of every service."""
        return list(self._by_operation.values())

    def operation(self, place: Place) -> Json:
        """Return an operation as it is described."""
        service, method, path = place
        return self.descriptions[service]["paths"][path][method.lower()]

    def choices(self, place: Place, where: str, random: Random) -> dict[str, str]:
        """Return a value that is right for each parameter that an operation cannot do without, ids of things aside."""
        described = self.operation(place).get("parameters", ())
        asked = [each for each in described if each["in"] == where and each.get("required")]
        return {each["name"]: self._value(place[0], each, random) for each in asked}

    def _value(self, service: str, parameter: Json, random: Random) -> str:
        schema = parameter["schema"]
        if "$ref" in schema:
            schema = self.descriptions[service]["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        known = schema.get("enum") or (
            [schema["const"]] if "const" in schema else self.ids[parameter["name"]]
        )
        if not known:
            known = [str(schema.get("minimum", 1))] if schema.get("type") == "integer" else ["2040-06-01"]
        return random.choice(known)

    def page_of(self, place: Place) -> Place | None:
        """Return the read that shows what an operation changes: the longest on the way to it that asks for no choice."""
        service, _, path = place
        reads = [
            read
            for read, methods in self.descriptions[service]["paths"].items()
            if "get" in methods and path.startswith(f"{read}/") and "{" in read
        ]
        return (service, "GET", max(reads, key=len)) if reads else None

    async def note(self, answer: httpx2.Response) -> None:
        """Listen to whatever goes over HTTP in the house."""
        await answer.aread()
        request = answer.request
        await request.aread()
        found = self.find(request.url.host.removesuffix(".world"), request.method, request.url.path)
        if found is None:
            return
        place, ids = found
        who = self.welcome(request.headers.get("authorization", ""))
        if answer.status_code < 300:
            self.learn(place, who, ids, answer)
        elif answer.status_code == 403 and who is not None:
            self.refused[place].add(who)

    def find(self, service: str, method: str, path: str) -> tuple[Place, dict[str, str]] | None:
        """Return which operation an address is, and its ids."""
        if service not in SERVICES:
            return None
        for form, described in self._forms[service]:
            found = form.fullmatch(path)
            if found is not None and method.lower() in self.descriptions[service]["paths"][described]:
                return (service, method, described), found.groupdict()
        return None

    def learn(
        self, place: Place, who: str | None, ids: dict[str, str], answer: httpx2.Response
    ) -> list[tuple[Place, dict[str, str]]]:
        """Remember what succeeded; returns where its links lead."""
        self._asked(place, answer.request)
        if who is not None:
            _keep(self.asked_by[place], who)
        self._way(place, ids)
        said = _json(answer.content) if "json" in answer.headers.get("content-type", "") else None
        for name, value in _leaves(said):
            if name == "id" or name.endswith("_id"):
                _keep(self.ids[name], value)
        self._versions(ids, said, answer)
        links = self.operation(place)["responses"].get(str(answer.status_code), {}).get("links", {})
        leads = [
            (self._by_operation[place[0], link["operationId"]], way)
            for link in links.values()
            for way in _follow(link["parameters"], ids, said)
        ]
        for target, way in leads:
            self._way(target, way)
        return leads

    def _asked(self, place: Place, request: httpx2.Request) -> None:
        media = request.headers.get("content-type", "")
        if request.url.params:
            _keep(self.queries[place], dict(request.url.params))
        if "json" in media and (body := _json(request.content)):
            _keep(self.bodies[place], body)
        if "multipart" in media:
            _keep(self.uploads[place], (request.content, media))

    def _way(self, place: Place, ids: dict[str, str]) -> None:
        named = {name: value for name, value in ids.items() if name.endswith("_id")}
        if ids:
            _keep(self.ways[place], ids)
        for size in range(1, len(named) + 1):
            for some in combinations(named.items(), size):
                _keep(self.together[frozenset(name for name, _ in some)], dict(some))

    def welcome(self, authorization: str) -> str | None:
        """Remember who holds a token, and return their name."""
        token = authorization.partition(" ")[2]
        if token.count(".") != 2 or not token.startswith("ey"):
            return None
        told = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        claims = {name: value for name, value in told.items() if name not in _UNTOLD}
        self.callers[claims["sub"]] = claims
        return claims["sub"]

    def _versions(self, ids: dict[str, str], said: Any, answer: httpx2.Response) -> None:
        etag = answer.headers.get("etag")
        if etag and ids:
            self.versions[[*ids.values()][-1]] = etag
        for thing in _things(said):
            if isinstance(thing.get("version"), int):
                named = [
                    v for k, v in thing.items() if (k == "id" or k.endswith("_id")) and isinstance(v, str)
                ]
                self.versions |= dict.fromkeys(named[:1], f'"{thing["version"]}"')


def _forms(spec: Json) -> list[tuple[re.Pattern[str], str]]:
    written_out_first = sorted(spec["paths"], key=lambda path: (path.count("{"), path))
    return [
        (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/.]+)", re.escape(path))), path)
        for path in written_out_first
    ]


def _follow(parameters: Json, ids: dict[str, str], said: Any) -> Iterator[dict[str, str]]:
    """Evaluate a link; where it shows the first of a list, each of them is meant."""
    is_listed = any("/0/" in expression for expression in parameters.values())
    for number in range(_KEPT if is_listed else 1):
        way = {name: _value(expression, ids, said, number) for name, expression in parameters.items()}
        if all(isinstance(value, str) for value in way.values()):
            yield way


def _value(expression: str, ids: dict[str, str], said: Any, number: int) -> Any:
    if expression.startswith("$request.path."):
        return ids.get(expression.removeprefix("$request.path."))
    here = said
    for key in expression.partition("#/")[2].split("/"):
        if isinstance(here, list):
            here = here[number] if number < len(here) else None
        else:
            here = here.get(key) if isinstance(here, dict) else None
    return here


def _leaves(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, name)
    elif isinstance(value, str):
        yield name, value


def _things(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _things(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _things(inner)


def _json(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return None


def _keep(kept: list[Any], new: Any) -> None:
    """The newest last; what is there already comes there again."""
    if new in kept:
        kept.remove(new)
    kept.append(new)
    del kept[:-_KEPT]
