"""Answers as lines of JSON: what ``finsam-party answer`` reads from standard input, and writes back.

On standard input rather than as arguments: what is said of a person must not stand in a list of processes.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, TypeAdapter, ValidationError

from finsam_party.answers import Kept, PartyAnswers


class _Line(BaseModel):
    """What it is about, and what is said: the arguments of the call that sends it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    call: ClassVar[Callable[..., Awaitable[Kept]]]
    id: UUID
    journal_reference: str | None = None
    key: str = ""
    """The caller's own idempotency key, kept with the answer, to send it again after a crash."""

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return type(self).call(answers, self.id, **self.model_dump(exclude={"kind", "id"}))


class Call(_Line):
    """An answer to a kallelse."""

    call = PartyAnswers.answer_call
    kind: Literal["kallelse"]
    answer: Literal["kommer", "annan_tid", "kommer_inte"]
    starts_at: datetime | None = None
    text: str | None = None


class Need(_Line):
    """Whether the need remains after a meeting without a plan."""

    call = PartyAnswers.say_need
    kind: Literal["behov"]
    need: StrictBool
    reason: str


class Yes(_Line):
    """An answer to a delmål."""

    call = PartyAnswers.answer_delmal
    kind: Literal["delmal"]
    answer: Literal["accepterar", "avbojer"]
    reason: str | None = None


class Report(_Line):
    """How a delmål goes."""

    call = PartyAnswers.report_delmal
    kind: Literal["rapport"]
    status: Literal["pagar", "klart", "hinder"]
    text: str | None = None


class Reminded(_Line):
    """An answer to a reminder of a follow-up."""

    call = PartyAnswers.answer_reminder
    kind: Literal["paminnelse"]
    answer: Literal["bereder", "klar", "hinder"]
    text: str | None = None


class Stopped(_Line):
    """An acknowledgement of a stop notice, about an alias."""

    call = PartyAnswers.acknowledge_stop
    kind: Literal["stopp"]
    id: UUID = Field(alias="alias")
    answer: Literal["stoppat", "bevaras", "gallrat"]
    lagrum: str | None = None
    decision: str | None = None


Line = Call | Need | Yes | Report | Reminded | Stopped
_LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


FIELDS: dict[str, list[str]] = {
    kind: [
        (known.alias or name) + ("" if known.is_required() else "?")
        for name, known in model.model_fields.items()
        if name != "kind"
    ]
    for model in get_args(Line)
    for kind in get_args(model.model_fields["kind"].annotation)
}
"""The fields of each kind of line; those with ? may be left out."""


def fields_told() -> str:
    """Say, a line for each kind, which fields it has."""
    lines = (f"  {kind}: {', '.join(fields)}" for kind, fields in FIELDS.items())
    return "\n".join(("kinds and their fields (? may be left out):", *lines))


def what_is_allowed(wrong: ValidationError) -> dict[str, Any]:
    """Say which kinds there are or, when the kind was right, which fields it has; nothing of what was written."""
    where = [fault["loc"] for fault in wrong.errors(include_input=False)]
    kind = where[0][0] if where and where[0] else None
    return {"allowed": FIELDS[kind]} if isinstance(kind, str) and kind in FIELDS else {"kinds": list(FIELDS)}


def read_line(text: str) -> Line:
    """Read one line; raises pydantic's ValidationError, which names the fields and repeats nothing."""
    return _LINES.validate_json(text)
