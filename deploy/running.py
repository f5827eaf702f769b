"""`finsam up`: the whole system until Ctrl-C, with what each party's client receives shown as it comes."""

import asyncio
import json
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any

import httpx2
from rich.table import Table

from deploy.infra.environment import child_environment
from deploy.infra.home import REFERENCE, Home
from deploy.infra.processes import Child
from deploy.infra.settings_of import IDENTITY
from deploy.infra.system import System
from deploy.infra.topology import RECIPIENTS, SERVICES, TEAM, readers
from deploy.output import console, screen
from shared.clock import STOCKHOLM, MovableClock, move
from shared.devidp.login import login

LOOK_EVERY_SECONDS = 2.0
OPENS = time_of_day(8)
LAST_YEAR = 2999
"""The services count years ahead of the law's day: they must not come to the end of the calendar."""
SHARED_READING = (
    "./finsam up har redan en läsare åt samma mottagare, och visar i sitt fönster vad den tar emot. "
    "Den här läsaren delar partitionerna med den och väntar på det som kommer i sina egna."
)

FIRST_READING = "Mottagaren har ingen annan läsare. Första gången: ./finsam party <mottagare> setup lägger läsningens början."


class NotRunning(RuntimeError):
    """No system answers from this home."""

    def __init__(self) -> None:
        super().__init__("inget svarar; starta systemet först: ./finsam up")


class NoSuchName(ValueError):
    """Nobody of the reference data has this id."""


class OnlyForward(ValueError):
    """The law's clock can't be moved back."""


class TooFar(ValueError):
    """The law's clock can't be moved to a day from which nobody can count on."""


def started_system() -> System:
    """Return the system that was started from this home, running or not. Raises NotRunning, and makes nothing there."""
    if not Home.unmade().owner.exists():
        raise NotRunning
    return System()


def running_system() -> System:
    """Return the system that runs from this home, or what is left of it. Raises NotRunning."""
    system = started_system()
    if not system.listens():
        raise NotRunning
    return system


def up(*, as_json: bool) -> None:
    """Start everything, say where it is, and wait. A part that ends by itself is started again."""
    started = time.monotonic()
    system = System(say=lambda part: screen(f"startar {part} …"))
    try:
        system.start()
        described = describe(system)
        if as_json:
            print(json.dumps(described, ensure_ascii=False), flush=True)
        else:
            show(described)
            screen(f"klart efter {time.monotonic() - started:.1f} s. Ctrl-C stoppar allt.")
        _watch(system)
    except KeyboardInterrupt:
        screen("stoppar …")
    finally:
        system.stop()


def token_of(person: str) -> str:
    """Return an access token of a test person. Raises NoSuchName, NotRunning, LoginFailed."""
    _must_be_one_of(person, [known["id"] for known in _people()])
    try:
        return asyncio.run(login(running_system().service_url(IDENTITY), person))
    except httpx2.TransportError as error:
        raise NotRunning from error


def move_clock(days: int, to: date | None) -> datetime:
    """Move the law's clock of the system in this home ahead, and return what it shows. Raises OnlyForward, TooFar."""
    file = Home.unmade().clock
    now = MovableClock(file).now().astimezone(STOCKHOLM)
    if not days and to is None:
        return now
    until = _until(now, days, to)
    Home.at()
    try:
        # As instants: between two times of one zone Python counts what the clocks show, and forgets summer time.
        move(file, until.astimezone(UTC) - now.astimezone(UTC))
    except ValueError as error:
        raise OnlyForward(f"klockan visar {now:%Y-%m-%d %H:%M}, och går bara framåt") from error
    return MovableClock(file).now().astimezone(STOCKHOLM)


def _until(now: datetime, days: int, to: date | None) -> datetime:
    try:
        until = (datetime.combine(to, OPENS, tzinfo=STOCKHOLM) if to else now) + timedelta(days=days)
    except OverflowError:
        until = None
    if until is None or until.year > LAST_YEAR:
        raise TooFar(f"klockan visar {now:%Y-%m-%d %H:%M}, och går framåt till som längst år {LAST_YEAR}")
    return until


def as_party(recipient: str, arguments: list[str]) -> int:
    """Run `finsam-party` with the recipient's own settings; returns its exit status. Raises NoSuchName."""
    _must_be_one_of(recipient, list(RECIPIENTS))
    command = (sys.executable, "-m", "finsam_party", *arguments)
    if not {"-h", "--help"}.isdisjoint(arguments):  # it is told without a system
        return subprocess.run(command, check=False).returncode
    system = running_system()
    if arguments[:1] == ["read"]:
        screen(SHARED_READING if recipient in readers() else FIRST_READING)
    environment = {**child_environment(system.home), **system.party_env(recipient)}
    return subprocess.run(command, env=environment, check=False).returncode


def _must_be_one_of(name: str, known: list[str]) -> None:
    if name not in known:
        raise NoSuchName(f"ingen heter {name}; det finns: {', '.join(known)}")


def _people() -> list[dict[str, Any]]:
    return json.loads((REFERENCE / "people.json").read_text(encoding="utf-8"))


def describe(system: System) -> dict[str, Any]:
    """Addresses and test persons, as one object."""
    return {
        "services": {part: system.service_url(part) for part in (IDENTITY, *SERVICES)},
        "kafka": system.kafka.servers,
        "people": [
            {"id": person["id"], "name": person["name"], "roles": person["roles"], "unit": person.get("unit")}
            for person in _people()
        ],
        "home": str(system.home.root),
    }


def show(described: dict[str, Any]) -> None:
    """Tell a person the addresses and who to log in as."""
    addresses = Table("del", "adress", box=None, pad_edge=False)
    for part, address in described["services"].items():
        addresses.add_row(part, address + ("" if part == IDENTITY else "/v1/openapi.json"))
    addresses.add_row("kafka", described["kafka"])
    people = Table("logga in som", "namn", "roll", "enhet", box=None, pad_edge=False)
    for person in described["people"]:
        people.add_row(person["id"], person["name"], ", ".join(person["roles"]), person["unit"] or "")
    for table in (addresses, people):
        console(sys.stdout).print(table)
        console(sys.stdout).print()


def _watch(system: System) -> None:
    listening = {name: _listen(system, name) for name in _readers()}
    while True:
        time.sleep(LOOK_EVERY_SECONDS)
        for name in system.mend():
            screen(f"{name} slutade och startas igen; se {system.home.logs / name}.log.1")
            if name in listening:
                listening[name] = _listen(system, name)


def _readers() -> list[str]:
    return [f"party-{recipient}" for recipient in readers() if recipient != TEAM]


def _listen(system: System, name: str) -> threading.Thread:
    child = system.processes.child(name)
    thread = threading.Thread(target=_relay, args=(name, child), daemon=True)
    thread.start()
    return thread


def _relay(name: str, child: Child | None) -> None:
    """Show what a client says that it received: ids and kinds, nothing about the person."""
    if child is None or child.process.stdout is None:
        return
    for line in child.process.stdout:
        screen(f"{name} tog emot {line.rstrip()}")
