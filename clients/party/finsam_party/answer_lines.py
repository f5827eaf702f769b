"""Answers as lines of JSON: what ``finsam-party answer`` reads from standard input, and writes back.

On standard input rather than as arguments: what is said of a person must not stand in a list of processes.
"""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from finsam_party.answers import Kept, PartyAnswers


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    journal_reference: str | None = None
    key: str = ""
    """The caller's own idempotency key, kept with the answer, to send it again after a crash."""


class Call(_Line):
    """An answer to a kallelse."""

    kind: Literal["kallelse"]
    id: UUID
    answer: Literal["kommer", "annan_tid", "kommer_inte"]
    starts_at: datetime | None = None
    text: str | None = None

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return answers.answer_call(
            self.id,
            self.answer,
            starts_at=self.starts_at,
            text=self.text,
            journal_reference=self.journal_reference,
            key=self.key,
        )


class Need(_Line):
    """Whether the need remains after a meeting without a plan."""

    kind: Literal["behov"]
    id: UUID
    need: bool
    reason: str

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return answers.say_need(
            self.id,
            need=self.need,
            reason=self.reason,
            journal_reference=self.journal_reference,
            key=self.key,
        )


class Yes(_Line):
    """An answer to a delmål."""

    kind: Literal["delmal"]
    id: UUID
    answer: Literal["accepterar", "avbojer"]
    reason: str | None = None

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return answers.answer_delmal(
            self.id,
            self.answer,
            reason=self.reason,
            journal_reference=self.journal_reference,
            key=self.key,
        )


class Report(_Line):
    """How a delmål goes."""

    kind: Literal["rapport"]
    id: UUID
    status: Literal["pagar", "klart", "hinder"]
    text: str | None = None

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return answers.report_delmal(
            self.id,
            self.status,
            text=self.text,
            journal_reference=self.journal_reference,
            key=self.key,
        )


class Reminded(_Line):
    """An answer to a reminder of a follow-up."""

    kind: Literal["paminnelse"]
    id: UUID
    answer: Literal["bereder", "klar", "hinder"]
    text: str | None = None

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return answers.answer_reminder(
            self.id,
            self.answer,
            text=self.text,
            journal_reference=self.journal_reference,
            key=self.key,
        )


class Stopped(_Line):
    """An acknowledgement of a stop notice."""

    kind: Literal["stopp"]
    alias: UUID
    answer: Literal["stoppat", "bevaras", "gallrat"]
    lagrum: str | None = None
    decision: str | None = None

    def send(self, answers: PartyAnswers) -> Awaitable[Kept]:
        """Send it."""
        return answers.acknowledge_stop(
            self.alias,
            self.answer,
            lagrum=self.lagrum,
            decision=self.decision,
            journal_reference=self.journal_reference,
            key=self.key,
        )


Line = Call | Need | Yes | Report | Reminded | Stopped
_LINES: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="kind")])


def read_line(text: str) -> Line:
    """Read one line; raises pydantic's ValidationError, which names the fields and repeats nothing."""
    return _LINES.validate_json(text)
