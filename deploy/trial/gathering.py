"""Gathers, once all is at rest, what the databases and the topics hold: read as it lies, never asked of the services."""

import json
import ssl
from typing import Any, Final, LiteralString

import psycopg

from deploy.infra.system import System
from deploy.infra.topology import DISCLOSING_SERVICE, OPERATOR, SERVICES, service_topic
from deploy.trial.history import Fact, Halves, Leaf, Published, Sealed, Taken
from shared.kafka import TopicReader

_FACTS: Final = (
    "select case_id::text, number, type, event_id::text from event_history order by case_id, number"
)
_TAKEN: Final = (
    "select source, event_id, case when handled_at is not null then 'handled' when parked_at is not null then"
    " 'parked' else 'waiting' end from inbox"
)
_NUMBERS: Final = "select case_id::text, number from case_number"
_UNSENT: Final = "select event_id::text from outbox"
_UNANSWERED: Final = "select count(*) from idempotency where status is null"
_SEALED: Final = "select event_id::text, case_id::text, recipient, alias::text, epoch, sequence, type from delivery order by position"
_LEAVES: Final = (
    "select l.case_id::text, l.recipient, l.event_id::text, s.category, coalesce(s.row_id::text, ''),"
    " extract(epoch from l.at)::float from leaf l"
    " join delivery_section s on s.event_id = l.event_id and s.index = l.index"
)
_MADE: Final = "select 'draft', id::text from referral union all select 'dialogue', id::text from dialogue"
_UNNUMBERED: Final = (
    "select (select count(*) from leaf) - coalesce((select max(size) from log_checkpoint), 0)"
)


class Gathering:
    """Reads the stores of one system as their superuser."""

    def __init__(self, system: System) -> None:
        self._system = system

    def facts(self) -> tuple[Fact, ...]:
        """Return every fact of every service."""
        return tuple(Fact(service, *row) for service in SERVICES for row in self._rows(service, _FACTS))

    def taken(self) -> tuple[Taken, ...]:
        """Return every event in every inbox."""
        return tuple(
            Taken(service, source.rpartition("/")[2], event_id, state)
            for service in SERVICES
            for source, event_id, state in self._rows(service, _TAKEN)
        )

    def sealed(self) -> tuple[Sealed, ...]:
        """Return every record that was sealed for a recipient."""
        return tuple(Sealed(*row) for row in self._rows(DISCLOSING_SERVICE, _SEALED))

    def leaves(self) -> tuple[Leaf, ...]:
        """Return every disclosure of a record that the log holds."""
        return tuple(Leaf(*row) for row in self._rows(DISCLOSING_SERVICE, _LEAVES))

    def halves(self) -> Halves:
        """Return what commands have left behind."""
        return Halves(
            unsent=tuple(f"{s} {row[0]}" for s in SERVICES for row in self._rows(s, _UNSENT)),
            numbers={(s, row[0]): row[1] for s in SERVICES for row in self._rows(s, _NUMBERS)},
            unanswered=tuple(s for s in SERVICES for row in self._rows(s, _UNANSWERED) if row[0]),
            made=frozenset(self._rows("referral", _MADE)),
        )

    def behind_the_log(self) -> int:
        """Return how many leaves no checkpoint covers yet."""
        return self._rows(DISCLOSING_SERVICE, _UNNUMBERED)[0][0]

    async def published(self) -> tuple[Published, ...]:
        """Return every record of the services' topics, each partition in its order."""
        found: list[Published] = []
        for service in SERVICES:
            reader = TopicReader(self._options, service_topic(service))
            bounds = await reader.bounds()
            begins = {number: bound[0] for number, bound in bounds.items()}
            ends = {number: bound[1] for number, bound in bounds.items()}
            async for records in reader.read(begins, ends):
                found += [_published(service, record.body) for record in records]
        return tuple(found)

    def _options(self) -> dict[str, Any]:
        env = self._system.kafka_env(OPERATOR)
        return {
            "bootstrap_servers": env["FINSAM_KAFKA_SERVERS"],
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_plain_username": OPERATOR,
            "sasl_plain_password": env["FINSAM_KAFKA_PASSWORD"],
            "ssl_context": ssl.create_default_context(cafile=env["FINSAM_KAFKA_CA_FILE"]),
        }

    def _rows(self, database: str, query: LiteralString) -> list[Any]:
        with psycopg.connect(self._system.postgres.dsn(database), autocommit=True) as connection:
            return connection.execute(query).fetchall()


def _published(service: str, body: bytes) -> Published:
    envelope = json.loads(body)
    return Published(service, envelope["subject"], envelope["number"], envelope["id"])
