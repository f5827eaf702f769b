"""PostgreSQL goes away in the middle of a withdrawal: an honest 503 before the commit, a kept promise after it."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from deploy.infra.home import default_root
from deploy.infra.postgres import NAME
from deploy.infra.system import System
from shared.migrate import KEYS, upgrade
from tests.consent.conftest import Stores
from tests.consent.races import Launcher, Wire, fleet
from tests.consent.test_races import Lane, has_key, release, state_of, until, withdraw

pytestmark = pytest.mark.real


@pytest.fixture
def own() -> Iterator[System]:
    """A PostgreSQL that this test may kill."""
    root = Path(tempfile.mkdtemp(prefix="finsam-restart-"))
    system = System(root, store=default_root())
    try:
        system.start([NAME])
        yield system
    finally:
        system.stop()
        shutil.rmtree(root, ignore_errors=True)


def test_a_withdrawal_outlives_a_killed_database(own: System, launcher: Launcher) -> None:
    stores = Stores(own.database_url("consent"), own.database_url("consent_keys"))
    upgrade("services.consent", stores.url)
    upgrade(KEYS, stores.keys_url)
    with fleet(launcher, stores, pauses={"closing": 0.4}) as servers:
        lane = Lane(servers, 1)
        event_id = lane.ask("POST", f"/test/round/{lane.case_id}")["event_id"]
        asking = Wire(servers.port(0))

        own.kill_one(NAME)
        began = time.monotonic()
        withdraw(asking, case_id=lane.case_id, key=str(uuid4()))
        assert asking.wait()[0] == 503
        assert time.monotonic() - began < 10
        own.start_one(NAME)
        assert until(lambda: lane.opens(event_id) > 0, 100), "nothing was withdrawn, so it opens again"

        stop, returned, late = threading.Event(), [float("inf")], threading.Event()

        def read(number: int) -> None:
            wire = Wire(servers.port(number % 2))
            while not stop.is_set():
                began = time.monotonic()
                release(wire, event_id=event_id)
                if has_key(wire.wait()) and began > returned[0]:
                    late.set()

        with ThreadPoolExecutor(16) as pool:
            readers = [pool.submit(read, number) for number in range(16)]
            began = time.monotonic()
            withdraw(asking, case_id=lane.case_id, key=str(uuid4()))
            assert until(lambda: _is_committed(own), 100)
            own.kill_one(NAME)
            own.start_one(NAME)
            status, answer = asking.wait()
            took = time.monotonic() - began
            assert until(lambda: state_of(asking, answer["id"]) == "enforced", 400)
            returned[0] = time.monotonic()
            time.sleep(0.3)
            stop.set()
            for reader in readers:
                reader.result()

        assert status in {200, 202}
        assert took < 10
        assert not late.is_set()
        assert lane.opens(event_id) == 0


def _is_committed(own: System) -> bool:
    with psycopg.connect(own.postgres.dsn("consent")) as connection:
        return connection.execute("select 1 from revocation").fetchone() is not None
