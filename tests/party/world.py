"""A small world around the client: a real topic, a real identity provider, and a release service whose answers tests choose."""

import asyncio
import base64
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
from aiokafka import AIOKafkaProducer, TopicPartition
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from fastapi import FastAPI, Request, Response
from finsam_party import FileSequences, Item, PartyClient, PartySettings, Sequences
from finsam_party.kafka import make_consumer
from finsam_party.record import Header, Part, SealedRecord, encode
from joserfc.jwk import OKPKey

from shared.devidp.app import make_app
from shared.devidp.directory import Client, Directory
from shared.devidp.tokens import TokenIssuer
from tests.infrastructure import Infrastructure

IDP, CONSENT = "http://idp.test", "http://consent.test"
RECIPIENT = "fk"


def pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass
class ReleaseService:
    """Answers as the consent service does; ``answers`` are used up first, then keys are given."""

    signing: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    kid: UUID = field(default_factory=uuid4)
    published: bool = True
    deks: dict[UUID, tuple[bytes, ...]] = field(default_factory=dict)
    gone: dict[UUID, set[int]] = field(default_factory=dict)
    refused: set[UUID] = field(default_factory=set)
    case_ids: dict[UUID, UUID] = field(default_factory=dict)
    answers: list[int | str] = field(default_factory=list)
    asked: list[UUID] = field(default_factory=list)
    tokens: Counter[str] = field(default_factory=Counter)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/v1/signing-keys")
        def keys() -> dict[str, Any]:
            public = base64.b64encode(self.signing.public_key().public_bytes_raw()).decode()
            return {"keys": [{"kid": str(self.kid), "public": public}] if self.published else []}

        @app.post("/v1/release")
        async def release(request: Request) -> Response:
            self.tokens[request.headers["authorization"]] += 1
            (event_id,) = (UUID(text) for text in (await request.json())["events"])
            self.asked.append(event_id)
            if self.answers:
                answer = self.answers.pop(0)
                return Response(status_code=answer) if isinstance(answer, int) else Response(answer, 200)
            return Response(json.dumps({"events": [self._answer(event_id)]}))

        return app

    def _answer(self, event_id: UUID) -> dict[str, Any]:
        if event_id in self.refused or event_id not in self.deks:
            return {"id": str(event_id), "status": "refused"}
        gone = self.gone.get(event_id, set())
        sections = [
            {"index": index, "status": "gone"}
            if index in gone
            else {"index": index, "status": "key", "key": base64.b64encode(dek).decode()}
            for index, dek in enumerate(self.deks[event_id])
        ]
        case_id = self.case_ids.get(event_id)
        team = {} if case_id is None else {"case_id": str(case_id)}
        return {"id": str(event_id), "status": "ok", "sections": sections, **team}


class World:
    """One recipient's topic and everything around it."""

    def __init__(self, infra: Infrastructure, folder: Path) -> None:
        self.infra, self.folder, self.release = infra, folder, ReleaseService()
        self.topic = infra.create_topic(
            "finsam.party.test", partitions=3, writer="svc-consent", reader="party-fk", group="party.fk."
        )
        machine = Ed25519PrivateKey.generate()
        (folder / "fk.pem").write_bytes(pem(machine))
        public = machine.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        client = Client(client_id="fk", kind="recipient", scopes=("release", "feed"), public_key_pem=public)
        issuer = TokenIssuer(IDP, OKPKey.generate_key("Ed25519"))
        idp = make_app(Directory({}, {"fk": client}), issuer)
        self.http = httpx2.AsyncClient(
            mounts={
                IDP: httpx2.ASGITransport(app=idp),
                CONSENT: httpx2.ASGITransport(app=self.release.app()),
            }
        )
        self.group = f"party.fk.{uuid4().hex[:8]}"
        self._producer: AIOKafkaProducer | None = None

    def settings(self, **changes: Any) -> PartySettings:
        kafka = self.infra.kafka_env("party-fk")
        values: dict[str, Any] = {
            "recipient": RECIPIENT,
            "kafka_servers": kafka["FINSAM_KAFKA_SERVERS"],
            "kafka_user": kafka["FINSAM_KAFKA_USER"],
            "kafka_password": kafka["FINSAM_KAFKA_PASSWORD"],
            "kafka_ca_file": kafka["FINSAM_KAFKA_CA_FILE"],
            "consent_url": CONSENT,
            "token_url": f"{IDP}/token",
            "issuer": IDP,
            "client_key_file": self.folder / "fk.pem",
            "state_file": self.folder / "sequences.db",
            "topic": self.topic,
            "group": self.group,
        }
        return PartySettings(**{**values, **changes})

    def client(self, sequences: Sequences | None = None, **changes: Any) -> PartyClient:
        return PartyClient(self.settings(**changes), sequences=sequences, http=self.http)

    def sequences(self) -> FileSequences:
        return FileSequences(self.folder / "sequences.db")

    def record(
        self, alias: UUID, sequence: int, *parts: Part, epoch: int = 1, key: Ed25519PrivateKey | None = None
    ) -> SealedRecord:
        event_id = uuid4()
        header = Header(alias, event_id, epoch, sequence, self.release.kid)
        sealed = encode(header, parts or (document(),), key or self.release.signing)
        self.release.deks[event_id] = sealed.deks
        return sealed

    async def send(self, alias: UUID, *records: SealedRecord | bytes, partition: int | None = None) -> None:
        if self._producer is None:
            kafka = self.infra.kafka_env("svc-consent")
            self._producer = AIOKafkaProducer(
                **self.settings(
                    kafka_user=kafka["FINSAM_KAFKA_USER"], kafka_password=kafka["FINSAM_KAFKA_PASSWORD"]
                ).kafka_options(),
                acks="all",
            )
            await self._producer.start()
        for record in records:
            data = record.data if isinstance(record, SealedRecord) else record
            await self._producer.send_and_wait(self.topic, data, key=str(alias).encode(), partition=partition)

    async def committed(self) -> list[int]:
        """The group's committed offset in each partition; -1 for none."""
        consumer = make_consumer(self.settings())
        await consumer.start()
        try:
            places = [TopicPartition(self.topic, number) for number in range(3)]
            consumer.assign(places)
            found = [await consumer.committed(place) for place in places]
            return [-1 if offset is None else offset for offset in found]
        finally:
            await consumer.stop()

    async def close(self) -> None:
        if self._producer is not None:
            await self._producer.stop()
        await self.http.aclose()


def document(kind: str = "anmalan", **more: Any) -> Part:
    content = {"type": kind, "time": "2026-11-16T09:30:00Z", "source": "soc-sodermalm", "corrects": None}
    return Part("handlaggning", "soc-sodermalm", {**content, **more})


async def take(client: PartyClient, count: int, *, within: float = 20) -> list[Item]:
    """Read so many items, each handled at once."""
    taken: list[Item] = []
    async with asyncio.timeout(within):
        async for item in client.items():
            taken.append(item)
            await item.done()
            if len(taken) == count:
                break
    return taken


async def nothing_more(client: PartyClient, seconds: float = 1.5) -> list[Item]:
    """What else arrives within some time."""
    asyncio.get_running_loop().call_later(seconds, client.stop)
    found: list[Item] = []
    async for item in client.items():
        found.append(item)
        await item.done()
    return found
