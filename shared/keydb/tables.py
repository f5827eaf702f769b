"""Tables of a key database. They hold wrapped keys only; the root that opens them lies elsewhere."""

from sqlalchemy import Column, DateTime, ForeignKey, LargeBinary, MetaData, String, Table

from shared.marking import open_, sealed

metadata = MetaData()

week_key = Table(
    "week_key",
    metadata,
    Column("id", String(8), primary_key=True, info=open_(), comment="ISO week in UTC, as 2026-W47"),
    Column("wrapped", LargeBinary, nullable=False, info=sealed(), comment="under the root"),
    Column("created_at", DateTime(timezone=True), nullable=False, info=open_()),
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
    Column("not_after", DateTime(timezone=True), info=open_(), comment="last time to seal or sign with it"),
    Column("destroyed_at", DateTime(timezone=True), info=open_(), comment="tombstone: never made again"),
    comment="Keys of all kinds; a row outlives its key, so that an id is never used twice",
)
