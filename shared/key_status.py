"""How a key database stands: ids, ages, what waits to be destroyed. Nothing is opened, and no key is shown."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from shared.keydb.tables import store_mark, week_key, wrapped_key

LATE = timedelta(days=1)
"""How long a step of the turn may wait for its hourly look before it is called late."""

_PAIRS = ("receiving", "signing")


@dataclass(frozen=True, slots=True)
class KeyStatus:
    """One key database at one moment. `late`: what should have been done a day ago and is not, in plain words."""

    store: str
    current_week: str | None
    current_since: datetime | None
    next_turn: datetime | None
    root_ids: list[str]
    living: dict[str, int]
    destroyed: dict[str, int]
    waiting_to_move: int
    waiting_to_be_destroyed: list[str]
    next_destruction: datetime | None
    horizon_days: int
    pairs: dict[str, dict[str, Any]]
    late: list[str]

    def ages(self, now: datetime) -> dict[str, float]:
        """Return the age in seconds of each current key."""
        known = {"week": self.current_since, **{kind: pair["since"] for kind, pair in self.pairs.items()}}
        return {name: (now - since).total_seconds() for name, since in known.items() if since is not None}


class KeyGauges:
    """The status as metrics: the alarms hang on `finsam_keys_late`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._age = Gauge("finsam_keys_age_seconds", "Age of the current key", ["key"], registry=registry)
        self._waiting = Gauge(
            "finsam_keys_awaiting_destruction",
            "Week keys that only backups need, not yet destroyed",
            registry=registry,
        )
        self._late = Gauge(
            "finsam_keys_late", "Steps of a turn of keys that are more than a day late", registry=registry
        )

    def show(self, status: KeyStatus, now: datetime) -> None:
        """Set them to what was seen."""
        for name, age in status.ages(now).items():
            self._age.labels(name).set(age)
        self._waiting.set(len(status.waiting_to_be_destroyed))
        self._late.set(len(status.late))


async def key_status(engine: AsyncEngine, horizon: timedelta, now: datetime) -> KeyStatus:
    """Look at a key database; raises a database error."""
    async with engine.connect() as connection:
        weeks = (await connection.execute(select(week_key).order_by(week_key.c.id))).all()
        living, destroyed = await _counts(connection)
        under = await _under(connection)
        pairs = {kind: found for kind in _PAIRS if (found := await _pair(connection, kind, now))}
        store = await connection.scalar(select(store_mark.c.id))
    current = next((week for week in weeks if week.is_current), None)
    to_move = sum(count for week, count in under.items() if current is None or week != current.id)
    retired = [week for week in weeks if week.retired_at is not None and week.destroyed_at is None]
    due = [week.retired_at + horizon for week in retired]
    turn = _end_of(current.id) if current else None
    return KeyStatus(
        store=str(store),
        current_week=current.id if current else None,
        current_since=current.created_at if current else None,
        next_turn=turn,
        root_ids=sorted({week.root_id for week in weeks if week.root_id and week.destroyed_at is None}),
        living=living,
        destroyed=destroyed,
        waiting_to_move=to_move,
        waiting_to_be_destroyed=[week.id for week in retired],
        next_destruction=min(due, default=None),
        horizon_days=horizon.days,
        pairs=pairs,
        late=_late(turn, to_move, current, [at for at in due if at + LATE < now], now),
    )


def _late(
    turn: datetime | None, to_move: int, current: Any, overdue: list[datetime], now: datetime
) -> list[str]:
    late: list[str] = []
    if turn is not None and turn + LATE < now:
        late.append("week_not_turned")
    if to_move and current is not None and current.created_at + LATE < now:
        late.append("keys_not_moved")
    return late + ["week_not_destroyed"] * bool(overdue)


def _end_of(week: str) -> datetime:
    year, number = week.split("-W")
    return datetime.fromisocalendar(int(year), int(number), 1).replace(tzinfo=UTC) + timedelta(days=7)


async def _counts(connection: AsyncConnection) -> tuple[dict[str, int], dict[str, int]]:
    alive = wrapped_key.c.wrapped.is_not(None)
    query = select(wrapped_key.c.kind, alive.label("alive"), func.count().label("number"))
    rows = (await connection.execute(query.group_by(wrapped_key.c.kind, alive))).all()
    return (
        {row.kind: row.number for row in rows if row.alive},
        {row.kind: row.number for row in rows if not row.alive},
    )


async def _under(connection: AsyncConnection) -> dict[str, int]:
    query = select(wrapped_key.c.week_id, func.count()).where(wrapped_key.c.wrapped.is_not(None))
    return {row[0]: row[1] for row in await connection.execute(query.group_by(wrapped_key.c.week_id))}


async def _pair(connection: AsyncConnection, kind: str, now: datetime) -> dict[str, Any] | None:
    query = (
        select(wrapped_key.c.id, wrapped_key.c.created_at, wrapped_key.c.not_before, wrapped_key.c.not_after)
        .where(wrapped_key.c.kind == kind, wrapped_key.c.wrapped.is_not(None))
        .order_by(wrapped_key.c.created_at, wrapped_key.c.id)
    )
    rows = (await connection.execute(query)).all()
    if not rows:
        return None
    using = [row for row in rows if (row.not_before or row.created_at) <= now < row.not_after]
    current = using[0] if using else None
    return {
        "current": current.id if current else None,
        "since": (current.not_before or current.created_at) if current else None,
        "until": current.not_after if current else None,
        "waiting_to_be_destroyed": [row.id for row in rows if row.not_after <= now],
    }
