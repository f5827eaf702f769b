"""What is recorded to end a samtycke or to shut a case = what is enforced, counted from what is stored, by any instance.

Withdrawals, makuleringar, the ends of mandates, and marks of protected identity. Enforced is not what an act says of itself: it
is marked so, and no row that it ends is aktiv any more; of a mark, every case of the person is shut, and no answer about her is
on its way. (150 000 withdrawals that were recorded and never enforced were found after three years, by
accident: NHS, 2018.)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text

from services.consent.domain.categories import CORE
from shared.alarms import Reading, Rule
from shared.db import Sessions

BEHIND_SECONDS: Final = 300.0
ACTS: Final = ("revocation", "annulment", "mandate_end", "protection")
"""What ends rows, or shuts all of them, by somebody's act. That time has run out is nobody's."""

_COUNT = text("""
    with act as (
        select 'revocation' as act, r.recorded_at, r.enforced_at is not null and not exists (
            select from consent_row w join signing s on s.id = w.signing_id
            where w.case_id = r.case_id and w.state = 'aktiv' and s.received_at < r.received_at
                and (r.party is null or r.party in (w.source, w.recipient))
                and (r.direction is null or r.party = case r.direction when 'till' then w.recipient else w.source end)
                and (r.category is null or r.category = any(:core) or r.category = w.category)
        ) as is_enforced
        from revocation r where not exists (select from probe p where p.case_id = r.case_id)
        union all
        select struck.act, struck.recorded_at, struck.is_done and not exists (
            select from consent_row w join row_signing mine on mine.row_id = w.id
            where mine.signing_id = struck.signing_id and w.state = 'aktiv' and w.valid_to > struck.until
                and not exists (
                    select from row_signing other join signing s on s.id = other.signing_id
                    where other.row_id = w.id and other.signing_id <> struck.signing_id
                        and s.annulled_at is null and other.valid_to >= w.valid_to
                )
        ) as is_enforced
        from (
            select 'annulment' as act, signing_id, recorded_at, enforced_at is not null as is_done,
                '-infinity'::timestamptz as until from annulment
            union all
            select 'mandate_end', signing_id, recorded_at, true,
                (last_day + 1)::timestamp at time zone 'Europe/Stockholm' from mandate_end
        ) as struck
        union all
        select 'protection', case when substr(p.id::text, 15, 1) <> '7' then p.marked_at else to_timestamp(
                ('x' || translate(left(p.id::text, 13), '-', ''))::bit(48)::bigint / 1000.0) end,
            p.lifted_at is not null or not exists (
                select from case_file named join case_file hers
                    on hers.case_id = named.case_id or hers.person_hash = named.person_hash
                where named.case_id = p.case_id and (hers.withheld_since is null or exists (
                    select from in_flight f where f.case_id = hers.case_id and f.sent_at is null
                ))
            )
        from protection p
    )
    select act, count(*) as recorded, count(*) filter (where is_enforced) as enforced,
        coalesce(extract(epoch from clock_timestamp() - min(recorded_at) filter (where not is_enforced)), 0)::float
        as oldest
    from act group by act
""")
"""A row that another valid signature carries as far goes on: that is no fault. When a mark was recorded by the machine's clock
stands in its id (UUID version 7: 48 bits of milliseconds); the oldest ones have another kind of id."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many acts are recorded and how many enforced; the age of the oldest that is not."""

    recorded: int = 0
    enforced: int = 0
    oldest_seconds: float = 0


class RevocationCount:
    """Counts, and keeps the gauges."""

    def __init__(self, sessions: Sessions, registry: CollectorRegistry) -> None:
        self._sessions = sessions
        self._gauges = {
            name: Gauge(f"finsam_revocations_{name}", told, ["act"], registry=registry)
            for name, told in (
                ("recorded", "Acts that end a samtycke or shut a case, recorded"),
                ("enforced", "Acts that end a samtycke or shut a case, enforced"),
                ("difference", "Acts that end a samtycke or shut a case, recorded and not enforced"),
                ("oldest_seconds", "Age of the oldest act that is not enforced"),
            )
        }

    async def count(self) -> Mapping[str, Standing]:
        """Count now, by kind of act; raises a database error."""
        async with self._sessions() as session:
            rows = await (await session.connection()).execute(_COUNT, {"core": sorted(CORE)})
            counted = {row.act: Standing(row.recorded, row.enforced, row.oldest) for row in rows}
        found = {act: counted.get(act, Standing()) for act in ACTS}
        for act, standing in found.items():
            self._gauges["recorded"].labels(act).set(standing.recorded)
            self._gauges["enforced"].labels(act).set(standing.enforced)
            self._gauges["difference"].labels(act).set(standing.recorded - standing.enforced)
            self._gauges["oldest_seconds"].labels(act).set(standing.oldest_seconds)
        return found

    async def read(self) -> Reading:
        """Return what the alarm is decided by."""
        found = (await self.count()).values()
        oldest = max(each.oldest_seconds for each in found)
        return Reading(oldest > BEHIND_SECONDS, sum(each.recorded - each.enforced for each in found), oldest)

    def rule(self) -> Rule:
        """Return the alarm."""
        return Rule(
            "revocations_behind",
            "critical",
            "a withdrawal, a makulering, the end of a mandate or a mark of protected identity recorded more than 5 minutes ago "
            "is not enforced",
            "The person has said no, never said yes, or is protected, and somebody may still be told.",
            "Look for revocation_waits in the log. A process that stands still is ended; the key database must answer.",
            self.read,
        )
