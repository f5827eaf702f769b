"""What every service's tests set up beside it: people with tokens, the consent service's key, settings, stores."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.infra.home import REFERENCE
from shared.auth import Unauthenticated, Viewer
from shared.hybrid import HybridKey
from shared.migrate import KEYS, upgrade
from shared.sections import ReceivingKey
from tests.infrastructure import Infrastructure


def a_viewer(name: str, **changes: Any) -> Viewer:
    """Return somebody; the token is the name."""
    return Viewer(
        subject=name,
        unit=changes.get("unit"),
        roles=frozenset(changes.get("roles", ())),
        scopes=frozenset(changes.get("scopes", ())),
        function=changes.get("function"),
        client_id=changes.get("client_id", "finsam-cli"),
        personal_number=None,
        token=name,
    )


@dataclass(frozen=True)
class FakeVerifier:
    """Knows these people and machines, by their names."""

    viewers: Mapping[str, Viewer]

    async def viewer(self, token: str) -> Viewer:
        if token not in self.viewers:
            raise Unauthenticated
        return self.viewers[token]


@dataclass(frozen=True)
class FakeTokens:
    """A service's own token: the name of its client."""

    client: str

    async def bearer(self) -> str:
        return self.client


def headers(who: str, version: int | None = None, key: str = "") -> dict[str, str]:
    """Return what a command carries beside its body."""
    said = {"Authorization": f"Bearer {who}", "Idempotency-Key": key or str(uuid4())}
    return said if version is None else {**said, "If-Match": f'"{version}"'}


def receiving_key(pair: HybridKey) -> dict[str, Any]:
    """Return the consent service's answer: the key of the week, to seal to."""
    public = base64.b64encode(pair.public()).decode()
    end = datetime.now(UTC) + timedelta(days=3)
    return ReceivingKey(kid="2026-W10", public=public, not_after=end).model_dump(mode="json")


def migrated(infra: Infrastructure, service: str) -> tuple[str, str]:
    """Return the addresses of a service's new database and key database."""
    urls = (infra.create_database(service), infra.create_database(f"{service}_keys"))
    upgrade(f"services.{service}", urls[0])
    upgrade(KEYS, urls[1])
    return urls


async def empty(engine: AsyncEngine, metadata: MetaData) -> None:
    """Empty a service's tables, but for the history, which lets nothing go."""
    names = ", ".join(table.name for table in metadata.sorted_tables if table.name != "event_history")
    async with engine.begin() as connection:
        await connection.execute(text(f"truncate {names}"))


def with_keys(folder: Path) -> Path:
    """Put a root and an index key in a folder."""
    for name in ("root", "index"):
        (folder / name).write_bytes(secrets.token_bytes(32))
    return folder


def settings_values(service: str, folder: Path, urls: tuple[str, str]) -> dict[str, Any]:
    """Return the settings of a service whose keys lie in a folder, and which has no Kafka."""
    return {
        "service": service,
        "database_url": urls[0],
        "keys_database_url": urls[1],
        "kafka_servers": "127.0.0.1:1",
        "kafka_user": f"svc-{service}",
        "kafka_password": "unused",
        "kafka_ca_file": folder / "ca.pem",
        "issuer": "http://issuer",
        "client_id": f"svc-{service}",
        "client_key_file": folder / "client.pem",
        "root_key_file": folder / "root",
        "index_key_file": folder / "index",
        "http_port": 1,
        "environment": "development",
        "recipients_file": REFERENCE / "recipients.json",
        "test_numbers_file": REFERENCE / "testnumbers.txt",
    }
