"""The parts of the exit, made once in `wiring_exit.py` and found by routes in `app.state.exit`."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.consent.domain.recipients import Directory
from services.consent.ending.enforcing import BOUND_SECONDS, Enforcer
from services.consent.exit.drain import Door, Drain
from services.consent.exit.flights import Flights
from services.consent.exit.release import Release
from shared.idempotency import CommandStore
from shared.inbox import Reaction
from shared.keyrings import ReceivingKeyring, SigningKeyring
from shared.service import Task


@dataclass(frozen=True, slots=True)
class Doors:
    """What withdraws: its own connections, its own store of commands on them."""

    enforcer: Enforcer
    drain: Drain
    commands: CommandStore


@dataclass(frozen=True, slots=True)
class Running:
    """What the service runs for the exit; the closers at the end, in that order."""

    routers: Sequence[APIRouter]
    reactions: Mapping[str, Reaction]
    everywhere: Mapping[str, Task]
    tasks: Mapping[str, Task]
    closers: Sequence[Callable[[], Awaitable[None]]]


@dataclass(frozen=True, slots=True)
class Exit:
    """What routes of the exit need."""

    directory: Directory
    release: Release
    flights: Flights
    doors: Doors
    receiving: ReceivingKeyring
    signing: SigningKeyring
    running: Running

    @property
    def routers(self) -> Sequence[APIRouter]:
        """The routes of the exit."""
        return self.running.routers

    @property
    def reactions(self) -> Mapping[str, Reaction]:
        """Event type → reaction."""
        return self.running.reactions

    @property
    def everywhere(self) -> Mapping[str, Task]:
        """What each process runs for its own sake."""
        return self.running.everywhere

    @property
    def tasks(self) -> Mapping[str, Task]:
        """What runs beside requests."""
        return self.running.tasks

    @property
    def closers(self) -> Sequence[Callable[[], Awaitable[None]]]:
        """What is closed at the end, in order."""
        return self.running.closers

    def is_team(self, unit: str) -> bool:
        """Whether the unit is a team: only teams learn the case's id."""
        recipient = self.directory.find(unit)
        return recipient is not None and recipient.kind == "team"

    async def drain(self, case_id: UUID) -> bool:
        """Wait until no release of the case is in flight for anyone; False when the bound has passed."""
        return await self.doors.drain.wait(Door(case_id), monotonic() + BOUND_SECONDS)


def exit_of(request: Request) -> Exit:
    """Return the exit of the app that answers the request."""
    return request.app.state.exit


ExitDep = Annotated[Exit, Depends(exit_of)]
