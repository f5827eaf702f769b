"""What every test may ask for: a real PostgreSQL and a real Kafka, started once for the whole run, or once per worker.

`FINSAM_TEST_HOME` names a home whose parts already run (`./finsam up` in another window): then nothing is started,
and a single test answers at once.
"""

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import fastapi.dependencies.models
import psycopg
import pytest
from xdist.remote import Producer

from deploy.infra.home import Home, default_root
from deploy.infra.processes import HomeTaken, Processes
from deploy.infra.system import INFRASTRUCTURE, System
from tests.infrastructure import Infrastructure
from tests.learning import Learner
from tests.sharing import Sharing, place_of

LEARNER = pytest.StashKey[Learner]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """How far those tests go that can go on for ever; docs/decisions/0022 says why an ordinary run stops early."""
    parser.addoption(
        "--cases", type=int, default=40, help="cases that the simulation lives (1000: the whole)"
    )
    parser.addoption(
        "--learn", help="folder for what the routes were asked and answered (tests/contracts/calls.py)"
    )
    parser.addoption(
        "--chains", type=int, default=0, help="chains of calls that begin at each operation, in new ways"
    )
    parser.addoption("--lives", type=int, default=0, help="new lives of the machine over every command")


def pytest_configure(config: pytest.Config) -> None:
    """Listen to every route, when asked to."""
    if folder := config.getoption("--learn"):
        learner = Learner(Path(folder))
        learner.begin()
        config.stash[LEARNER] = learner


def pytest_collection_finish(session: pytest.Session) -> None:
    """Spare the collector what lives as long as the run: walked through again and again it would cost seconds."""
    del session
    gc.collect()
    gc.freeze()


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Let go of the apps that a module has made: FastAPI remembers the callables of the last few thousand routes."""
    if nextitem is None or nextitem.path != item.path:
        for each in vars(fastapi.dependencies.models).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what was learned, before a worker is told to go."""
    if learner := session.config.stash.get(LEARNER, None):
        learner.end()


def pytest_sessionstart(session: pytest.Session) -> None:
    """Tidy up after runs that were killed: once, before there are workers that make homes of their own."""
    if not _is_worker(session.config):
        remove_left_behind(default_root())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Let our own units be handed out, in our own order."""
    config.option.loadscopereorder = False
    return Sharing(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Whatever asks for the real parts is marked so, also when its author forgot."""
    if _is_worker(config):
        items.sort(key=place_of)
    for item in items:
        if {"infra", "system"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("real")


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    """PostgreSQL and Kafka, with the declared databases, users, topics and rights."""
    running = os.environ.get("FINSAM_TEST_HOME")
    if running:
        yield System(Path(running))
        return
    base = default_root()
    root = base / "test" / str(os.getpid())
    system = System(root, store=base)
    try:
        system.start(INFRASTRUCTURE)
        _never_wait_for_the_disk(system)
        yield system
    finally:
        system.stop()
        shutil.rmtree(root, ignore_errors=True)


def _never_wait_for_the_disk(system: System) -> None:
    """Hundreds of databases come and go, and what the tests end is processes, never the machine."""
    with psycopg.connect(system.postgres.dsn(), autocommit=True) as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")


@pytest.fixture(scope="session")
def infra(system: System) -> Iterator[Infrastructure]:
    """Databases and topics to test with. What is made on parts that go on running is removed at the end."""
    infrastructure = Infrastructure(system)
    yield infrastructure
    if "FINSAM_TEST_HOME" in os.environ:
        infrastructure.clean_up()


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def remove_left_behind(base: Path) -> None:
    """Remove the homes of test runs that were killed."""
    for root in (base / "test").glob("*"):
        processes = Processes(Home.at(root, base))
        try:
            processes.own()
        except HomeTaken:
            continue
        processes.release()
        shutil.rmtree(root, ignore_errors=True)
