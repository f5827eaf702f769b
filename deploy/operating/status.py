"""How a running system is: each service's queues, each recipient's reader, and what needs a hand."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

import httpx2
from kafka.errors import KafkaError
from rich.table import Table

from deploy.demo.lag import behind
from deploy.infra.settings_of import IDENTITY
from deploy.infra.system import System
from deploy.infra.topology import RECIPIENTS, SERVICES, TEAM, readers
from deploy.operating.firing import Firing, firing
from shared.clock import STOCKHOLM, MovableClock

SLOW_SECONDS = 60.0
"""How long the oldest waiting thing may have waited, or a queue may stand still, before it is told as a fault."""
_TIMEOUT = 5.0


@dataclass(frozen=True, slots=True)
class ServiceStatus:
    """One service: whether it answers, what waits in it, what is wrong with it in words, and which alarms fire."""

    name: str
    state: str
    progress: dict[str, float] | None
    faults: tuple[str, ...]
    alarms: tuple[Firing, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """The whole system at one moment.

    `unread`: records that a recipient's reader has not handled; None: not known. `no_reader`: recipients whose reader
    does not run here; of their topics nothing is judged.
    """

    law_time: str
    services: tuple[ServiceStatus, ...]
    unread: dict[str, int | None]
    no_reader: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing needs a hand."""
        return not any(service.faults for service in self.services) and None not in self.unread.values()

    def as_json(self) -> dict[str, Any]:
        """For a program to read."""
        return {"ok": self.ok, **asdict(self)}


def look(system: System) -> Status:
    """Ask everything once; what does not answer is told as a fault."""
    with httpx2.Client(timeout=_TIMEOUT) as http, ThreadPoolExecutor() as pool:
        services = list(pool.map(lambda name: asked(system, http, name), (IDENTITY, *SERVICES)))
    now = MovableClock(system.home.clock).now().astimezone(STOCKHOLM)
    return Status(now.isoformat(timespec="minutes"), tuple(services), _unread(system), _without_reader())


def asked(system: System, http: httpx2.Client, name: str) -> ServiceStatus:
    """Ask one part how it is."""
    try:
        address = system.service_url(name)
        if name == IDENTITY:  # it has no queues
            known = http.get(f"{address}/.well-known/openid-configuration").status_code == HTTPStatus.OK
            return ServiceStatus(name, "ok" if known else "down", None, () if known else ("svarar inte",))
        is_ready = http.get(f"{address}/health/ready").status_code == HTTPStatus.OK
        progress = http.get(f"{address}/health/progress").raise_for_status().json()
        alarms = firing(http.get(f"{address}/health/alarms").json())  # 503 when one fires
    except (httpx2.HTTPError, KeyError, OSError, ValueError):
        return ServiceStatus(name, "down", None, ("svarar inte",))
    faults = (() if is_ready else ("är inte redo",)) + _faults(progress) + tuple(map(str, alarms))
    return ServiceStatus(name, "ok" if not faults else "fault", progress, faults, alarms)


def _faults(progress: dict[str, float]) -> tuple[str, ...]:
    """Return what a service's queues tell of, in words."""
    found: list[str] = []
    if progress["parked"]:
        found.append(f"{progress['parked']:.0f} parkerade: ./finsam parked list")
    for field, words in (
        ("oldest_unsent_seconds", "har inte kunnat skicka på"),
        ("oldest_unhandled_seconds", "har inte kunnat hantera på"),
        ("oldest_unread_seconds", "har inte läst på"),
    ):
        if progress[field] > SLOW_SECONDS:
            found.append(f"{words} {progress[field]:.0f} s")
    return tuple(found)


def _without_reader() -> tuple[str, ...]:
    reading = {TEAM, *readers()}
    return tuple(recipient for recipient in RECIPIENTS if recipient not in reading)


def _unread(system: System) -> dict[str, int | None]:
    recipients = [recipient for recipient in readers() if recipient != TEAM]
    try:
        admin = system.admin()
    except (KafkaError, KeyError, OSError):
        return dict.fromkeys(recipients)
    try:
        return {recipient: _behind(admin, recipient) for recipient in recipients}
    finally:
        admin.close()


def _behind(admin: Any, recipient: str) -> int | None:
    try:
        return behind(admin, [recipient])
    except (KafkaError, KeyError):
        return None


def table(status: Status) -> Table:
    """Show it to a person."""
    shown = Table(title=f"Lagens klocka: {status.law_time}", box=None, pad_edge=False, title_justify="left")
    for column in ("del", "läge", "att skicka", "att hantera", "oläst", "parkerat", "att se till"):
        shown.add_column(column, justify="left" if column in {"del", "läge", "att se till"} else "right")
    for service in status.services:
        progress = service.progress or {}
        numbers = [f"{progress[name]:.0f}" if name in progress else "" for name in _SHOWN]
        mark = "[green]ok[/]" if not service.faults else "[red]fel[/]"
        shown.add_row(service.name, mark, *numbers, "\n".join(service.faults))
    for recipient, unread in status.unread.items():
        mark = "[green]ok[/]" if unread is not None else "[red]fel[/]"
        told = "" if unread is not None else "mäklaren svarar inte"
        shown.add_row(f"party-{recipient}", mark, "", "", "" if unread is None else str(unread), "", told)
    for recipient in status.no_reader:
        shown.add_row(f"party-{recipient}", "ingen läsare", "", "", "", "", "")
    return shown


_SHOWN = ("outbox", "inbox", "lag", "parked")
