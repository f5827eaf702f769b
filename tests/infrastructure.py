"""What tests make on the real PostgreSQL and Kafka, and remove again."""

import secrets

import psycopg
from kafka import KafkaAdminClient

from deploy.infra import databases
from deploy.infra.broker import apply_grants, grants_of
from deploy.infra.system import System
from deploy.infra.topology import MATRIX, TOPIC_SETTINGS, Grant


class Infrastructure:
    """The shared parts of one test run."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._databases: list[str] = []
        self._topics: list[str] = []

    def database_url(self, name: str) -> str:
        """SQLAlchemy's address of a declared database (`consent`, `consent_keys`), for its own role."""
        return self.system.database_url(name)

    def create_database(self, prefix: str) -> str:
        """A fresh, empty database with a role of its own; its SQLAlchemy address."""
        name, password = f"{prefix}_{secrets.token_hex(4)}", secrets.token_urlsafe(12)
        with psycopg.connect(self.system.postgres.dsn(), autocommit=True) as connection:
            databases.create(connection, name, password)
        self._databases.append(name)
        return self.system.postgres.url(name, name, password)

    def superuser_dsn(self, database: str = "postgres") -> str:
        """libpq's address of a database for the superuser."""
        return self.system.postgres.dsn(database)

    def kafka_env(self, user: str) -> dict[str, str]:
        """The FINSAM_KAFKA_ settings of a declared user, or of `operator`, who may do everything."""
        return self.system.kafka_env(user)

    def admin(self) -> KafkaAdminClient:
        """The operator's admin client."""
        return self.system.admin()

    def create_topic(
        self, prefix: str, *, partitions: int = 1, writer: str = "", reader: str = "", group: str = ""
    ) -> str:
        """A fresh topic, which `writer` may write and `reader` may read (in groups that begin with `group`)."""
        name = f"{prefix}.{secrets.token_hex(4)}"
        admin = self.system.admin()
        try:
            options = {"num_partitions": partitions, "replication_factor": 1, "configs": TOPIC_SETTINGS}
            admin.create_topics({name: options}, wait_for_metadata=True)
            self._topics.append(name)
            new = [Grant(writer, "WRITE", "TOPIC", name)] if writer else []
            new += [Grant(reader, "READ", "TOPIC", name)] if reader else []
            new += [Grant(reader, "READ", "GROUP", group, prefixed=True)] if reader and group else []
            apply_grants(admin, {*(Grant(*held) for held in grants_of(admin)), *new})
        finally:
            admin.close()
        return name

    def clean_up(self) -> None:
        """Remove what was made."""
        with psycopg.connect(self.system.postgres.dsn(), autocommit=True) as connection:
            for name in self._databases:
                databases.drop(connection, name)
        admin = self.system.admin()
        try:
            if self._topics:
                admin.delete_topics(self._topics)
            apply_grants(admin, MATRIX)
        finally:
            admin.close()
