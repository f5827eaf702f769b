"""A referral service on a real, migrated PostgreSQL, with a small fake of the consent service beside it."""

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.referral import events
from services.referral.by_person import ConsentByPerson
from services.referral.consent_client import ConsentClient
from services.referral.errors import TeamUnreachable
from services.referral.parts import Parts
from services.referral.repository import PersonIndex
from services.referral.tables import metadata
from services.referral.team_log import CoordinatorService
from services.referral.wiring import make_http
from shared.blind_index import BlindIndex
from shared.clock import MovableClock, move
from shared.db import make_engine, make_sessions
from shared.idempotency import CommandStore
from shared.keys import KeyStore, RootKey
from shared.outbox import Outbox
from shared.peer import Peer
from shared.sealing import CaseKeys
from shared.sections import ReceivingKeys, SealedSection, SectionSealer, open_section
from tests.referral.builders import FUNCTIONS, PERSON, RECIPIENTS, filled
from tests.referral.fakes import TOKENS, VERIFIER, FakeConsent, FakeTeam
from tests.referral.published import PUBLISHED
from tests.standins import empty, headers, migrated, with_keys


@dataclass(frozen=True, slots=True)
class Stage:
    """The parts that a test plays with."""

    parts: Parts
    api: httpx2.AsyncClient
    consent: FakeConsent
    engine: AsyncEngine
    clock_file: Path
    team: FakeTeam

    def ahead(self, *, days: int) -> None:
        """Move the clock of the law."""
        move(self.clock_file, timedelta(days=days))

    async def get(self, path: str, who: str = "anmalare") -> httpx2.Response:
        return await self.api.get(path, headers={"Authorization": f"Bearer {who}"})

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        who: str = "anmalare",
        version: int | None = None,
        key: str = "",
    ) -> httpx2.Response:
        return await self.api.request(method, path, json=body, headers=headers(who, version, key))

    async def post(self, path: str, body: Any = None, **more: Any) -> httpx2.Response:
        return await self.send("POST", path, body, **more)

    async def patch(self, path: str, body: Any, **more: Any) -> httpx2.Response:
        return await self.send("PATCH", path, body, **more)

    async def rows(self, query: str, **values: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(text(query), values)).mappings())

    async def events(self, case_id: str) -> list[dict[str, Any]]:
        """The envelopes staged for a case, oldest first, with their sections opened under `opened`."""
        rows = await self.rows("select body from outbox where key = :key order by id", key=case_id.encode())
        return [self._opened(json.loads(row["body"])) for row in rows]

    def _opened(self, envelope: dict[str, Any]) -> dict[str, Any]:
        case, event = UUID(envelope["subject"]), UUID(envelope["id"])
        envelope["opened"] = {
            section["category"]: json.loads(
                open_section(self.consent.pair, SealedSection(**section), event_id=event, case_id=case)
            )
            for section in envelope["data"]["sections"]
        }
        return envelope

    async def a_dialogue(self, **more: Any) -> str:
        """Record a dialogue through HTTP."""
        answer = await self.post("/v1/dialogues", {**DIALOGUE, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def a_draft(self, **more: Any) -> str:
        """Begin a filled draft through HTTP; its version is 1."""
        answer = await self.post("/v1/referrals", {"dialogue_id": await self.a_dialogue(), **filled(**more)})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    async def a_sent(self, **more: Any) -> str:
        """Send an anmälan through HTTP; its version is 3."""
        ident = await self.a_draft(**more)
        reviewed = await self.post(f"/v1/referrals/{ident}/secrecy-review", REVIEWED, version=1)
        assert reviewed.status_code == 200, reviewed.text
        sent = await self.post(f"/v1/referrals/{ident}/submit", version=2)
        assert sent.status_code == 200, sent.text
        return ident


DIALOGUE = {
    "individ": {"namn": "Individ Testperson", "personnummer": PERSON},
    "asked_on": "2026-01-15",
    "asked_by": "Anmälare Testperson",
    "channel": "mote",
    "answer": "vill",
    "words": "Jag vill att de pratar med varandra.",
}
REVIEWED = {"content_tried": True, "third_persons_tried": True}


@pytest.fixture(scope="session")
def databases(infra) -> tuple[str, str]:
    return migrated(infra, "referral")


@pytest.fixture(scope="session")
def key_files(tmp_path_factory) -> Path:
    """One root and one index key for the whole run: the key database outlives a test."""
    return with_keys(tmp_path_factory.mktemp("referral"))


@pytest.fixture
async def stage(databases, key_files, tmp_path) -> AsyncIterator[Stage]:
    engine, key_engine = (make_engine(url) for url in databases)
    await empty(engine, metadata)
    consent, team = FakeConsent(), FakeTeam()
    team_http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=team.app))
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(app=consent.app))
    keys = CaseKeys(KeyStore(key_engine, RootKey.from_file(key_files / "root")))
    sealer = SectionSealer(ReceivingKeys("http://consent", http))
    sessions, index = make_sessions(engine), PersonIndex(BlindIndex.from_file(key_files / "index"))
    parts = Parts(
        sessions=sessions,
        keys=keys,
        index=index,
        outbox=Outbox("referral", events.TOPIC, sealer=sealer, case_keys=keys),
        consent=ConsentByPerson(ConsentClient("http://consent", http, TOKENS), sessions, index),
        team_log=CoordinatorService(Peer("http://coordinator", team_http, TOKENS, TeamUnreachable)),
        clock=MovableClock(tmp_path / "clock.json"),
        recipients=RECIPIENTS,
        functions=FUNCTIONS,
        draft_days=90,
        published=PUBLISHED,
    )
    commands = CommandStore(parts.sessions, secrets.token_bytes(32))
    app = make_http(parts, VERIFIER, commands)
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://referral") as api:
        yield Stage(parts, api, consent, engine, tmp_path / "clock.json", team)
    await http.aclose()
    await engine.dispose()
    await key_engine.dispose()
