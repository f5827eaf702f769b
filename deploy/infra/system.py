"""The whole: PostgreSQL, Kafka, the identity provider, the services and the parties' clients, from one home."""

import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from kafka import KafkaAdminClient

from deploy.infra import broker, clients, databases
from deploy.infra.environment import child_environment
from deploy.infra.home import REPOSITORY, Home
from deploy.infra.kafka import NAME as KAFKA
from deploy.infra.kafka import Kafka
from deploy.infra.ports import Ports, is_free
from deploy.infra.postgres import NAME as POSTGRES
from deploy.infra.postgres import Postgres
from deploy.infra.processes import Child, NotStarted, Processes, Program
from deploy.infra.settings_of import HOST, IDENTITY, SettingsOf
from deploy.infra.topology import DISCLOSING_SERVICE, PARTY_SUBSCRIPTIONS, SERVICES, TEAM, readers

PARTIES = "parties"
INFRASTRUCTURE = (POSTGRES, KAFKA)
SERVICE_PARTS = (*INFRASTRUCTURE, IDENTITY, *SERVICES)
EVERYTHING = (*SERVICE_PARTS, PARTIES)
READY_SECONDS = 180.0
SET_UP_SECONDS = 120
OPEN_SECONDS = 15.0
OPEN = b"finsam_gate_open 1.0"
# What answers when a part is ready to work.
READY = "/health/ready"
READY_PATHS = {IDENTITY: "/.well-known/openid-configuration", **dict.fromkeys(SERVICES, READY)}

Say = Callable[[str], None]


def silent(_: str) -> None:
    """Tell nobody."""


