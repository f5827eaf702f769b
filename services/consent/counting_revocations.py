"""Withdrawals recorded = withdrawals enforced, counted from what is stored, by any instance.

Enforced is not what a withdrawal says of itself: it is marked so, and no row in its scope that was signed before it is
aktiv any more. (150 000 withdrawals that were recorded and never enforced were found after three years, by accident:
NHS, 2018.)
"""

from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text

from services.consent.domain.categories import CORE
from shared.alarms import Reading, Rule
from shared.db import Sessions

BEHIND_SECONDS: Final = 300.0

_COUNT = text("""
    select count(*) as recorded, count(*) filter (where is_enforced) as enforced,
        coalesce(extract(epoch from clock_timestamp() - min(recorded_at) filter (where not is_enforced)), 0)::float
        as oldest
    from (
        select r.recorded_at, r.enforced_at is not null and not exists (
            select from consent_row w join signing s on s.id = w.signing_id
            where w.case_id = r.case_id and w.state = 'aktiv' and s.received_at < r.received_at
                and (r.party is null or r.party in (w.source, w.recipient))
                and (r.direction is null or r.party = case r.direction when 'till' then w.recipient else w.source end)
                and (r.category is null or r.category = any(:core) or r.category = w.category)
        ) as is_enforced
        from revocation r where not exists (select from probe p where p.case_id = r.case_id)
    ) as looked_at
""")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many withdrawals are recorded and how many enforced; the age of the oldest that is not."""

    recorded: int
    enforced: int
    oldest_seconds: float


class RevocationCount:
    """Counts, and keeps the gauges."""

    def __init__(self, sessions: Sessions, registry: CollectorRegistry) -> None:
        self._sessions = sessions
        self._gauges = {
            name: Gauge(f"finsam_revocations_{name}", told, registry=registry)
            for name, told in (
                ("recorded", "Withdrawals recorded"),
                ("enforced", "Withdrawals enforced"),
                ("difference", "Withdrawals recorded and not enforced"),
                ("oldest_seconds", "Age of the oldest withdrawal that is not enforced"),
            )
        }

    async def count(self) -> Standing:
        """Count now; raises a database error."""
        async with self._sessions() as session:
            row = (await (await session.connection()).execute(_COUNT, {"core": sorted(CORE)})).one()
        found = Standing(row.recorded, row.enforced, row.oldest)
        self._gauges["recorded"].set(found.recorded)
        self._gauges["enforced"].set(found.enforced)
        self._gauges["difference"].set(found.recorded - found.enforced)
        self._gauges["oldest_seconds"].set(found.oldest_seconds)
        return found

    async def read(self) -> Reading:
        """Return what the alarm is decided by."""
        found = await self.count()
        return Reading(
            found.oldest_seconds > BEHIND_SECONDS, found.recorded - found.enforced, found.oldest_seconds
        )

    def rule(self) -> Rule:
        """Return the alarm."""
        return Rule(
            "revocations_behind",
            "critical",
            "a withdrawal recorded more than 5 minutes ago is not enforced",
            "The person has said no, and somebody may still be told.",
            "Look for revocation_waits in the log. A process that stands still is ended; the key database must answer.",
            self.read,
        )
