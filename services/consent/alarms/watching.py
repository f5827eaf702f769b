"""The alarms of this service: withdrawals, the hourly probe, the log."""

from time import monotonic
from typing import Final

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import text

from services.consent.alarms.counting_revocations import RevocationCount
from shared.alarms import Reading, Rule
from shared.db import Sessions

PROBE_LATE_SECONDS: Final = 2 * 3600.0
UNSIGNED_SECONDS: Final = 300.0
LOOK_LATE_SECONDS: Final = 2 * 3600.0

_PROBE = text("""
    select extract(epoch from clock_timestamp() - max(ended_at) filter (where failure is null))::float as well,
        extract(epoch from max(ended_at) filter (where failure is null))::float as at,
        (select p.failure is not null from probe p where p.ended_at is not null order by p.began_at desc limit 1)
        as is_failed,
        (select p.seconds from probe p where p.failure is null and p.ended_at is not null
         order by p.began_at desc limit 1) as seconds
    from probe
""")
_UNSIGNED = text("""
    with signed as (select coalesce(max(size), 0) as size from log_checkpoint)
    select (select count(*) from leaf where number is null)
        + (select count(*) from log_entry, signed where log_entry.number >= signed.size) as waiting,
        coalesce(greatest(
            extract(epoch from clock_timestamp() - (select min(numbered_at) from log_entry, signed
                where log_entry.number >= signed.size)),
            extract(epoch from clock_timestamp()) - (select ('x' || translate(left(min(id::text), 13), '-', ''))
                ::bit(48)::bigint / 1000.0 from leaf where number is null)
        ), 0)::float as oldest
""")
"""A leaf's id (UUID version 7) tells when it was made: 48 bits of milliseconds."""

_LOOKED = text(
    "select found, extract(epoch from clock_timestamp() - ended_at)::float as seconds from log_look"
)


class Watching:
    """Measures what the rules ask for, and keeps the probe's gauges."""

    def __init__(self, sessions: Sessions, registry: CollectorRegistry) -> None:
        self._sessions = sessions
        self._count = RevocationCount(sessions, registry)
        self._began = monotonic()
        self._well_at = Gauge(
            "finsam_probe_last_success",
            "Unix time of the last synthetic withdrawal that went well",
            registry=registry,
        )
        self._seconds = Gauge(
            "finsam_probe_seconds",
            "How long the last synthetic withdrawal took until gone",
            registry=registry,
        )

    async def probe_late(self) -> Reading:
        """Measure how long ago a synthetic withdrawal went well; before the first one, since the start."""
        async with self._sessions() as session:
            row = (await (await session.connection()).execute(_PROBE)).one()
        self._well_at.set(row.at or 0)
        self._seconds.set(row.seconds or 0)
        seconds = monotonic() - self._began if row.well is None else row.well
        return Reading(seconds > PROBE_LATE_SECONDS, seconds=seconds)

    async def probe_failed(self) -> Reading:
        """Whether the last synthetic withdrawal that ended did not end as it must."""
        async with self._sessions() as session:
            row = (await (await session.connection()).execute(_PROBE)).one()
        return Reading(bool(row.is_failed), int(bool(row.is_failed)))

    async def unsigned(self) -> Reading:
        """Measure how long a leaf has waited for its number or for a checkpoint."""
        async with self._sessions() as session:
            row = (await (await session.connection()).execute(_UNSIGNED)).one()
        return Reading(row.oldest > UNSIGNED_SECONDS, row.waiting, row.oldest)

    async def damaged(self) -> Reading:
        """Tell what the log found in itself when it was last looked through, by whichever instance."""
        async with self._sessions() as session:
            row = (await (await session.connection()).execute(_LOOKED)).first()
        return Reading(bool(row and row.found), row.found if row else 0)

    async def look_late(self) -> Reading:
        """Measure how long ago a look through the whole log ended; before the first one, since the start."""
        async with self._sessions() as session:
            row = (await (await session.connection()).execute(_LOOKED)).first()
        seconds = monotonic() - self._began if row is None else row.seconds
        return Reading(seconds > LOOK_LATE_SECONDS, seconds=seconds)

    def rules(self) -> tuple[Rule, ...]:
        """Return the alarms of this service."""
        return (
            self._count.rule(),
            Rule(
                "probe_failed",
                "critical",
                "the last synthetic withdrawal did not end as it must",
                "still_open: something was released after a withdrawal. Any other: the real way is shut somewhere.",
                "Close release if it is still_open. Look for probe_failed in the log: state says at which step.",
                self.probe_failed,
            ),
            Rule(
                "probe_late",
                "critical",
                "no synthetic withdrawal has gone well for 2 hours",
                "Nobody knows whether a withdrawal would take effect now.",
                "Is the service running its tasks, and do its databases answer?",
                self.probe_late,
            ),
            *self._of_the_log(),
        )

    def _of_the_log(self) -> tuple[Rule, ...]:
        return (
            Rule(
                "log_unsigned",
                "warning",
                "a leaf of the disclosure log has waited more than 5 minutes for its number or its checkpoint",
                "What has been disclosed is written down, and nobody outside can hold the log to it yet.",
                "Look for sequencer_waits and log_damaged in the log; the key database must answer.",
                self.unsigned,
            ),
            Rule(
                "log_damaged",
                "critical",
                "the stored log contradicts itself",
                "Bytes have been lost or changed. Nothing more is signed from there on.",
                "Do not mend it by hand. log_damaged in the log names each place; of a leaf's two copies the tree tells "
                "which is right. Keep a copy of the database and compare with what recipients have kept.",
                self.damaged,
            ),
            Rule(
                "log_look_late",
                "critical",
                "no look through the whole log has ended for 2 hours",
                "Nobody knows whether the log is whole: that log_damaged is silent says nothing.",
                "Is the service running its tasks? Look for log_audit_waits in the log, and for task_failed of log-audit: "
                "damage that the look has no word for may be what ends it.",
                self.look_late,
            ),
        )
