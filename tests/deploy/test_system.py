"""The real parts survive what machines do to them: a second start, kill -9, odd paths."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from deploy.infra.home import default_root
from deploy.infra.processes import Processes
from deploy.infra.system import INFRASTRUCTURE, System
from tests.deploy.conftest import MakeSystem
from tests.infrastructure import Infrastructure

pytestmark = pytest.mark.real

STARTER = """
import sys, time
from pathlib import Path
from deploy.infra.system import INFRASTRUCTURE, System
system = System(Path(sys.argv[1]), store=Path(sys.argv[2]))
system.start(INFRASTRUCTURE)
print("up", flush=True)
time.sleep(600)
"""


def test_a_role_reaches_its_own_database_only(infra: Infrastructure) -> None:
    own = infra.database_url("consent").replace("+psycopg", "")
    with psycopg.connect(own) as connection:
        assert connection.execute("select current_user").fetchone() == ("consent",)
        assert connection.execute("show data_checksums").fetchone() == ("on",)
    for other in ("consent_keys", "referral", "postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(own.rsplit("/", 1)[0] + f"/{other}")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(own.replace("consent:", "consent:x"))


def test_postgres_never_runs_as_root(infra: Infrastructure) -> None:
    with psycopg.connect(infra.superuser_dsn()) as connection:
        (pid,) = connection.execute("select pg_backend_pid()").fetchone() or (0,)
        assert psutil.Process(pid).uids().effective != 0


def test_a_path_with_spaces_a_second_start_and_a_kill(tmp_path: Path, make_system: MakeSystem) -> None:
    root = tmp_path / "a hem med å"
    system = make_system(root)
    system.start(INFRASTRUCTURE)
    keep_something(system)
    port = system.ports.of("kafka")
    system.stop()
    made = first_made(root)
    again = make_system(root)
    again.start(INFRASTRUCTURE)
    assert first_made(root) == made
    assert again.ports.of("kafka") == port
    again.kill_one("kafka")
    again.kill_one("postgres")
    again.start_one("postgres")
    again.start_one("kafka")
    assert kept(again)
    again.stop()
    assert running_in(root) == []


def test_kill_9_of_the_command_leaves_nothing_and_the_next_start_works(
    tmp_path: Path, make_system: MakeSystem
) -> None:
    root = tmp_path / "home"
    command = start_elsewhere(root)
    assert running_in(root)
    command.kill()
    command.wait()
    deadline = time.monotonic() + 30
    while running_in(root) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert running_in(root) == []
    make_system(root).start(INFRASTRUCTURE)


def test_kill_9_of_everything_is_recovered_from(tmp_path: Path, make_system: MakeSystem) -> None:
    root = tmp_path / "home"
    command = start_elsewhere(root)
    command_process = psutil.Process(command.pid)
    for process in [command_process, *command_process.children(recursive=True)]:
        process.kill()
    command.wait()
    system = make_system(root)
    system.start(INFRASTRUCTURE)
    keep_something(system)
    assert kept(system)


def test_children_that_outlived_command_and_guard_are_stopped_by_the_next_start(
    tmp_path: Path, make_system: MakeSystem
) -> None:
    root = tmp_path / "home"
    command = start_elsewhere(root)
    guards = [p for p in psutil.Process(command.pid).children() if "deploy.infra.guard" in p.cmdline()]
    for process in guards:
        process.kill()
    command.kill()
    command.wait()
    left = running_in(root)
    assert left
    system = make_system(root)
    processes: Processes = system.processes
    processes.own()
    assert not [pid for pid in left if alive(pid)]


def test_ctrl_c_leaves_no_process(tmp_path: Path) -> None:
    root = tmp_path / "home"
    command = start_elsewhere(root)
    command.send_signal(signal.SIGINT)
    command.wait(60)
    deadline = time.monotonic() + 30
    while running_in(root) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert running_in(root) == []


def start_elsewhere(root: Path) -> "subprocess.Popen[str]":
    """Another command that has started the parts in `root`."""
    command = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(root), str(default_root())], stdout=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    assert command.stdout.readline() == "up\n"
    return command


def first_made(root: Path) -> list[int]:
    """When the parts were made: a second start makes nothing again."""
    return [
        (root / path).stat().st_mtime_ns
        for path in ("postgres/data/PG_VERSION", "kafka/formatted", "tls/ca.pem")
    ]


def keep_something(system: System) -> None:
    with psycopg.connect(system.postgres.dsn("consent"), autocommit=True) as connection:
        connection.execute("create table if not exists kept (id int)")
        connection.execute("insert into kept values (1)")


def kept(system: System) -> bool:
    with psycopg.connect(system.postgres.dsn("consent")) as connection:
        return connection.execute("select 1 from kept").fetchone() == (1,)


def running_in(root: Path) -> list[int]:
    """Process ids of servers that work in this home."""
    found: list[int] = []
    for process in psutil.process_iter(["cwd", "cmdline", "status"]):
        told = " ".join([process.info["cwd"] or "", *(process.info["cmdline"] or [])])
        if (
            str(root) in told
            and process.pid != os.getpid()
            and process.info["status"] != psutil.STATUS_ZOMBIE
        ):
            found.append(process.pid)
    return found


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
