"""A key database is lost under a service as it is wired: 503 with a stable code, nothing half done, and it goes on when it is back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url, text

from deploy.demo.cast import Actor
from deploy.demo.papers import signed_paper
from deploy.infra.topology import SERVICES
from shared.days import next_working_day
from tests.infrastructure import Infrastructure
from tests.world.house import House
from tests.world.teamwork import AF, FK, SENDER, TEAM, Teamwork
from tests.world.test_withdrawn import a_sent

pytestmark = pytest.mark.real

_FACTS = ("outbox", "event_history", "idempotency")


@dataclass(frozen=True)
class Asked:
    """A command that seals, a read that opens, and who gives them."""

    who: Actor
    command: str
    body: dict[str, Any]
    read: str
    version: int | None = None
    file: bytes | None = None

    async def give(self, http: httpx2.AsyncClient, key: str) -> httpx2.Response:
        headers = self.who.headers(self.version) | {"Idempotency-Key": key}
        if self.file is None:
            return await http.post(self.command, json=self.body, headers=headers)
        file = {"file": ("samtycke.pdf", self.file, "application/pdf")}
        return await http.post(self.command, data=self.body, files=file, headers=headers)


async def prepared(house: House, service: str) -> Asked:
    """Bring a case so far that the service has something to seal and to open."""
    life = await a_sent(house)
    teller, koordinator = life.of(SENDER), life.of(TEAM)
    if service == "referral":
        body = {
            "individ": {"namn": life.person.name, "personnummer": life.person.personal_number},
            "asked_on": life.day(0), "asked_by": "Anmälare Testperson", "channel": "mote", "answer": "vill",
        }  # fmt: skip
        return Asked(teller, life.url(service, "/dialogues"), body, life.url(service, "/referrals/{}"))
    if service == "consent":
        scan = signed_paper(life.person.personal_number or "", life.person.name, "i dag")
        body = {"case_id": str(life.case_id)}
        return Asked(teller, life.url(service, "/scans"), body, await the_scan(life), file=scan)
    if service == "coordinator":
        version = (await life.akt())["version"]
        path = life.url(service, "/akter/{}/take-up")
        return Asked(koordinator, path, {"next_step": "Möte."}, life.url(service, "/akter/{}"), version)
    return await a_planned(house, life)


async def the_scan(life: Teamwork) -> str:
    """Return the address of the samtycke's own scan."""
    listed = await life.who("individ").get(life.url("consent", "/my/rows"))
    return life.url("consent", f"/scans/{listed['signings'][0]['scan_id']}")


async def a_planned(house: House, life: Teamwork) -> Asked:
    """A follow-up that the koordinator moves."""
    await life.take_up()
    await life.call()
    await house.settle()
    await house.move(timedelta(days=20))
    await life.hold()
    await life.plan(AF, FK)
    await house.settle()
    found = await life.follow_up()
    path = life.url("followup", f"/follow-ups/{found['id']}/reschedulings")
    day = next_working_day(life.today() + timedelta(days=200))
    body = {"planned_for": day.isoformat(), "reason_code": "part_kan_inte"}
    return Asked(life.of(TEAM), path, body, life.url("followup", "/cases/{}/follow-ups"), found["version"])


@asynccontextmanager
async def lost(infra: Infrastructure, house: House, service: str) -> AsyncIterator[None]:
    """PostgreSQL has the service's key database no more: who is connected is cut off, nobody gets in."""
    settings: Any = house.services[service].settings
    name = make_url(settings.keys_database_url.get_secret_value()).database
    shut = sql.SQL("alter database {} with allow_connections {}")
    with psycopg.connect(infra.superuser_dsn(), autocommit=True) as connection:
        connection.execute(shut.format(sql.Identifier(name or ""), sql.SQL("false")))
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name]
        )
        try:
            yield
        finally:
            connection.execute(shut.format(sql.Identifier(name or ""), sql.SQL("true")))


async def kept(house: House, service: str) -> dict[str, int]:
    """How much of what a command leaves there is: facts, answers, and rows of the case."""
    metadata = __import__(f"services.{service}.tables", fromlist=["metadata"]).metadata
    tables = [table.name for table in metadata.sorted_tables if table.name in _FACTS or _is_of_case(table)]
    async with house.services[service].engine.connect() as connection:
        return {
            name: (await connection.execute(text(f'select count(*) from "{name}"'))).scalar_one()
            for name in tables
        }


def _is_of_case(table: Any) -> bool:
    return bool({"case_id", "recorded_at"} & set(table.c.keys())) and table.name not in {"read_log", "leaf"}


@pytest.mark.parametrize("service", SERVICES)
async def test_says_that_it_cannot_now_and_does_nothing_by_halves(
    house: House, infra: Infrastructure, service: str
) -> None:
    asked, key = await prepared(house, service), str(uuid4())
    await house.settle()
    before = await kept(house, service)

    async with lost(infra, house, service):
        given = await asked.give(house.http, key)
        read = await house.http.get(asked.read, headers=asked.who.headers())
        during = await kept(house, service)
    again = await asked.give(house.http, key)

    for answer in (given, read):
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable"), answer.text
        assert answer.headers["retry-after"]
    assert during == before
    assert again.is_success, again.text
    assert (await house.http.get(asked.read, headers=asked.who.headers())).status_code == 200
    await house.settle()
