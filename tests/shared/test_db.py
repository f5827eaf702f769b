"""A process that stood still in the middle of a transaction: its locks are gone, and that is an outage, no mistake."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.db import make_engine
from shared.outage import OUTAGE

_SOON = text("set local idle_in_transaction_session_timeout = '200ms'")
_ME = text("select pg_backend_pid()")
_LIVES = text("select count(*) from pg_stat_activity where pid = :pid")


@pytest.mark.real
async def test_a_connection_that_the_server_has_cut_off_is_an_outage_and_the_next_one_works(toy_url: str):
    engine = make_engine(toy_url)
    try:
        async with engine.connect() as frozen:
            pid = await frozen.scalar(_ME)
            await frozen.execute(_SOON)
            await _until_cut(engine, pid)
            with pytest.raises(OperationalError) as cut:
                await frozen.execute(_ME)
        assert isinstance(cut.value, OUTAGE)
        async with engine.begin() as after:
            assert await after.scalar(text("select 1")) == 1
    finally:
        await engine.dispose()


async def _until_cut(engine: AsyncEngine, pid: int) -> None:
    async with asyncio.timeout(10), engine.connect() as other:
        await other.execution_options(isolation_level="AUTOCOMMIT")
        while await other.scalar(_LIVES, {"pid": pid}):  # noqa: ASYNC110  it happens in the server
            await asyncio.sleep(0.01)
