"""The whole product, started once, and cases that are played to a given point through the public interfaces."""

import io
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from deploy.demo import before, meeting, plan, team
from deploy.demo.parties import PartyProcess
from deploy.demo.play import everybody, set_the_stage
from deploy.demo.stage import Stage
from deploy.demo.telling import Telling
from deploy.infra.home import default_root
from deploy.infra.system import SERVICE_PARTS, System
from deploy.infra.topology import SERVICES
from shared.devidp.login import login

Act = Callable[[Stage], Awaitable[None]]
Parties = dict[str, PartyProcess]
TO_THE_TEAM: tuple[Act, ...] = (
    before.dialogue,
    before.draft,
    before.first_signature,
    before.second_signature,
    team.sent,
)
TAKEN_UP: tuple[Act, ...] = (*TO_THE_TEAM, team.completed, team.taken_up)
PLANNED: tuple[Act, ...] = (
    *TAKEN_UP,
    meeting.called,
    meeting.answered,
    meeting.held,
    plan.made,
    plan.answered,
    plan.outage,
    plan.changed,
)


@pytest.fixture(scope="package")
def product() -> Iterator[System]:
    """Every service on a PostgreSQL and a Kafka of its own, which these tests may kill; gone when they are over."""
    base = default_root()
    root = base / "test" / f"journey {os.getpid()}"
    shutil.rmtree(root, ignore_errors=True)
    product = System(root, store=base)
    try:
        product.start(SERVICE_PARTS)
        yield product
    finally:
        product.stop()
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="package")
def parties(product: System) -> Parties:
    """The parties' clients: they read one case after another, as they do at work; who is down is started by the next case."""
    return everybody(product)


@asynccontextmanager
async def new_case(
    product: System, parties: Parties, *acts: Act, individ: str = "individ"
) -> AsyncIterator[Stage]:
    """A case of its own, played as far as ``acts`` go; the parties' clients run."""
    async with AsyncExitStack() as stack:
        telling = Telling(io.StringIO(), quiet=True)
        stage = await set_the_stage(product, telling, stack, parties, individ)
        stage.parked_before = await _parked(stage)
        await stage.rest()
        for party in parties.values():
            party.forget()
        for act in acts:
            await act(stage)
        yield stage


@pytest.fixture
async def stage(product: System, parties: Parties) -> AsyncIterator[Stage]:
    """A new case with nothing done yet."""
    async with new_case(product, parties) as stage:
        yield stage


@pytest.fixture(scope="class")
async def sent(product: System, parties: Parties) -> AsyncIterator[Stage]:
    """The anmälan has reached the team; one case for the tests of a class."""
    async with new_case(product, parties, *TO_THE_TEAM) as stage:
        yield stage


@pytest.fixture(scope="class")
async def shared(product: System, parties: Parties) -> AsyncIterator[Stage]:
    """Taken up, and opened by the three parties that were asked. One case for a class."""
    async with new_case(product, parties, *TAKEN_UP) as stage:
        yield stage


@pytest.fixture(scope="package")
async def case_with_a_plan(product: System, parties: Parties) -> AsyncIterator[Stage]:
    """A case that has come to a plan: the one that takes longest to make, so there is one."""
    async with new_case(product, parties, *PLANNED) as stage:
        yield stage


@pytest.fixture(scope="class")
async def planned(case_with_a_plan: Stage) -> Stage:
    """The case that has come to a plan; when it was made Region's client was down with two unread records.

    What a file does to it stays done for the files after it. Everybody is logged in anew: a login lasts 15 minutes.
    """
    for actor in case_with_a_plan.people.values():
        actor.token = await login(case_with_a_plan.url("devidp", ""), actor.person_id)
    case_with_a_plan.parked_before = await _parked(case_with_a_plan)
    return case_with_a_plan


async def _parked(stage: Stage) -> int:
    """What an earlier test parked on purpose stays parked; nothing more may come."""
    told = [(await stage.http.get(stage.url(name, "/health/progress"))).json() for name in SERVICES]
    return sum(progress["parked"] for progress in told)
