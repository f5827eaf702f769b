"""The consent service's stores on the real PostgreSQL, and its HTTP side with a referral service that answers."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx2
import psycopg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.consent.core import Core
from services.consent.settings import ConsentSettings
from services.consent.wiring import make_core, make_desk
from shared.auth import Unauthenticated, Viewer
from shared.db import make_engine
from shared.keys import KeyStore, RootKey
from tests.consent.builders import NAME, NOON, TEAM
from tests.consent.exit_world import StandsOpen, World, a_world
from tests.consent.races import Launcher
from tests.infrastructure import Infrastructure
from tests.standins import migrated, settings_values


@dataclass(frozen=True)
class Stores:
    """Addresses of a migrated database and key database."""

    url: str
    keys_url: str


@dataclass
class LawClock:
    """The clock of the law, moved by the test."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Drafts:
    """The drafts that the referral service knows: case id → unit and personnummer. A team's are papers at its own service."""

    known: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    away: bool = False
    asked: int = 0

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked += 1
        if self.away:
            raise httpx2.ConnectError("away", request=request)
        unit, number = self.known.get(UUID(request.url.path.split("/")[3]), ("", ""))
        role, _, asking = request.headers["authorization"].removeprefix("Bearer ").partition(".")
        if request.url.host == "referral" and role == "koordinator":
            return httpx2.Response(403)
        if not unit or asking != unit:
            return httpx2.Response(404)
        body = {"unit": unit, "team": TEAM, "personnummer": number, "namn": NAME, "status": "utkast"}
        return httpx2.Response(200, json=body)


class Tokens:
    """Stands for the identity provider: a token reads `role.unit`, `person.number` or `scope.name`."""

    async def viewer(self, token: str) -> Viewer:
        kind, _, value = token.partition(".")
        if kind in {"handlaggare", "koordinator", "logggranskare", "drift"}:
            return Viewer(
                token, value, frozenset({kind}), frozenset(), "socialsekreterare", None, None, token
            )
        if kind == "person":
            return Viewer("individ", None, frozenset({"individ"}), frozenset(), None, None, value, token)
        if kind == "scope":
            return Viewer("svc", None, frozenset(), frozenset({value}), None, "svc", None, token)
        if kind == "service":
            client, _, scope = value.partition(".")
            return Viewer(client, None, frozenset(), frozenset({scope}), None, client, None, token)
        if kind == "machine":
            unit, _, scope = value.partition(".")
            return Viewer(unit, unit, frozenset(), frozenset({scope}), None, unit, None, token)
        raise Unauthenticated


@dataclass
class Landing:
    """Whether every release in flight is known to have left."""

    drained: bool = True
    asked: list[UUID] = field(default_factory=list)
    doors: Any = None

    async def drain(self, case_id: UUID) -> bool:
        self.asked.append(case_id)
        return self.drained


@pytest.fixture(autouse=True)
def nobody_stays_protected(request: pytest.FixtureRequest) -> Iterator[None]:
    """The tests share a person and a database; a mark is on the person, and must not reach the next test."""
    yield
    if "stores" in request.fixturenames:
        url = request.getfixturevalue("stores").url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("update case_file set withheld_since = null")
            connection.execute("delete from protection")


@pytest.fixture(scope="session")
def stores(infra: Infrastructure) -> Stores:
    return Stores(*migrated(infra, "consent"))


@pytest.fixture(scope="session")
async def key_engine(stores: Stores) -> AsyncIterator[AsyncEngine]:
    engine = make_engine(stores.keys_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> LawClock:
    return LawClock()


@pytest.fixture
def drafts() -> Drafts:
    return Drafts()


@pytest.fixture
def landing() -> Landing:
    return Landing()


@pytest.fixture
async def core(
    stores: Stores, key_engine: AsyncEngine, clock: LawClock, drafts: Drafts, tmp_path: Path
) -> AsyncIterator[Core]:
    keystore = KeyStore(key_engine, RootKey(b"r" * 32))
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(drafts.answer))
    made = make_core(settings_for(stores, tmp_path), http, keystore)
    yield replace(made, clock=clock, gate=StandsOpen())
    await made.engine.dispose()


@pytest.fixture
async def client(core: Core, landing: Landing) -> AsyncIterator[httpx2.AsyncClient]:
    app = make_desk(core, Tokens())  # pyright: ignore[reportArgumentType]
    app.state.exit = landing
    landing.doors = SimpleNamespace(commands=app.state.commands)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://consent") as made:
        yield made


def settings_for(stores: Stores, folder: Path) -> ConsentSettings:
    """Return settings whose index key is always the same: the tests share a person and a database."""
    (folder / "index").write_bytes(b"i" * 32)
    values = settings_values("consent", folder, (stores.url, stores.keys_url))
    return ConsentSettings.model_validate(
        values | {"referral_url": "http://referral", "coordinator_url": "http://coordinator"}
    )


@pytest.fixture
async def world(core: Core) -> AsyncIterator[World]:
    async with a_world(core, make_desk(core, Tokens())) as made:  # pyright: ignore[reportArgumentType]
        yield made


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    made = Launcher()
    yield made
    made.close()
