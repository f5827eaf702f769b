"""Rows of the referral service; each column says how it is protected.

What is said about a person is sealed: a dialogue's under a key of its own (it comes before there is a case), an
anmälan's under the key of its case.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.referral.domain import Status
from shared.db import NAMING
from shared.erasure.tables import add_erasure
from shared.marking import Marking, hashed, open_, sealed
from shared.tables import add_mechanisms

ANSWERED = "channel in ('mote', 'telefon', 'videosamtal', 'brev')"
IN_STATUS = f"status in ({', '.join(repr(status.value) for status in Status)})"
SENT_WHOLE = (
    "(status = 'utkast') = (submitted_at is null) and (submitted_at is null) = (dnr is null)"
    " and (submitted_at is null) = (registration is null)"
)
REVIEWED_WHOLE = (
    "(reviewed_at is null) = (reviewed_by is null) and (reviewed_at is null) = (note_read is null)"
)
PAPER_WHOLE = (
    "(dialogue_id is null) = (paper_team is not null) and (paper_team is null) = (paper_received_on is null)"
)
ONLY_DRAFTS_LEAVE = "leaves_since is null or status = 'utkast'"


class Base(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """This service's own registry: two services in one process must not meet in one."""


def _text(length: int, *, nullable: bool = False) -> Column[str]:
    return Column(String(length), nullable=nullable, info=open_())


def _moment(*, nullable: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable, info=open_())


def _bytes(marking: Marking, *, nullable: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=nullable, info=marking)


def _id() -> Column[UUID]:
    return Column(Uuid, primary_key=True, info=open_())


def _case() -> Column[UUID]:
    return Column(Uuid, ForeignKey("referral.id"), nullable=False, index=True, info=open_())


class DialogueRow(Base, table=True):
    """A dialogue as its unit recorded it. That she was asked and when is open; what she said is sealed."""

    __tablename__ = "dialogue"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(ANSWERED, name="channel"),
        Index("ix_dialogue_unit_index", "unit", "person_index"),
    )

    id: UUID = Field(sa_column=_id())
    unit: str = Field(sa_column=_text(60))
    recorded_by: str = Field(sa_column=_text(200))
    recorded_at: datetime = Field(sa_column=_moment())
    asked_on: date = Field(sa_column=Column(Date, nullable=False, info=open_()))
    channel: str = Field(sa_column=_text(20))
    person_index: bytes = Field(sa_column=_bytes(hashed()))
    individ: bytes = Field(sa_column=_bytes(sealed()))
    asked_by: bytes = Field(sa_column=_bytes(sealed()))
    answer: bytes = Field(sa_column=_bytes(sealed()))
    words: bytes = Field(sa_column=_bytes(sealed()))
    next_step: bytes = Field(sa_column=_bytes(sealed()))


class ReferralRow(Base, table=True):
    """An anmälan; its id is the case's id."""

    __tablename__ = "referral"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (
        CheckConstraint(IN_STATUS, name="status"),
        CheckConstraint(SENT_WHOLE, name="sent_whole"),
        CheckConstraint(REVIEWED_WHOLE, name="reviewed_whole"),
        CheckConstraint(PAPER_WHOLE, name="paper_whole"),
        CheckConstraint("(withdrawn_at is null) = (withdrawal is null)", name="withdrawn_whole"),
        UniqueConstraint("dialogue_id"),
        UniqueConstraint("unit", "dnr"),
        CheckConstraint(ONLY_DRAFTS_LEAVE, name="only_drafts_leave"),
        Index("ix_referral_unit_index", "unit", "person_index"),
        Index("ix_referral_untouched", "touched_at", postgresql_where=text("status = 'utkast'")),
    )

    id: UUID = Field(sa_column=_id())
    unit: str = Field(sa_column=_text(60))
    dialogue_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("dialogue.id"), info=open_()))
    """None for one that came on paper."""
    created_by: str = Field(sa_column=_text(200))
    created_at: datetime = Field(sa_column=_moment())
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    status: str = Field(sa_column=_text(30))
    team: str | None = Field(sa_column=_text(60, nullable=True))
    dnr: str | None = Field(sa_column=_text(20, nullable=True))
    submitted_at: datetime | None = Field(sa_column=_moment(nullable=True))
    shared_at: datetime | None = Field(sa_column=_moment(nullable=True))
    shared_with: list[str] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    """The parties that have the text and have not lost cover since."""
    reviewed_by: str | None = Field(sa_column=_text(200, nullable=True))
    reviewed_function: str | None = Field(sa_column=_text(200, nullable=True))
    reviewed_at: datetime | None = Field(sa_column=_moment(nullable=True))
    note_read: bool | None = Field(sa_column=Column(Boolean, info=open_()))
    touched_at: datetime = Field(sa_column=_moment())
    """When it was changed last, or last found to have a samtycke: a draft is removed when this is long ago."""
    leaves_since: datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    """System time from which a draft is being removed: nobody sees it any more."""
    carried: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    """Category → id of the event that carried it last."""
    person_index: bytes = Field(sa_column=_bytes(hashed()))
    content: bytes = Field(sa_column=_bytes(sealed()))
    registration: bytes | None = Field(sa_column=_bytes(sealed(), nullable=True))
    paper_team: str | None = Field(sa_column=_text(60, nullable=True))
    """The team whose koordinator registered it from paper."""
    paper_received_on: date | None = Field(sa_column=Column(Date, info=open_()))
    withdrawn_at: datetime | None = Field(sa_column=_moment(nullable=True))
    withdrawal: bytes | None = Field(sa_column=_bytes(sealed(), nullable=True))
    """Why the sender took it back, in which words, and who did."""


