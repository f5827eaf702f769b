"""A followup service on a real, migrated PostgreSQL, with a small fake of the consent service beside it."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text

from services.followup import events
from services.followup.reminding import Reminding
from services.followup.tables import metadata
from services.followup.wiring import Parts, make_consent, make_desk, make_reminding
from shared.db import make_engine, make_sessions
from shared.keys import KeyStore, RootKey
from shared.outbox import Outbox
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SectionSealer
from tests.followup.fakes import TOKENS, VERIFIER, FakeConsent, settings_of
from tests.standins import empty, headers, migrated, with_keys


@dataclass
class HeldClock:
    """A clock that a test sets: it stands still until it is moved, forward only."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def reach(self, day: date) -> None:
        self.moment = max(self.moment, datetime(day.year, day.month, day.day, 11, 0, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts that a test plays with."""

    parts: Parts
    api: httpx2.AsyncClient
    consent: FakeConsent
    clock: HeldClock
    reminding: Reminding

    async def rows(self, statement: str, **values: Any):
        async with self.parts.sessions() as session:
            return (await (await session.connection()).execute(text(statement), values)).all()

    async def published(self, case_id: UUID) -> list[dict[str, Any]]:
        key = str(case_id).encode()
        found = await self.rows("select body from outbox where key = :key order by id", key=key)
        return [json.loads(row.body) for row in found]

    async def types(self, case_id: UUID) -> list[str]:
        return [event["type"].split(".")[3] for event in await self.published(case_id)]

    async def reach(self, day: date) -> None:
        """Move the clock of the law, and let what has come due be done."""
        self.clock.reach(day)
        await self.sweep()

    async def sweep(self) -> None:
        while await self.reminding.sweep():
            pass

    async def get(self, path: str, who: str = "koordinator"):
        return await self.api.get(path, headers={"Authorization": f"Bearer {who}"})

    async def post(
        self, path: str, body: Any, *, who: str = "koordinator", version: int | None = None, key: str = ""
    ):
        return await self.api.post(path, json=body, headers=headers(who, version, key))


@pytest.fixture(scope="session")
def databases(infra) -> tuple[str, str]:
    return migrated(infra, "followup")


@pytest.fixture(scope="session")
def key_files(tmp_path_factory) -> Path:
    """One root and one index key for the whole run: the key database outlives a test."""
    return with_keys(tmp_path_factory.mktemp("followup"))


@pytest.fixture
async def stage(databases, key_files, tmp_path) -> AsyncIterator[Stage]:
    settings = settings_of(key_files, tmp_path / "clock.json", databases)
    engine, key_engine = (make_engine(url) for url in databases)
    await empty(engine, metadata)
    fake = FakeConsent()
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=fake.app))
    keys = CaseKeys(KeyStore(key_engine, RootKey.from_file(settings.root_key_file)))
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    outbox = Outbox("followup", events.TOPIC, sealer=sealer, case_keys=keys)
    clock = HeldClock(datetime(2026, 3, 2, 11, 0, tzinfo=UTC))
    consent = make_consent(settings, http, TOKENS)
    parts = Parts(make_sessions(engine), keys, outbox, consent, clock)
    app = make_desk(settings, parts, VERIFIER)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://followup") as api:
        yield Stage(parts, api, fake, clock, make_reminding(settings, parts))
    await http.aclose()
    await engine.dispose()
    await key_engine.dispose()
