"""The house: every service as it is wired, on databases of its own, with its HTTP reached in memory."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from finsam_party import PartySettings
from joserfc.jwk import OKPKey
from sqlalchemy import text

from deploy.infra.clients import RECIPIENT_SCOPES, SERVICE_SCOPES
from deploy.infra.home import REFERENCE
from deploy.infra.topology import RECIPIENTS, SERVICES, TEAM
from shared.clock import MovableClock, move
from shared.devidp.app import make_app
from shared.devidp.directory import Client, Directory, Person
from shared.devidp.tokens import TokenIssuer
from shared.migrate import KEYS, upgrade
from shared.relay import Relay
from shared.service import Service, keep_alive
from tests.infrastructure import Infrastructure
from tests.world.parties import Party
from tests.world.topics import MemoryClient, MemoryProducer, MemoryTopic, Topics

ISSUER = "http://identity.world"
BEGINNING = datetime(2040, 1, 2, 6, tzinfo=UTC)
"""A Monday of the law's time, so that every run meets the same weekdays and holidays."""
SWEPT = {"team-topic", "arrivals", "keys", "expiry", "reminding", "gallring", "removing"}
"""Tasks that this house drives itself: they read Kafka, or look at the clock each second."""
_WAITING = {
    "outbox": "select count(*) from outbox where parked_at is null",
    "inbox": "select count(*) from inbox where handled_at is null and parked_at is null",
    "arrival": "select count(*) from arrival where state = 'waiting'",
}
_PARKED = {
    "outbox": "select count(*) from outbox where parked_at is not null",
    "inbox": "select count(*) from inbox where handled_at is null and parked_at is not null",
    "arrival": "select count(*) from arrival where state = 'parked'",
}
_LOOK_SECONDS = 0.02


class _Late(httpx2.AsyncBaseTransport):
    """Reaches an app that is made after the client that reaches it."""

    def __init__(self, apps: dict[str, Any], name: str) -> None:
        self._apps, self._name = apps, name

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        transport = httpx2.ASGITransport(app=self._apps[self._name], raise_app_exceptions=False)
        return await transport.handle_async_request(request)


@dataclass
class House:
    """What a test plays with."""

    http: httpx2.AsyncClient
    services: dict[str, Service]
    parties: dict[str, Party]
    topics: Topics
    clock_file: Path
    issuer: TokenIssuer
    people: dict[str, Person]
    readers: frozenset[str]
    """The recipients that read their topics; the team always does."""
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    slots: Iterator[int] = field(default_factory=count)
    """Every meeting gets a quarter of an hour of its own, so that only tests about clashes clash."""

    def url(self, service: str, path: str) -> str:
        """Return a service's address."""
        return f"http://{service}.world{path}"

    def now(self) -> datetime:
        """Return the time of the law."""
        return MovableClock(self.clock_file).now()

    async def move(self, step: timedelta) -> None:
        """Move the clock of every service forward and let what is due happen."""
        move(self.clock_file, step)
        await self.sweep()

    async def sweep(self) -> None:
        """Let what looks at the clock look once."""
        for service, task in (("consent", "expiry"), ("followup", "reminding")):
            while await self._owner(service, task).sweep():
                pass
        for service in self.services:
            await self._owner(service, "gallring").sweep()

    def _owner(self, service: str, task: str) -> Any:
        return getattr(self.services[service].tasks[task], "__self__", None)

    async def settle(self) -> None:
        """Wait until nothing is on its way any more; whatever was parked is a fault."""
        quiet = 0
        async with asyncio.timeout(120):
            while quiet < 2:
                quiet = quiet + 1 if await self._is_quiet() else 0
                if not quiet:
                    await asyncio.sleep(_LOOK_SECONDS)
        assert await self._counts(_PARKED) == {}

    async def _is_quiet(self) -> bool:
        unread = any(
            place < len(self.topics.records[topic]) for (_, topic), place in self.places.items()
        ) or any(
            party.is_behind(self.topics) for party in self.parties.values() if party.name in self.readers
        )
        return not unread and not await self._counts(_WAITING)

    async def _counts(self, queries: dict[str, str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for name, service in self.services.items():
            asked = {table: query for table, query in queries.items() if table in _tables(name)}
            together = ", ".join(f"({query}) as {table}" for table, query in asked.items())
            async with service.engine.connect() as connection:
                counts = (await connection.execute(text(f"select {together}"))).one()
            found |= {f"{name}.{table}": n for table, n in zip(asked, counts, strict=True) if n}
        return found


def _tables(service: str) -> set[str]:
    return {"outbox", "inbox", "arrival"} if service == "coordinator" else {"outbox", "inbox"}


@asynccontextmanager
async def a_house(
    infra: Infrastructure, folder: Path, people: Iterable[Person], *, readers: Collection[str] = RECIPIENTS
) -> AsyncIterator[House]:
    """Build the services, run what they run, and take them down again.

    `readers`: whose systems read their topics; what the others get is sealed and staged all the same.
    """
    move(folder / "clock.json", BEGINNING - datetime.now(UTC))
    apps: dict[str, Any] = {}
    everyone = {person.id: person for person in people}
    keys = _client_keys(folder)
    idp_key = OKPKey.generate_key("Ed25519")
    issuer = TokenIssuer(ISSUER, idp_key)
    apps["identity"] = make_app(Directory(everyone, _clients(keys)), issuer)
    mounts = {f"http://{name}.world": _Late(apps, name) for name in ("identity", *SERVICES)}
    topics, places = Topics(), {}
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx2.AsyncClient(mounts=mounts, timeout=60))
        team = Party(TEAM, http, folder)
        services = {
            name: _wire(name, infra, folder, http, partial(_client, topics, team.place, http), topics=topics)
            for name in SERVICES
        }
        apps |= {name: service.app for name, service in services.items()}
        parties = {name: Party(name, http, folder) for name in RECIPIENTS if name != TEAM}
        house = House(
            http=http,
            services=services,
            parties=parties | {TEAM: team},
            topics=topics,
            clock_file=folder / "clock.json",
            issuer=issuer,
            people=everyone,
            readers=frozenset(readers) | {TEAM},
            places=places,
        )
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for service in services.values():
                _run(group, service, topics, places, stop)
            for name in house.readers - {TEAM}:
                group.create_task(parties[name].read(topics, stop))
            group.create_task(keep_alive("team", services["coordinator"].tasks["team-topic"], stop))
            while services["consent"].app.state.core.gate.open_for is None:  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_SECONDS)
            try:
                yield house
            finally:
                stop.set()
        for service in services.values():
            for close in service.closers:
                await close()
            await service.engine.dispose()


