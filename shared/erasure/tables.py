"""Decisions and holds: the protocol that is left when a case is gone. They name no person whom a case is about."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, Date, DateTime, Index, MetaData, String, Table, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from shared.db import NAMING
from shared.marking import open_

if TYPE_CHECKING:
    from alembic.operations import Operations

_METADATA = MetaData(naming_convention=NAMING)
_ONE_CASE = "uq_erasure_decision_unit_protocol"
_MANY_CASES = "uq_erasure_decision_unit_protocol_case_id"


def _word(name: str, length: int, *, nullable: bool = False) -> Column[object]:
    return Column(name, String(length), nullable=nullable, info=open_())


def _moment(name: str, *, nullable: bool = True) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=nullable, info=open_())


def _official(name: str, *, nullable: bool = True) -> tuple[Column[object], ...]:
    return (
        _word(f"{name}_by", 200, nullable=nullable),
        _word(f"{name}_function", 200, nullable=True),
        _moment(f"{name}_at", nullable=nullable),
    )


erasure_decision = Table(
    "erasure_decision",
    _METADATA,
    Column("id", Uuid, primary_key=True, info=open_()),
    Column("case_id", Uuid, nullable=False, info=open_()),
    _word("unit", 60),
    _word("protocol", 80),
    _word("ground", 40),
    _word("reference", 120),
    *_official("decided", nullable=False),
    Column("takes_effect", Date, nullable=False, info=open_()),
    *_official("attested"),
    *_official("set_aside"),
    _moment("begun_at"),
    _moment("keys_gone_at"),
    _moment("done_at"),
    Column("counts", JSONB, nullable=False, info=open_(), comment="how many rows of each table there were"),
    UniqueConstraint("unit", "protocol", "case_id"),
    Index(
        "uq_erasure_decision_standing",
        "case_id",
        unique=True,
        postgresql_where=text("set_aside_at is null"),
    ),
    comment="A decision to destroy what is held of a case: who, by what right, and how far it has come",
)

erasure_hold = Table(
    "erasure_hold",
    _METADATA,
    Column("id", Uuid, primary_key=True, info=open_()),
    Column("case_id", Uuid, nullable=False, index=True, info=open_()),
    _word("unit", 60),
    _word("reason", 40),
    _word("reference", 120, nullable=True),
    *_official("put", nullable=False),
    *_official("lifted"),
    comment="Nothing of the case is destroyed while it stands",
)


def add_erasure(metadata: MetaData) -> None:
    """Put the tables beside a service's own."""
    for table in _METADATA.sorted_tables:
        table.to_metadata(metadata)


def create_erasure(op: "Operations") -> None:
    """Make the tables: one migration of every service calls this."""
    _METADATA.create_all(op.get_bind())


def share_protocols(op: "Operations") -> None:
    """Let one protocol cover many cases: one migration of every service calls this. A new table does already."""
    for name in (_ONE_CASE, _MANY_CASES):
        op.execute(f"alter table erasure_decision drop constraint if exists {name}")
    op.create_unique_constraint(_MANY_CASES, "erasure_decision", ["unit", "protocol", "case_id"])


def unshare_protocols(op: "Operations") -> None:
    """Let a protocol cover one case again. Fails while one covers more: none of them can be left out."""
    op.drop_constraint(_MANY_CASES, "erasure_decision")
    op.create_unique_constraint(_ONE_CASE, "erasure_decision", ["unit", "protocol"])


def drop_erasure(op: "Operations") -> None:
    """Take them away again."""
    _METADATA.drop_all(op.get_bind())