class SentTextRow(Base, table=True):
    """A version as it was sent, for ever: what the sender's own akt holds."""

    __tablename__ = "sent_text"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=_id())
    case_id: UUID = Field(
        sa_column=Column(Uuid, ForeignKey("referral.id"), nullable=False, index=True, info=open_())
    )
    version: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))
    kind: str = Field(sa_column=_text(20))
    sent_by: str = Field(sa_column=_text(200))
    function: str | None = Field(sa_column=_text(200, nullable=True))
    at: datetime = Field(sa_column=_moment())
    content: bytes = Field(sa_column=_bytes(sealed()))
    answer: bytes | None = Field(sa_column=_bytes(sealed(), nullable=True))
    retraction_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("retraction.id"), info=open_()))
    reason: bytes | None = Field(default=None, sa_column=_bytes(sealed(), nullable=True))


class KnownRow(Base, table=True):
    """A row of a samtycke, as the consent service's facts name it. A row that ended never opens again."""

    __tablename__ = "known_row"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=_id())
    case_id: UUID = Field(sa_column=Column(Uuid, nullable=False, index=True, info=open_()))
    source: str = Field(sa_column=_text(60))
    recipient: str = Field(sa_column=_text(60))
    category: str = Field(sa_column=_text(40))
    ended: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))


class RetractionRow(Base, table=True):
    """Something sent in error was taken back; why, and who attested it, is sealed."""

    __tablename__ = "retraction"  # pyright: ignore[reportAssignmentType]

    id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=_case())
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    whole: bool = Field(sa_column=Column(Boolean, nullable=False, info=open_()))
    said: bytes = Field(sa_column=Column(LargeBinary, nullable=False, info=sealed()))


class SentEventRow(Base, table=True):
    """A fact that carried something to read, and the version whose words it carried (none: a withdrawal)."""

    __tablename__ = "sent_event"  # pyright: ignore[reportAssignmentType]

    event_id: UUID = Field(sa_column=Column(Uuid, primary_key=True, info=open_()))
    case_id: UUID = Field(sa_column=_case())
    fact: str = Field(sa_column=Column(String(40), nullable=False, info=open_()))
    text_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("sent_text.id"), info=open_()))
    categories: list[str] = Field(sa_column=Column(JSONB, nullable=False, info=open_()))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False, info=open_()))
    retraction_id: UUID | None = Field(sa_column=Column(Uuid, ForeignKey("retraction.id"), info=open_()))


class DiaryRow(Base, table=True):
    """The last number given in a unit's diary, per year."""

    __tablename__ = "diary"  # pyright: ignore[reportAssignmentType]

    unit: str = Field(sa_column=Column(String(60), primary_key=True, info=open_()))
    year: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False, info=open_()))
    last: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))


class RemovedRow(Base, table=True):
    """What is left of drafts and dialogues that were removed by rule: how many, per unit and year."""

    __tablename__ = "removed"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (CheckConstraint("kind in ('utkast', 'dialog')", name="kind"),)

    unit: str = Field(sa_column=Column(String(60), primary_key=True, info=open_()))
    year: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False, info=open_()))
    kind: str = Field(sa_column=Column(String(10), primary_key=True, info=open_()))
    count: int = Field(sa_column=Column(Integer, nullable=False, info=open_()))


metadata = Base.metadata
add_mechanisms(metadata)
add_erasure(metadata)
