"""What a further process of a service has in hand, asked of the broker and of PostgreSQL before anything is done to it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import psutil
import psycopg

from deploy.infra.system import System

PATIENCE_SECONDS = 60.0
_LOOK_SECONDS = 0.05

_WAITING = (
    "select a.pid, a.client_port from pg_locks l join pg_stat_activity a on a.pid = l.pid"
    " where l.relation = 'inbox_progress'::regclass and not l.granted"
)


def members(product: System, group: str) -> dict[str, int]:
    """Return each member of a consumer group with how many partitions it has."""
    admin = product.admin()
    try:
        told = admin.describe_groups([group])[group]
    finally:
        admin.close()
    return {each["member_id"]: _partitions(each) for each in told["members"]}


def _partitions(member: dict[str, Any]) -> int:
    assigned = (member["member_assignment"] or {}).get("assigned_partitions", ())
    return sum(len(topic["partitions"]) for topic in assigned)


async def joined(product: System, group: str, before: set[str]) -> None:
    """Return when a member that was not there before has partitions of the group."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            now = await asyncio.to_thread(members, product, group)
            if any(count for member, count in now.items() if member not in before):
                return
            await asyncio.sleep(_LOOK_SECONDS)


@dataclass(frozen=True, slots=True)
class Held:
    """Handlers of a service of which none can be done: each waits for the lock that this connection has."""

    connection: "psycopg.AsyncConnection[Any]"

    async def by(self, pid: int) -> None:
        """Return when it is this process that has an event in hand; whoever else takes it loses it again."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                await self.connection.execute("select pg_stat_clear_snapshot()")
                waiting = await (await self.connection.execute(_WAITING)).fetchall()
                for backend, port in waiting:
                    if _has_connection_from(pid, port):
                        return
                    await self.connection.execute("select pg_terminate_backend(%s)", (backend,))
                await asyncio.sleep(_LOOK_SECONDS)


@asynccontextmanager
async def handlers_held(product: System, service: str) -> AsyncGenerator[Held]:
    """No event is finished in this service: a handler waits in its transaction, just before the event is done."""
    url = product.database_url(service).replace("+psycopg", "")
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute("lock table inbox_progress in share mode")
        yield Held(connection)


def _has_connection_from(pid: int, port: int) -> bool:
    process = psutil.Process(pid)
    family = (process, *process.children(recursive=True))
    return any(each.laddr.port == port for one in family for each in one.net_connections())