class System:
    """One running copy. `start` and `stop` are the whole; the rest is for the demo and the tests."""

    def __init__(self, root: Path | None = None, store: Path | None = None, say: Say = silent) -> None:
        self.home = Home.at(root, store)
        self.ports = Ports(self.home)
        self.processes = Processes(self.home)
        self.postgres = Postgres(self.home, self.ports, self.processes)
        self.kafka = Kafka(self.home, self.ports, self.processes)
        self._settings = SettingsOf(self.home, self.ports, self.postgres)
        self._say = say

    def begin_anew(self) -> None:
        """Take the home, stop what an earlier command left running, and remove all that it wrote. Raises HomeTaken."""
        self.processes.own(anew=True)

    def start(self, parts: Iterable[str] = EVERYTHING) -> None:
        """Start these parts in their order and wait until each answers. Everything stops if one doesn't start."""
        wanted = [part for part in EVERYTHING if part in set(parts)]
        try:
            self.processes.own()
            if KAFKA in wanted:  # it takes longest: the databases are made ready while it starts
                self._say(KAFKA)
                self.kafka.begin()
            if IDENTITY in wanted:  # it needs neither of them
                self._begin_identity()
            if POSTGRES in wanted:
                self._say(POSTGRES)
                self.postgres.start()
                databases.apply(self.postgres, self.home)
            self._migrate([part for part in wanted if part in SERVICES])
            if KAFKA in wanted:
                self.kafka.wait()
                broker.apply(self.home, self.kafka.servers)
            self._start_product(wanted)
        except BaseException:
            self.stop()
            raise

    def stop(self, *, remove: bool = False) -> None:
        """Stop everything, the readers before what they read from, and give the home back: with `remove`, nothing of it."""
        names = self.processes.names()
        readers = [name for name in names if name.startswith("party-")]
        self.processes.stop(*readers)
        self.processes.stop(*(name for name in names if name.split("-")[0] in SERVICES))
        self.processes.stop(IDENTITY)
        self.processes.stop(KAFKA)
        self.processes.stop(POSTGRES)
        self.processes.release(remove=remove)

    def start_one(self, name: str, roles: str | None = None) -> Child | None:
        """Start one part (again): `postgres`, `kafka`, `devidp`, a service, or `party-<recipient>`; wait until it answers."""
        if name == POSTGRES:
            self.postgres.start()
        elif name == KAFKA:
            self.kafka.start()
        elif name.startswith("party-"):
            return self.start_party(name.removeprefix("party-"))
        else:
            self.processes.start(_in_roles(self._program(name), roles))
            self._wait_ready([name])
        return self.processes.child(name)

    def start_beside(
        self, service: str, roles: str | None = None, number: int = 2, *, wait: bool = True
    ) -> str:
        """Start one more process of a service, beside those that run, and wait until it is ready; returns its name.

        Without `wait` it may join while what it needs is away.
        """
        name = f"{service}-{number}"
        program = _in_roles(self._program(service), roles)
        own = {"FINSAM_HTTP_PORT": str(self.ports.claim(name))}
        self.processes.start(replace(program, name=name, environment=program.environment | own))
        if wait:
            self._wait_ready([name])
        return name

    def stop_one(self, name: str) -> None:
        """Stop one part in order."""
        self.processes.stop(name)

    def kill_one(self, name: str) -> None:
        """End one part by kill -9."""
        if name == POSTGRES:
            self.postgres.kill()
        else:
            self.processes.kill(name)

    def start_party(self, recipient: str, *, contents: bool = True) -> Child:
        """Start a recipient's client; what it opens comes, one line each, on the child's standard output.

        With `contents`, a line is the whole document as JSON; without, it tells nothing about the person.
        """
        command = (sys.executable, "-m", "finsam_party", "read", *(("--json",) if contents else ()))
        environment = {**child_environment(self.home), **self.party_env(recipient)}
        return self.processes.start(Program(f"party-{recipient}", command, environment, pipe=True))

    def mend(self, among: Collection[str] | None = None) -> list[str]:
        """Start again those of `among`, or of all, that ended by themselves: a watchdog ends a service that stands still."""
        ended = [child.program for child in self.processes.ended()]
        if among is not None:
            ended = [program for program in ended if program.name in among]
        for program in ended:
            self.processes.stop(program.name)
            self.processes.start(program)
        return [program.name for program in ended]

    def env_of(self, service: str) -> dict[str, str]:
        """The settings of a service, or of the identity provider, as environment variables."""
        return self._settings.identity() if service == IDENTITY else self._settings.service(service)

    def party_env(self, recipient: str) -> dict[str, str]:
        """The settings of a recipient's client as environment variables."""
        return self._settings.party(recipient)

    def kafka_env(self, user: str) -> dict[str, str]:
        """How `user` (`svc-…`, `party-…`, `operator`) reaches the broker, as a service's settings."""
        return self._settings.broker(user)

    def service_url(self, name: str) -> str:
        """The HTTP address of a service, or of `devidp`."""
        return self._settings.url(name)

    def database_url(self, name: str) -> str:
        """SQLAlchemy's address of a service's database (`consent`) or key database (`consent_keys`), for its own role."""
        return databases.url(self.postgres, self.home, name)

    def admin(self) -> KafkaAdminClient:
        """The operator's client on the broker; close it after use."""
        return broker.connect(self.home, self.kafka.servers)

    def _begin_identity(self) -> None:
        self._say(IDENTITY)
        self.ports.claim(IDENTITY)
        clients.write(self.home)
        self.processes.start(self._program(IDENTITY))

    def _migrate(self, services: list[str]) -> None:
        """Migrate what isn't migrated already: seeing that nothing is missing is much faster than doing nothing."""
        behind = [name for name in services if databases.lacks_migrations(self.postgres, name)]
        if behind:
            self._say("migrations")
            self._run_all({name: ("shared.migrate", f"services.{name}") for name in behind})

    def _start_product(self, wanted: list[str]) -> None:
        services = [part for part in wanted if part in SERVICES]
        for service in services:  # all ports first: each is told where the others are
            self.ports.claim(service)
        if PARTIES in wanted or services:
            self._set_up_parties()
        for service in services:
            self._say(service)
            self.processes.start(self._program(service))
        self._wait_ready(part for part in wanted if part in READY_PATHS)
        if PARTIES in wanted:
            for recipient in readers():
                if recipient != TEAM:
                    self.start_party(recipient, contents=False)

    def _program(self, part: str) -> Program:
        module = "shared.devidp" if part == IDENTITY else f"services.{part}"
        environment = {**child_environment(self.home), **self.env_of(part)}
        return Program(part, (sys.executable, "-m", module), environment)

    def _wait_ready(self, parts: Iterable[str]) -> None:
        """Wait until each part answers that it is ready; a part that ended says so at once, with its log."""
        end = time.monotonic() + READY_SECONDS
        for part in parts:
            while not self.answers(part):
                child = self.processes.child(part)
                if child is None or not child.runs() or time.monotonic() > end:
                    raise NotStarted(f"{part} did not start; its log ends:\n{self.processes.tail(part)}")
                time.sleep(0.1)
            if part == DISCLOSING_SERVICE:
                self._wait_open()

    def _wait_open(self) -> None:
        """Give the disclosing service a moment to see that it agrees with its topic and keys; it runs without, too."""
        end = time.monotonic() + OPEN_SECONDS
        while OPEN not in self._metrics(DISCLOSING_SERVICE):
            if time.monotonic() > end:
                self._say(f"{DISCLOSING_SERVICE}: utlämnandet är stängt; se ./finsam reconcile")
                return
            time.sleep(0.1)

    def _metrics(self, part: str) -> bytes:
        asked = HTTPConnection(HOST, self.ports.of(part), timeout=2)
        try:
            asked.request("GET", "/metrics")
            return asked.getresponse().read()
        except (OSError, HTTPException):
            return b""
        finally:
            asked.close()

    def answers(self, part: str) -> bool:
        """Whether the identity provider or a service answers that it is ready."""
        # Asked ten times a second beside what starts: not by a client that first reads every known certificate.
        asked = HTTPConnection(HOST, self.ports.of(part), timeout=2)
        try:
            asked.request("GET", READY_PATHS.get(part, READY))
            return asked.getresponse().status == HTTPStatus.OK
        except (OSError, HTTPException):
            return False
        finally:
            asked.close()

    def listens(self) -> bool:
        """Whether any part holds its port, however it is: frozen, or with what it needs away."""
        return not all(is_free(self.ports.of(part)) for part in (IDENTITY, *SERVICES, *INFRASTRUCTURE))

    def _set_up_parties(self) -> None:
        """Let each client that is new here set its own group at its topic's beginning, once, with its own user.

        The others' topics wait for their clients: `./finsam party soc-bromma setup`.
        """
        admin = self.admin()
        try:
            new = [name for name in readers() if broker.lacks_beginning(admin, PARTY_SUBSCRIPTIONS[name])]
        finally:
            admin.close()
        if new:
            self._say("positions of the parties' clients")
            self._run_all({f"setup-{recipient}": ("finsam_party", "setup") for recipient in new})

    def _run_all(self, commands: dict[str, tuple[str, ...]]) -> None:
        """Run short commands side by side; each must succeed."""
        started = {name: self._run_module(name, words) for name, words in commands.items()}
        for name, process in started.items():
            said, _ = process.communicate(timeout=SET_UP_SECONDS)
            if process.returncode != 0:
                raise NotStarted(f"{' '.join(commands[name])} failed:\n{said.strip()[-1500:]}")

    def _run_module(self, name: str, words: tuple[str, ...]) -> subprocess.Popen[str]:
        own = self.party_env(name.removeprefix("setup-")) if name.startswith("setup-") else self.env_of(name)
        return subprocess.Popen(
            (sys.executable, "-m", *words),
            cwd=REPOSITORY,
            env={**child_environment(self.home), **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def _in_roles(program: Program, roles: str | None) -> Program:
    told = {} if roles is None else {"FINSAM_ROLES": roles}
    return replace(program, environment=program.environment | told)
