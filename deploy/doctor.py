"""`finsam doctor`: what is missing or wrong on this machine, each with the command that mends it."""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from deploy.infra import jars
from deploy.infra.broker import BrokerUnreachable, WrongPassword, connect
from deploy.infra.environment import child_environment
from deploy.infra.home import REPOSITORY, Home, HomeUnusable
from deploy.infra.ports import NoFreePort, Ports, is_free
from deploy.infra.postgres import binaries
from deploy.infra.privilege import CannotDrop, find
from deploy.infra.processes import strays
from deploy.infra.settings_of import IDENTITY
from deploy.infra.system import READY_PATHS, System

NEEDED_BYTES = 2 * 1024**3
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """One look: what was found, and what to do if it isn't as it should be."""

    name: str
    ok: bool
    said: str
    mend: str = ""

    def as_json(self) -> dict[str, Any]:
        """For a program to read."""
        return {"name": self.name, "ok": self.ok, "said": self.said, "mend": self.mend}


def good(name: str, said: str) -> Finding:
    """As it should be."""
    return Finding(name, ok=True, said=said)


def bad(name: str, said: str, mend: str) -> Finding:
    """Not as it should be, and the command that mends it."""
    return Finding(name, ok=False, said=said, mend=mend)


def examine() -> list[Finding]:
    """Look at everything; a look that isn't possible without a home is left out."""
    findings = [python(), venv_module(), declared()]
    try:
        home = Home.at()
    except HomeUnusable as error:
        return [
            *findings,
            bad("home", str(error), "FINSAM_HOME=<a folder that you may write> ./finsam doctor"),
        ]
    findings.append(good("home", str(home.root)))
    looks: list[Callable[[Home], Finding]] = [
        installed,
        disk,
        memory,
        ports,
        unprivileged,
        kafka_jars,
        kafka,
        services,
        leftovers,
    ]
    return findings + [look(home) for look in looks]


def python() -> Finding:
    """Python 3.11 or later."""
    ok = sys.version_info >= OLDEST_PYTHON
    return Finding("Python", ok, sys.version.split()[0], "" if ok else "apt-get install python3 python3-venv")


def venv_module() -> Finding:
    """The module with which .venv is made again when it must."""
    ok = find_spec("venv") is not None and find_spec("ensurepip") is not None
    return Finding(
        "venv module", ok, "there" if ok else "missing", "" if ok else "apt-get install python3-venv"
    )


def declared() -> Finding:
    """The lock holds every package that pyproject.toml declares."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = set(re.findall(r"^([a-z0-9-]+)==", (REPOSITORY / "requirements.lock").read_text(), re.MULTILINE))
    missing = [name for name in map(_plain_name, wanted) if name not in locked]
    said = f"misses {', '.join(missing)}" if missing else f"{len(locked)} packages"
    return Finding("lock", not missing, said, "./finsam lock" if missing else "")


def installed(home: Home) -> Finding:
    """What is installed is what the locks say, hash for hash."""
    locks = [str(REPOSITORY / name) for name in ("requirements.lock", "requirements-uv.txt")]
    command = (
        sys.executable,
        "-m",
        "uv",
        "pip",
        "sync",
        "--dry-run",
        "--offline",
        "--python",
        sys.executable,
        *locks,
    )
    environment = {**child_environment(home), "UV_CACHE_DIR": str(home.store / "cache" / "uv")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    ok = done.returncode == 0 and "Would make no changes" in done.stderr
    return Finding(
        "installed",
        ok,
        "as locked" if ok else "differs from the lock",
        "" if ok else "rm -rf .venv && ./finsam doctor",
    )


def disk(home: Home) -> Finding:
    """Room for what is downloaded and written."""
    free = shutil.disk_usage(home.root).free
    ok = free >= NEEDED_BYTES
    mend = "" if ok else f"free some space, or set FINSAM_HOME; {home.root} may be removed"
    return Finding("disk", ok, f"{free / 1024**3:.1f} GB free, 2 GB needed", mend)


def memory(home: Home) -> Finding:
    """Room in memory for all parts together."""
    _, free = home, psutil.virtual_memory().available
    ok = free >= NEEDED_BYTES
    return Finding(
        "memory", ok, f"{free / 1024**3:.1f} GB available, 2 GB needed", "" if ok else "end other programs"
    )


def ports(home: Home) -> Finding:
    """Loopback answers, and a port can be taken there."""
    try:
        port = Ports(home).of("doctor")
    except NoFreePort as error:
        return bad("ports", str(error), "ss -ltnp")
    ok = is_free(port)
    return Finding(
        "ports", ok, "127.0.0.1 can be listened on" if ok else f"{port} is taken", "" if ok else "ss -ltnp"
    )


def unprivileged(home: Home) -> Finding:
    """PostgreSQL never runs as root: somebody else can, in this home."""
    try:
        with tempfile.TemporaryDirectory(dir=home.root) as folder:
            user = find(binaries() / "initdb", Path(folder))
    except CannotDrop as error:
        return bad("PostgreSQL's user", "nobody else may run it here", str(error))
    who = "you" if user.owner is None else f"user {user.owner}"
    return good("PostgreSQL's user", who + (f" with {user.capability[1:]}" if user.capability else ""))


def kafka_jars(home: Home) -> Finding:
    """Every jar is what the lock says."""
    if not home.jars.exists():
        return good("Kafka's jars", "not fetched yet; the first start does it")
    try:
        jars.verify(home.jars)
    except jars.JarsRefused as error:
        return bad("Kafka's jars", str(error), f"rm -rf '{home.jars}'")
    return good("Kafka's jars", f"{len(jars.read_lock())} verified")


def kafka(home: Home) -> Finding:
    """If a broker runs from this home: it answers its operator. A wrong password is told from silence."""
    if not (home.run / "kafka.json").exists():
        return good("Kafka", "not running")
    servers = f"127.0.0.1:{Ports(home).of('kafka')}"
    try:
        connect(home, servers).close()
    except WrongPassword as error:
        return bad("Kafka", str(error), f"stop it, rm -rf '{home.kafka}', start again (its records are lost)")
    except BrokerUnreachable as error:
        return bad("Kafka", str(error), f"see {home.logs / 'kafka.log'}; stop with Ctrl-C and start again")
    return good("Kafka", f"answers at {servers}")


def services(home: Home) -> Finding:
    """When the system runs, every service answers that it is ready."""
    if not (home.run / f"{IDENTITY}.json").exists():
        return good("services", "not running")
    system = System(home.root, home.store)
    silent = [part for part in READY_PATHS if not system.answers(part)]
    said = f"no answer from {', '.join(silent)}" if silent else "all answer"
    mend = f"look at {home.logs}; ./finsam up starts again what has ended" if silent else ""
    return Finding("services", not silent, said, mend)


def leftovers(home: Home) -> Finding:
    """Nothing runs that no command looks after."""
    left = strays(home)
    mend = f"kill {' '.join(map(str, left))} (the next start does it too)" if left else ""
    return Finding("processes", not left, f"{len(left)} left behind" if left else "none left behind", mend)


def _plain_name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else requirement
