"""A coordinator service on a real, migrated PostgreSQL, with a small fake of the consent service beside it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from services.coordinator import events
from services.coordinator.arrivals import Arrivals, ArrivalWorker
from services.coordinator.settings import CoordinatorSettings
from services.coordinator.tables import metadata
from services.coordinator.wiring import Team, make_desk
from shared.blind_index import BlindIndex
from shared.clock import MovableClock
from shared.db import make_engine, make_sessions
from shared.keys import KeyStore, RootKey
from shared.outbox import Outbox
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SectionSealer
from tests.coordinator.builders import HEAD, OFFICE
from tests.coordinator.fake_referral import FakeReferral
from tests.coordinator.fakes import TOKENS, VERIFIER, FakeConsent, FakeFollowup, settings_of
from tests.standins import empty, migrated, with_keys


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts that a test plays with."""

    team: Team
    app: FastAPI
    api: httpx2.AsyncClient
    http: httpx2.AsyncClient
    consent: FakeConsent
    followup: FakeFollowup
    referral: FakeReferral
    arrivals: Arrivals
    worker: ArrivalWorker
    settings: CoordinatorSettings

    async def settle(self) -> None:
        """Handle every document that is due."""
        while await self.worker.handle_next():
            pass


@pytest.fixture(scope="session")
def databases(infra) -> tuple[str, str]:
    return migrated(infra, "coordinator")


@pytest.fixture(scope="session")
def key_files(tmp_path_factory) -> Path:
    """One root and one index key for the whole run: the key database outlives a test."""
    return with_keys(tmp_path_factory.mktemp("coordinator"))


@pytest.fixture
async def stage(databases, key_files, tmp_path) -> AsyncIterator[Stage]:
    settings = settings_of(key_files, tmp_path / "clock.json", databases)
    engine, key_engine = (make_engine(url) for url in databases)
    await empty(engine, metadata)
    consent, followup, referral = FakeConsent(), FakeFollowup(), FakeReferral()
    http = httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=consent.app),
        mounts={
            "http://followup": httpx2.ASGITransport(app=followup.app),
            "http://referral": httpx2.ASGITransport(app=referral.app),
        },
    )
    keys = CaseKeys(KeyStore(key_engine, RootKey.from_file(settings.root_key_file)))
    sealer = SectionSealer(ReceivingKeys(settings.consent_address, http))
    outbox = Outbox("coordinator", events.TOPIC, sealer=sealer, case_keys=keys)
    index = BlindIndex.from_file(settings.index_key_file)
    team = Team(OFFICE, make_sessions(engine), keys, outbox, index, HEAD)
    app = make_desk(settings, team, TOKENS, http, VERIFIER)
    assert settings.clock_file is not None
    arrivals = Arrivals(team.sessions, keys, MovableClock(settings.clock_file))
    worker = ArrivalWorker(team.sessions, keys, team.books, OFFICE, prepare=outbox.prepare, reply_days=5)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://coordinator") as api:
        yield Stage(team, app, api, http, consent, followup, referral, arrivals, worker, settings)
    await http.aclose()
    await engine.dispose()
    await key_engine.dispose()
