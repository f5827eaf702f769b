"""A whole service as a process: command, relay, Kafka, inbox, reaction; and how it lives through outages."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from deploy.infra.home import default_root
from deploy.infra.system import INFRASTRUCTURE, System
from shared.kafka import client_options, commit_beginnings
from tests.infrastructure import Infrastructure
from tests.shared.bench import Database, a_database, settings, until

IDLE = {
    "outbox": 0, "oldest_unsent_seconds": 0.0, "inbox": 0, "oldest_unhandled_seconds": 0.0, "lag": 0,
    "oldest_unread_seconds": 0.0, "parked": 0, "longest_without_progress_seconds": 0.0,
}  # fmt: skip


@dataclass
class Toy:
    process: subprocess.Popen[bytes]
    http: httpx2.AsyncClient
    log: Path

    async def do(self, case_id: UUID, step: int) -> httpx2.Response:
        headers = {"idempotency-key": f"{case_id}-{step}"}
        return await self.http.post(f"/v1/cases/{case_id}/steps/{step}", headers=headers)

    async def has_done(self, case_id: UUID, step: int) -> bool:
        try:
            return (await self.do(case_id, step)).status_code == 201
        except httpx2.TransportError:
            return False

    async def progress(self) -> Any:
        return (await self.http.get("/health/progress")).json()

    async def is_idle(self) -> bool:
        try:
            return await self.progress() == IDLE
        except httpx2.TransportError:
            return False

    async def is_ready(self) -> bool:
        try:
            return (await self.http.get("/health/ready")).status_code == 200
        except httpx2.TransportError:
            return False

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@asynccontextmanager
async def a_toy(infra: Infrastructure, database: Database, folder: Path) -> AsyncIterator[Toy]:
    topic = infra.create_topic("mech.toy", partitions=2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    told = settings(infra, database_url=database.url, http_port=port)
    await commit_beginnings(client_options(told), topic, f"svc-toy.{topic}")
    plain = {
        f"FINSAM_{name.upper()}": str(getattr(value, "get_secret_value", lambda value=value: value)())
        for name, value in told
        if value is not None
    }
    log = folder / "toy.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: ASYNC220  it goes on beside us
            [sys.executable, "-m", "tests.shared.toy"],
            env={**os.environ, **plain, "TOY_TOPIC": topic},
            stderr=errors,
        )
    base, headers = f"http://127.0.0.1:{port}", {"authorization": "Bearer token-a"}
    async with httpx2.AsyncClient(base_url=base, headers=headers, timeout=30) as http:
        toy = Toy(process, http, log)
        try:
            await until(toy.is_ready, 30)
            yield toy
        finally:
            process.kill()
            process.wait()


async def steps(database: Database, case_id: UUID) -> list[int]:
    found = await database.rows(
        "select step from effect where case_id = :case_id order by id", case_id=case_id
    )
    return [row.step for row in found]


class TestService:
    async def test_carries_a_command_to_its_effect_and_ends_in_order_when_told(
        self, infra: Infrastructure, database: Database, tmp_path: Path
    ) -> None:
        case_id = uuid4()
        async with a_toy(infra, database, tmp_path) as toy:
            for step in range(5):
                assert (await toy.do(case_id, step)).status_code == 201
            await until(toy.is_idle)
            assert await steps(database, case_id) == list(range(5))

            measured = (await toy.http.get("/metrics")).text
            assert 'route="/v1/cases/{case_id}/steps/{step}",status="201"' in measured
            assert "finsam_parked 0.0" in measured
            assert str(case_id) not in measured

            await toy.do(case_id, 5)
            toy.process.send_signal(signal.SIGTERM)
            assert toy.process.wait(20) == 0
            assert await database.one("select count(*) from outbox") == 0, "what was staged has been sent"

        lines = toy.logged()
        assert any(line["event"] == "request" and line["status"] == 201 for line in lines)
        assert not [line for line in lines if line["level"] not in ("info", "debug")]
        assert str(case_id) not in toy.log.read_text(encoding="utf-8")

    async def test_goes_on_when_its_connections_to_the_database_are_cut(
        self, infra: Infrastructure, database: Database, tmp_path: Path
    ) -> None:
        case_id = uuid4()
        cut = (
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
        async with a_toy(infra, database, tmp_path) as toy:
            for step in range(6):
                if step % 2:
                    await database.run(cut)
                await until(partial(toy.has_done, case_id, step))
            await until(toy.is_idle)

        assert await steps(database, case_id) == list(range(6))


@pytest.fixture
def own_system(tmp_path: Path) -> Iterator[System]:
    """A PostgreSQL and a Kafka of this test's own, to be killed."""
    system = System(tmp_path / "home", store=default_root())
    system.start(INFRASTRUCTURE)
    try:
        yield system
    finally:
        system.stop()


@pytest.mark.real
@pytest.mark.timeout(180)
class TestKilledParts:
    async def test_lose_and_double_nothing(self, own_system: System, tmp_path: Path) -> None:
        infra = Infrastructure(own_system)
        cases = [uuid4() for _ in range(4)]
        url = infra.create_database("mech")
        async with a_database(url) as database, a_toy(infra, database, tmp_path) as toy:

            async def write(case_id: UUID) -> None:
                for step in range(30):
                    await until(partial(toy.has_done, case_id, step), 60)
                    await asyncio.sleep(0.05)

            writing = asyncio.gather(*(write(case_id) for case_id in cases))
            for part in ("kafka", "postgres"):
                await asyncio.sleep(0.7)
                await asyncio.to_thread(own_system.kill_one, part)
                await asyncio.sleep(1)
                await asyncio.to_thread(own_system.start_one, part)
            await writing
            await until(toy.is_idle, 90)

            for case_id in cases:
                assert await steps(database, case_id) == list(range(30))
            assert toy.process.poll() is None
