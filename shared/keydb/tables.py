"""Tables of a key database. They hold wrapped keys only; the root that opens them lies elsewhere."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Uuid,
    func,
    text,
)

from shared.marking import open_, sealed

metadata = MetaData()


def _moment(name: str, comment: str | None = None) -> Column[object]:
    return Column(name, DateTime(timezone=True), info=open_(), comment=comment)


week_key = Table(
    "week_key",
    metadata,
    Column("id", String(8), primary_key=True, info=open_(), comment="ISO week in UTC, as 2026-W47"),
    Column("wrapped", LargeBinary, info=sealed(), comment="under the root; null: destroyed"),
    Column("root_id", String(40), info=open_(), comment="which root; null: one that has no id"),
    Column("created_at", DateTime(timezone=True), nullable=False, info=open_()),
    Column("is_current", Boolean, nullable=False, server_default=text("false"), info=open_()),
    _moment("retired_at", "since when it wraps no living key: from then on only backups need it"),
    _moment("destroyed_at", "tombstone: never made again"),
    CheckConstraint("(wrapped is null) = (destroyed_at is not null)", name="ck_week_key_destroyed"),
    Index("uq_week_key_current", "is_current", unique=True, postgresql_where=text("is_current")),
    comment="One random key a week; destroying it shuts every backup that was wrapped under it",
)

wrapped_key = Table(
    "wrapped_key",
    metadata,
    Column("kind", String(40), primary_key=True, info=open_()),
    Column("id", String(200), primary_key=True, info=open_()),
    Column("wrapped", LargeBinary, info=sealed(), comment="under the week key; null: destroyed"),
    Column("week_id", String(8), ForeignKey("week_key.id"), index=True, info=open_()),
    Column("public", LargeBinary, info=open_(), comment="the public half of a key pair"),
    Column("created_at", DateTime(timezone=True), nullable=False, info=open_()),
    Column("not_before", DateTime(timezone=True), info=open_(), comment="first time to sign with it"),
    Column("not_after", DateTime(timezone=True), info=open_(), comment="last time to seal or sign with it"),
    Column("destroyed_at", DateTime(timezone=True), info=open_(), comment="tombstone: never made again"),
    comment="Keys of all kinds; a row outlives its key, so that an id is never used twice",
)

store_mark = Table(
    "store_mark",
    metadata,
    Column("slot", SmallInteger, primary_key=True, server_default=text("1"), info=open_()),
    Column("id", Uuid, nullable=False, server_default=func.gen_random_uuid(), info=open_()),
    Column("counter", BigInteger, nullable=False, server_default=text("0"), info=open_()),
    CheckConstraint("slot = 1", name="ck_store_mark_slot"),
    comment="Which key database this is, and how many times the service's own database was seen to agree with it",
)
