"""Where an answer leads: OpenAPI's links, from the ids in an answer's example to the operations that ask for them.

Three kinds, so that every id a caller needs is reached by following them, and no answer leads to everything: from a list
or a creation to all that is under the new thing, from a thing's own page to all that is about it, and from a mere mention
of a thing to its page. Nothing is written by hand: the names of ids and the paths say it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

Json = dict[str, Any]
_PARAMETER: Final = re.compile(r"\{(\w+_id)\}")

_PAGE: Final = re.compile(r"\{\w+_id\}(\.\{form\})?$")


class _Found(NamedTuple):
    """An id in an answer: which parameter it is, where it stands, and whether it is of what the path lists."""

    name: str
    pointer: str
    is_own: bool


class _Target(NamedTuple):
    operation_id: str
    path: str
    method: str
    needs: tuple[str, ...]


def add_links(spec: Json) -> None:
    """Write into each successful answer where it leads."""
    targets = [
        _Target(operation["operationId"], path, method, needs)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if (needs := _needs(path))
    ]
    for path, methods in spec["paths"].items():
        for method, operation in methods.items():
            for status, answer in operation["responses"].items():
                if status.startswith("2") and (links := _links(path, method, answer, targets)):
                    answer["links"] = links


def _needs(path: str) -> tuple[str, ...]:
    """Return the ids that a path asks for; its other parameters are a choice of the caller's."""
    return tuple(_PARAMETER.findall(path))


def _links(path: str, method: str, answer: Json, targets: list[_Target]) -> Json:
    own = _needs(path)
    found = list(_found(answer, path, targets))
    links: Json = {}
    for target in targets:
        if target.path == path and target.method == method:
            continue
        if (given := _given(target, path, own, found, targets)) is not None:
            links[target.operation_id] = {"operationId": target.operation_id, "parameters": given}
    return dict(sorted(links.items()))


def _given(
    target: _Target, path: str, own: tuple[str, ...], found: list[_Found], targets: list[_Target]
) -> dict[str, str] | None:
    """Return the target's parameters as this answer gives them, or None where it does not lead there."""
    *outer, last = target.needs
    if last in own:  # a thing's own page
        is_page = _PAGE.search(path) is not None or target.path.startswith(f"{path}/")
        is_about = set(target.needs) == set(own) and is_page
        return {name: f"$request.path.{name}" for name in target.needs} if is_about else None
    named = sorted((one for one in found if _same(one.name, last)), key=lambda one: not one.is_own)
    is_under = target.path.startswith(f"{path}/{{{last}}}") and any(one.is_own for one in named)
    if not named or not (is_under or _shows(target, targets)):
        return None
    given = {last: f"$response.body#{named[0].pointer}"}
    for name in outer:
        beside = next((each for each in found if _same(each.name, name) and _beside(each, named[0])), None)
        if name not in own and beside is None:
            return None
        given[name] = f"$request.path.{name}" if beside is None else f"$response.body#{beside.pointer}"
    return given


def _shows(target: _Target, targets: list[_Target]) -> bool:
    """Whether it is the page of a thing; else one of its reads; else, where nothing of it is read, what is done to it."""
    same = [other for other in targets if other.needs[-1] == target.needs[-1]]
    if any(_is_page(other) for other in same):
        return _is_page(target)
    return target.method == "get" or all(other.method != "get" for other in same)


def _is_page(target: _Target) -> bool:
    return target.method == "get" and _PAGE.search(target.path) is not None


def _found(answer: Json, path: str, targets: list[_Target]) -> Iterator[_Found]:
    listed = path.rpartition("/")[2].replace("-", "_")
    item = next((t.needs[-1] for t in targets if t.path.startswith(f"{path}/{{") and _is_page(t)), None)
    for content in answer.get("content", {}).values():
        for example in content.get("examples", {}).values():
            for keys in _ids(example["value"], ()):
                parents = [key for key in keys[:-1] if key != "0"]
                is_own = parents in ([], [listed])
                called = keys[-1]
                if called == "id":
                    called = item if is_own and item else f"{(parents or [listed])[-1].removesuffix('s')}_id"
                yield _Found(called, "".join(f"/{key}" for key in keys), is_own)


def _ids(value: Any, keys: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if isinstance(value, list) and value:
        yield from _ids(value[0], (*keys, "0"))
    elif isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, Any]", value).items():
            if isinstance(inner, str) and (key == "id" or key.endswith("_id")):
                yield (*keys, key)
            else:
                yield from _ids(inner, (*keys, key))


def _same(one: str, other: str) -> bool:
    return one.replace("_", "") == other.replace("_", "")


def _beside(one: _Found, other: _Found) -> bool:
    """Whether two ids stand in the same thing, or one in what holds the other."""
    return other.pointer.startswith(one.pointer.rpartition("/")[0])