def _run(
    group: asyncio.TaskGroup,
    service: Service,
    topics: Topics,
    places: dict[tuple[str, str], int],
    stop: asyncio.Event,
) -> None:
    relay = Relay(service.engine, lambda: MemoryProducer(topics), service.outbox.wake)
    group.create_task(keep_alive("relay", relay.run, stop))
    assert service.inbox is not None
    for _ in range(2):
        group.create_task(keep_alive("worker", partial(service.inbox.work, service.reactions), stop))
    for subscription in service.subscriptions:
        group.create_task(_feed(service, subscription.topic, topics, places, stop))
    for name, task in {**service.everywhere, **service.tasks}.items():
        if name not in SWEPT:
            group.create_task(keep_alive(name, task, stop))


async def _feed(
    service: Service, topic: str, topics: Topics, places: dict[tuple[str, str], int], stop: asyncio.Event
) -> None:
    """Do what a subscriber does: store each record, then move on."""
    assert service.inbox is not None
    key = (service.settings.service, topic)
    places[key] = 0
    stopping = asyncio.create_task(stop.wait())
    while not stop.is_set():
        coming = asyncio.create_task(topics.next(topic, places[key]))
        await asyncio.wait({coming, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not coming.done():
            coming.cancel()
            return
        await service.inbox.receive(coming.result())
        places[key] += 1


def _client(
    topics: Topics, place: list[int], http: httpx2.AsyncClient, settings: PartySettings, **kept: Any
) -> MemoryClient:
    return MemoryClient(settings, topics, place, http=http, **kept)


def _wire(
    name: str, infra: Infrastructure, folder: Path, http: httpx2.AsyncClient, client: Any, *, topics: Topics
) -> Service:
    url, keys_url = infra.create_database(f"world_{name}"), infra.create_database(f"world_{name}_keys")
    upgrade(f"services.{name}", url)
    upgrade(KEYS, keys_url)
    for key in ("root", "index"):
        (folder / f"{name}-{key}").write_bytes(secrets.token_bytes(32))
    module = import_module(f"services.{name}.settings")
    (settings_class,) = (
        kind for kind in vars(module).values()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    )  # fmt: skip
    settings = settings_class(
        service=name, database_url=url, keys_database_url=keys_url,
        kafka_servers="none", kafka_user="none", kafka_password="none", kafka_ca_file=folder / "none",
        issuer=ISSUER, client_id=f"svc-{name}", client_key_file=folder / f"svc-{name}.pem",
        root_key_file=folder / f"{name}-root", index_key_file=folder / f"{name}-index", http_port=0,
        clock_file=folder / "clock.json", environment="development",
        recipients_file=REFERENCE / "recipients.json", test_numbers_file=REFERENCE / "testnumbers.txt",
        **{f"{service}_url": f"http://{service}.world" for service in SERVICES},
    )  # fmt: skip
    wire = import_module(f"services.{name}.wiring").wire
    if name == "consent":
        return wire(settings, http=http, topic=MemoryTopic(topics, "finsam.consent.v1"))
    if name != "coordinator":
        return wire(settings, http=http)
    service = wire(settings, party_settings(TEAM, folder), http=http, make_client=client)
    reader: Any = getattr(service.tasks["team-topic"], "__self__", None)
    reader._is_set_up = _at_once  # a topic in memory has its beginning
    return service


async def _at_once(_: asyncio.Event) -> bool:
    return True


def party_settings(recipient: str, folder: Path) -> PartySettings:
    """Return the settings of a recipient's client in this house."""
    return PartySettings(
        recipient=recipient, kafka_servers="none", kafka_user="none", kafka_password="none",  # pyright: ignore[reportArgumentType]
        kafka_ca_file=folder / "none", consent_url="http://consent.world", token_url=f"{ISSUER}/token",
        issuer=ISSUER, client_key_file=folder / f"{recipient}.pem",
    )  # fmt: skip


def _client_keys(folder: Path) -> dict[str, str]:
    public: dict[str, str] = {}
    for name in (*(f"svc-{service}" for service in SERVICES), *RECIPIENTS):
        key = Ed25519PrivateKey.generate()
        (folder / f"{name}.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        public[name] = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return public


def _clients(keys: dict[str, str]) -> dict[str, Client]:
    services = {
        f"svc-{name}": Client(
            client_id=f"svc-{name}",
            kind="service",
            scopes=SERVICE_SCOPES[name],
            public_key_pem=keys[f"svc-{name}"],
        )
        for name in SERVICES
    }
    recipients = {
        name: Client(client_id=name, kind="recipient", scopes=RECIPIENT_SCOPES, public_key_pem=keys[name])
        for name in RECIPIENTS
    }
    return services | recipients


def known_people() -> list[Person]:
    """Return the named test persons of the reference data."""
    return [Person(**one) for one in json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))]
