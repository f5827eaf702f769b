"""A small service that holds things of a case, and somebody at its door who may erase them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx2
from sqlalchemy import Column, ForeignKey, MetaData, Table, Uuid
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.erasure.carrying_out import CarryingOut
from shared.erasure.holder import empty_case
from shared.erasure.rules import CaseGoesOn
from shared.keys import KeyStore
from shared.outbox import Outbox
from tests.shared.bench import Database, Done, done

METADATA = MetaData()
Table("thing", METADATA, Column("id", Uuid, primary_key=True), Column("case_id", Uuid))
Table(
    "part", METADATA, Column("id", Uuid, primary_key=True), Column("thing_id", Uuid, ForeignKey("thing.id"))
)
DECISION = {
    "ground": "arkivlagen_10",
    "reference": "KS 2026/12 § 4",
    "protocol": "G-2026-1",
    "takes_effect": "2026-11-23",
}
PATH = "/v1/cases/{}/gallring"


@dataclass
class Day:
    """The law's clock, moved by hand."""

    at: datetime = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Things:
    """A holder of things with parts."""

    outbox: Outbox
    over: bool = True
    part: str = "TEAM"
    known: set[UUID] = field(default_factory=set)

    def roles_of(self, unit: str) -> frozenset[str]:
        del unit
        return frozenset({"worker"})

    def part_of(self, unit: str) -> str | None:
        return self.part if unit == "unit-a" else None

    async def must_be_held(self, session: AsyncSession, case_id: UUID, unit: str) -> None:
        if case_id not in self.known or unit != "unit-a":
            raise CaseGoesOn

    async def must_be_over(self, session: AsyncSession, case_id: UUID) -> None:
        if not self.over:
            raise CaseGoesOn

    async def announce(self, session: AsyncSession, case_id: UUID, at: datetime) -> None:
        await self.outbox.stage(session, done(case_id))

    async def keys(self, session: AsyncSession, case_id: UUID) -> Sequence[tuple[str, str]]:
        return [("case", str(case_id)), ("other", str(case_id))]

    async def empty(self, session: AsyncSession, case_id: UUID) -> Mapping[str, int]:
        return await empty_case(session, METADATA, case_id, roots={})


@dataclass
class Desk:
    """One service with things, and somebody at its door."""

    database: Database
    key_engine: AsyncEngine
    store: KeyStore
    holder: Things
    day: Day
    http: httpx2.AsyncClient

    async def a_case(self) -> UUID:
        case_id, thing = uuid4(), uuid4()
        for kind in ("case", "other"):
            await self.store.create(kind, str(case_id))
        await self.database.run("insert into thing values (:id, :case)", id=thing, case=case_id)
        for _ in range(2):
            await self.database.run("insert into part values (:id, :thing)", id=uuid4(), thing=thing)
        self.holder.known.add(case_id)
        return case_id

    async def post(self, case_id: UUID, path: str, body: Any = None, who: str = "a") -> httpx2.Response:
        headers = {"idempotency-key": uuid4().hex, "authorization": f"Bearer token-{who}"}
        return await self.http.post(PATH.format(case_id) + path, json=body, headers=headers)

    async def read(self, case_id: UUID) -> dict[str, Any]:
        return (await self.http.get(PATH.format(case_id))).json()

    async def decided(self, case_id: UUID, *, attested: bool = True, **more: str) -> str:
        made = await self.post(case_id, "/decisions", DECISION | {"protocol": uuid4().hex} | more)
        assert made.status_code == 201, made.text
        if attested:
            await self.attest(case_id, made.json()["id"])
        return made.json()["id"]

    async def attest(self, case_id: UUID, decision_id: str) -> None:
        """By somebody else of the unit: the second pair of eyes."""
        await self.made_by_another(decision_id)
        answer = await self.post(case_id, f"/decisions/{decision_id}/attestations")
        assert answer.status_code == 200, answer.text

    async def made_by_another(self, decision_id: str) -> None:
        await self.database.run(
            "update erasure_decision set decided_by = 'another' where id = :id", id=UUID(decision_id)
        )

    async def noted(self, case_id: UUID) -> None:
        """Something is noted of the case today."""
        fact = Done(subject=case_id, occurred_at=self.day.at)
        await self.database.stage(self.holder.outbox, fact)

    def job(self) -> CarryingOut:
        return CarryingOut(self.database.sessions, self.store, self.holder, self.day)

    async def facts(self, case_id: UUID) -> int:
        return await self.database.one(
            "select count(*) from outbox where key = :key", key=str(case_id).encode()
        )

    async def is_gone(self, case_id: UUID) -> bool:
        things = await self.database.one("select count(*) from thing where case_id = :c", c=case_id)
        alive = [kind for kind in ("case", "other") if await self.store.exists(kind, str(case_id))]
        return not things and not alive
