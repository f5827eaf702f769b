"""Refusals, and how they are said to people (RFC 9457). Rules raise refusals; only the edge knows of HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar


class Refusal(Exception):
    """A rule says no. A subclass names the reason and is mapped to a :class:`Problem` in its service's ``problems.py``.

    ``extra`` is shown to the caller beside the Swedish text, for instance
    ``fields=[{"field": …, "code": …, "message": …}]``; it never repeats what the caller sent.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, **extra: Any) -> None:
        super().__init__(self.code)
        self.extra: Mapping[str, Any] = extra


class Unavailable(Refusal):
    """Something this service needs does not answer just now. A reaction that meets it is tried again, without end."""

    code = "unavailable"


@dataclass(frozen=True, slots=True)
class Problem:
    """How a refusal is answered: HTTP status, a Swedish title, and a Swedish sentence on what to do instead."""

    status: int
    title: str
    detail: str


Problems = Mapping[type[Refusal], Problem]
