"""The world that is asked: cases at every place between the first talk and the end, each brought there through HTTP."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from deploy.infra.topology import SERVICES
from shared.devidp.directory import Person
from shared.kafka import Received
from tests.world.house import House
from tests.world.paperwork import Paperwork
from tests.world.teamwork import AF, FK, SENDER, Teamwork

PLACES = 9
"""As many cases there are, each a person's own."""
_COMES = {"answer": "kommer"}


async def play(house: House, persons: list[Person]) -> None:
    """Bring each case to its place; what happens on the way is what the callers know."""
    lives = [Teamwork(house, person) for person in persons[:7]]
    paper, returned = (Paperwork(house, person) for person in persons[7:])
    drafted, *others = lives
    await _all(drafted.draft(), _papers(paper, returned), *(_sent(life) for life in others))
    await house.settle()
    _, declined, *taken = others
    await declined.decline()
    await _all(*(life.take_up() for life in taken))
    await house.settle()
    await _all(*(_called(life) for life in taken))
    await house.settle()
    await house.move(timedelta(days=20))
    called, *held = taken
    await _all(*(life.hold() for life in held))
    await house.settle()
    await _all(*(life.plan(AF, FK) for life in held))
    await house.settle()
    planned, followed, ended = held
    await _all(_answered(planned), _answered(followed))
    await house.move(timedelta(days=150))
    await house.settle()
    await _all(_ends(followed, ended), _protects(called))
    await house.settle()
    await _parks(house)


async def _all(*doings: Coroutine[Any, Any, Any]) -> None:
    """Side by side; when one fails the others stop."""
    async with asyncio.TaskGroup() as group:
        for doing in doings:
            group.create_task(doing)


async def _sent(life: Teamwork) -> None:
    await life.draft()
    await life.sign()
    await life.house.settle()
    await life.submit()


async def _papers(paper: Paperwork, returned: Paperwork) -> None:
    await paper.post()
    await returned.post()
    await paper.decide(
        "paper/consent-requests", {"missing": ["samtycke_saknas"], "text": "Skicka samtycket."}
    )
    await paper.sign_at_team()


async def _called(life: Teamwork) -> None:
    await life.call()
    url = life.url("coordinator", f"/meetings/{life.meeting_id}/answers")
    await life.of(AF).send(url, _COMES)


async def _answered(life: Teamwork) -> None:
    url = life.url("coordinator", f"/delmal/{life.delmal[AF]}/answers")
    await life.of(AF).send(url, {"answer": "accepterar"})


async def _ends(followed: Teamwork, ended: Teamwork) -> None:
    await followed.call(kind="uppfoljning")
    await ended.revoke()


async def _protects(life: Teamwork) -> None:
    body = {"case_id": str(life.case_id), "kind": "sekretessmarkering"}
    await life.of(SENDER).send(life.url("consent", "/protections"), body)


async def _parks(house: House) -> None:
    """Something that could not be read waits for the operator in each service."""
    for number, name in enumerate(SERVICES):
        inbox = house.services[name].inbox
        assert inbox is not None
        await inbox.receive(Received("finsam.elsewhere.v1", 0, number, b"x", b"{broken"))
