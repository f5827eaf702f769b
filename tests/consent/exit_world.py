"""A case with rows, events sealed as their owners seal them, and the exit over HTTP: what the exit's tests stand on."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import FastAPI
from finsam_party.record import Part, Record, decode, open_section, verify
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.consent.addressing.wrapping import ROW_KEY
from services.consent.core import Core
from services.consent.exit.exits import Exit
from services.consent.repository.signings import READING_SEALED_AS
from services.consent.restoring.gate import Gate
from services.consent.wiring_exit import build_exit
from shared.events import Envelope, event_type, source_of
from shared.ids import uuid7
from shared.sections import SectionSealer
from tests.consent.builders import NOON, PERSON, REGION, SENDER, TEAM

CORE = ("identitet", "handlaggning")
HALSA = "halsa"
_DAYS = timedelta(days=30)

_CASE = text(
    "insert into case_file (case_id, person_hash, registering_unit, team, opened_at)"
    " values (:case, :person, :unit, :team, :at) on conflict do nothing"
)
_SCAN = text(
    "insert into scan (id, case_id, unit, media_type, pages, sha256, metadata_found, stored_at, content)"
    " values (:case, :case, :unit, 'image/png', 1, '\\x00', false, :at, '\\x00') on conflict do nothing"
)
_SIGNING = text(
    "insert into signing (id, case_id, method, text_id, text_hash, locale, scan_id, signed_on, valid_from, valid_to,"
    " grants, exclusions, statistics, contact_by_message, reading, attested_by, attested_unit,"
    " received_at, effective_at) values (:case, :case, 'paper', 'sv-1', 'x', 'sv', :case, :day, :day, :day, '[]', '[]',"
    " false, false, :reading, 'test', :unit, :at, :at) on conflict do nothing"
)
_ROW = text(
    "insert into consent_row (id, case_id, source, recipient, category, state, valid_from, valid_to, signing_id)"
    " values (:id, :case, :source, :recipient, :category, 'aktiv', :start, :end, :case)"
)
_CARRIED = text(
    "insert into row_signing (row_id, signing_id, valid_from, valid_to) values (:id, :case, :start, :end)"
)
_NUMBER = text("insert into case_number (case_id, number) values (:case, 0) on conflict do nothing")


_WITHHOLD = text("update case_file set withheld_since = now() where case_id = :case")


class StandsOpen(Gate):
    """A gate for tests of what is behind it; what opens and shuts the real one has tests of its own."""

    stands_open = True

    def look(self) -> None:
        """Let everybody through."""
        if not self.stands_open:
            super().look()

    async def pass_through(self, session: AsyncSession) -> None:
        """Let everybody through."""
        if not self.stands_open:
            await super().pass_through(session)


def shut_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the gate be as every process finds it."""
    monkeypatch.setattr(StandsOpen, "stands_open", False)


