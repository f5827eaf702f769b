"""Facts, and the envelope in which they travel: CloudEvents 1.0, structured JSON.

Only ids, types, units and dates stand open in an envelope. What is said about a person lies in its sections, each
sealed for itself; an envelope is written once, when the fact happens, and never built again.
"""

import json
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, ClassVar, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from shared.ids import uuid7

CONTENT_TYPE = "application/cloudevents+json; charset=UTF-8"

correlation: ContextVar[UUID | None] = ContextVar("correlation", default=None)
"""What the present work follows from: a request, or the event being handled."""


def correlation_id() -> UUID:
    """Return the id of the work that goes on, or a new one where nothing goes on."""
    return correlation.get() or uuid7()


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    subject: UUID
    """The case."""
    occurred_at: AwareDatetime
    """When it happened, by the clock of the law."""


class Fact(_Message):
    """Something that has happened, as its owner publishes it. Fields may be added with a default, nothing else.

    A subclass names itself: ``name = "goal_reached"``, past tense. Its fields are open to every reader of the topic.
    """

    name: ClassVar[str]

    def open_fields(self) -> dict[str, Any]:
        """Return what stands open in the envelope's data."""
        return self.model_dump(mode="json", exclude={"subject", "occurred_at"})


class Foreign(_Message):
    """The few fields that a service reads from another's fact; unknown fields are ignored."""

    @classmethod
    def of(cls, envelope: "Envelope") -> Self:
        """Read an envelope; raises pydantic's ValidationError, which parks the event."""
        return cls.model_validate(
            {**envelope.data, "subject": envelope.subject, "occurred_at": envelope.time}
        )


@dataclass(frozen=True, slots=True)
class Section:
    """What a fact says about a person in one data category, from one source; sealed before it is stored or sent."""

    category: str
    source: str
    content: Mapping[str, Any] = field(repr=False)

    def plaintext(self) -> bytes:
        """Return the content as bytes, ready to be sealed."""
        return json.dumps(self.content, ensure_ascii=False, allow_nan=False).encode()


class Envelope(BaseModel):
    """A CloudEvent on a service's topic. Extension names are lower-case, as CloudEvents wants them."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(max_length=100, pattern=r"^/finsam/[a-z]+$")
    type: str = Field(max_length=200, pattern=r"^se\.finsam\.[a-z]+\.[a-z0-9_]+\.v[0-9]+$")
    subject: UUID
    time: AwareDatetime
    datacontenttype: Literal["application/json"] = "application/json"
    dataschema: str
    partitionkey: str
    number: int = Field(ge=1, lt=2**63)
    """Gapless per service and case, from 1."""
    correlationid: UUID
    data: dict[str, Any]

    @property
    def sections(self) -> Sequence[Mapping[str, str]]:
        """The sealed sections: ``category``, ``source``, ``kid``, ``sealed`` (base64). Empty where they were dropped."""
        return self.data.get("sections", [])

    def without_sections(self) -> "Envelope":
        """Return the envelope as those store it who may not open sections."""
        return self.model_copy(update={"data": {**self.data, "sections": []}})

    def to_bytes(self) -> bytes:
        """Return the JSON that travels."""
        return self.model_dump_json().encode()


def seal_envelope(
    fact: Fact, *, service: str, event_id: UUID, number: int, sections: Sequence[Mapping[str, str]]
) -> Envelope:
    """Write the envelope of a fact, once and for good."""
    kind = event_type(service, fact.name)
    return Envelope(
        id=event_id,
        source=source_of(service),
        type=kind,
        subject=fact.subject,
        time=fact.occurred_at.astimezone(UTC),
        dataschema=f"https://finsamteam.example/schema/{kind}.json",
        partitionkey=str(fact.subject),
        number=number,
        correlationid=correlation_id(),
        data={**fact.open_fields(), "sections": list(sections)},
    )


def event_type(service: str, fact: str) -> str:
    """Return the type under which a service publishes a fact; reactions are found by it."""
    return f"se.finsam.{service}.{fact}.v1"


def source_of(service: str) -> str:
    """Return the CloudEvents source of a service."""
    return f"/finsam/{service}"


def service_of(topic: str) -> str:
    """Return the service that writes a topic: ``finsam.<service>.v1``. No other source is believed on it."""
    return topic.split(".")[1]