@dataclass
class World:
    """One service's stores, its exit and a client of it."""

    core: Core
    exit: Exit
    client: httpx2.AsyncClient
    numbers: dict[tuple[str, UUID], int] = field(default_factory=dict)

    async def a_case(self, *units: str, categories: Iterable[str] = (HALSA,)) -> UUID:
        """A case of SENDER with TEAM where every unit named has rows with every other."""
        case_id = uuid4()
        everyone = units or (SENDER, TEAM)
        pairs = [(a, b) for a in everyone for b in everyone if a != b]
        await self.grant(case_id, *pairs, categories=(*CORE, *categories))
        return case_id

    async def grant(
        self,
        case_id: UUID,
        *pairs: tuple[str, str],
        categories: Iterable[str] = (*CORE, HALSA),
        start: datetime = NOON - _DAYS,
        end: datetime = NOON + _DAYS,
    ) -> dict[tuple[str, str, str], UUID]:
        """New rows on the case's one signature; their keys are made first."""
        rows = {
            (source, recipient, category): uuid4() for source, recipient in pairs for category in categories
        }
        for row_id in rows.values():
            await self.core.keystore.create(ROW_KEY, str(row_id))
        key = await self.core.case_keys.ensure(case_id)
        reading = key.seal_json(*READING_SEALED_AS, case_id, {"read_aloud": 0, "interpreter": 0})
        values: dict[str, Any] = {
            "reading": reading,
            "case": case_id,
            "person": self.core.person_index.of(PERSON),
            "unit": SENDER,
            "team": TEAM,
            "at": NOON,
            "day": NOON.date(),
        }
        async with self.core.sessions() as session, session.begin():
            connection = await session.connection()
            for statement in (_CASE, _SCAN, _SIGNING, _NUMBER):
                await connection.execute(
                    statement, {name: values[name] for name in values if f":{name}" in statement.text}
                )
            for cell, row_id in rows.items():
                names = ("source", "recipient", "category")
                row = {"id": row_id, "case": case_id, "start": start, "end": end}
                await connection.execute(_ROW, {**row, **dict(zip(names, cell, strict=True))})
                await connection.execute(_CARRIED, {**row})
        return rows

    async def event(
        self,
        fact: str,
        case_id: UUID,
        sections: Iterable[tuple[str, dict[str, Any]]] = (),
        *,
        service: str = "referral",
        source: str | None = None,
        **data: Any,
    ) -> Envelope:
        """An event as its owner publishes it, sections sealed to the receiving key of the week."""
        event_id = uuid7()
        unit = source or (SENDER if service == "referral" else TEAM)
        sealer = SectionSealer(self.exit.receiving)
        sealed = [
            (await sealer.seal(event_id, case_id, unit, category, _json(content))).model_dump()
            for category, content in sections
        ]
        number = self.numbers[service, case_id] = self.numbers.get((service, case_id), 0) + 1
        kind = event_type(service, fact)
        return Envelope(
            id=event_id,
            source=source_of(service),
            type=kind,
            subject=case_id,
            time=self.core.clock.now(),
            dataschema=f"https://finsamteam.example/schema/{kind}.json",
            partitionkey=str(case_id),
            number=number,
            correlationid=uuid7(),
            data={"sender": SENDER, "team": TEAM, "parties": [], **data, "sections": sealed},
        )

    async def submitted(self, case_id: UUID, *categories: str, **data: Any) -> Envelope:
        """The case's first event, sealed: its content says which category it is."""
        names = categories or (*CORE, HALSA)
        envelope = await self.event(
            "referral_submitted", case_id, [(name, {"canary": f"{name} {case_id}"}) for name in names], **data
        )
        await self.react(envelope)
        return envelope

    async def react(self, envelope: Envelope) -> None:
        """What the inbox does with it: the reaction in one transaction."""
        async with self.core.sessions() as session, session.begin():
            await self.exit.reactions[envelope.type](session, envelope)

    async def records(self, case_id: UUID, recipient: str) -> list[Record]:
        """What was staged for a recipient, in order, verified."""
        rows = await self.fetch(
            "select o.body, o.key, d.alias from outbox o join delivery d on d.event_id = o.event_id"
            " where d.case_id = :case and o.topic = :topic order by o.id",
            case=case_id,
            topic=f"finsam.party.{recipient}.v1",
        )
        published = {key.kid: key.public for key in await self.exit.signing.published()}
        records = [decode(bytes(row.body)) for row in rows]
        for row, record in zip(rows, records, strict=True):
            assert bytes(row.key).decode() == str(row.alias) == str(record.header.alias)
            verify(record, _public(published[record.header.key_id]))
        return records

    async def release(self, unit: str, *event_ids: UUID, token: str | None = None) -> httpx2.Response:
        """Ask for keys as the unit's staff."""
        role = "koordinator" if unit.startswith("team") else "handlaggare"
        return await self.client.post(
            "/v1/release",
            json={"events": [str(event_id) for event_id in event_ids], "purpose": "handlaggning"},
            headers={"Authorization": f"Bearer {token or f'{role}.{unit}'}"},
        )

    async def opened(self, unit: str, record: Record) -> list[Part | None]:
        """Release one record and open it: None for a section that is gone."""
        answer = await self.release(unit, record.header.event_id)
        assert answer.status_code == 200, answer.text
        (event,) = answer.json()["events"]
        assert event["status"] == "ok", event
        return [
            open_section(record, section["index"], base64.b64decode(section["key"]))
            if section["status"] == "key"
            else None
            for section in event["sections"]
        ]

    async def revoke(
        self, case_id: UUID, *, token: str = f"person.{PERSON}", key: str | None = None, **scope: str
    ) -> httpx2.Response:
        """Withdraw: `kind`, `party`, `category`."""
        body = {
            "case_id": str(case_id),
            "scope": scope or {"kind": "all"},
            "said_on": "2026-03-01",
            "channel": "inloggad" if token.startswith("person.") else "telefon",
        }
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or str(uuid4())}
        return await self.client.post("/v1/revocations", json=body, headers=headers)

    async def withhold(self, case_id: UUID) -> None:
        """Mark the person as protected."""
        async with self.core.sessions() as session, session.begin():
            await (await session.connection()).execute(_WITHHOLD, {"case": case_id})

    async def fetch(self, sql: str, **values: Any) -> list[Any]:
        """Rows of any query."""
        async with self.core.sessions() as session:
            return list(await (await session.connection()).execute(text(sql), values))

    async def fetch_commit(self, sql: str, **values: Any) -> None:
        """Change something behind the service's back."""
        async with self.core.sessions() as session, session.begin():
            await (await session.connection()).execute(text(sql), values)


@asynccontextmanager
async def a_world(core: Core, app: FastAPI) -> AsyncIterator[World]:
    """The exit beside the desk, in this process, present and ready."""
    made = build_exit(core)
    app.state.exit = made
    for router in made.routers:
        app.include_router(router)
    stop = asyncio.Event()
    presence = asyncio.create_task(made.everywhere["presence"](stop))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://consent") as client:
        world = World(core, made, client)
        while (await world.release(SENDER, uuid4())).status_code != httpx2.codes.OK:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        yield world
    stop.set()
    await presence
    for close in made.closers:
        await close()


def whole_case() -> tuple[str, ...]:
    """Sender, team and a party."""
    return (SENDER, TEAM, REGION)


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content).encode()


def _public(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
