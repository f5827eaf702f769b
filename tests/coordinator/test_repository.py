"""Akter on PostgreSQL: two writers, one wins; an akt and its facts are kept together or not at all."""

import asyncio
from uuid import uuid4

import pytest

from services.coordinator.domain import Akt
from services.coordinator.errors import StaleAkt, UnknownAkt
from tests.coordinator.builders import NOON, OFFICE, a_part, a_request, a_step
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import published, receive

pytestmark = pytest.mark.real


async def test_two_decisions_at_once_leave_one(stage) -> None:
    sent = Post()
    await receive(stage, sent.anmalan())

    async def decide(change) -> None:
        async with stage.team.sessions.begin() as session:
            akter = stage.team.akter(session)
            akt: Akt = await akter.get(sent.case_id, 1)
            change(akt)
            await akter.save(akt)

    outcomes = await asyncio.gather(
        decide(lambda akt: akt.take_up(a_step(earliest=None), at=NOON)),
        decide(lambda akt: akt.decline("N05", contact=OFFICE.contact, at=NOON)),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "StaleAkt"]
    assert len(await published(stage, sent.case_id)) == 2


async def test_an_akt_that_changed_meanwhile_is_not_saved(stage) -> None:
    sent = Post()
    await receive(stage, sent.anmalan())
    async with stage.team.sessions.begin() as session:
        akt = await stage.team.akter(session).get(sent.case_id, 1)
        akt.version = 9

        with pytest.raises(StaleAkt):
            await stage.team.akter(session).save(akt)


async def test_nothing_is_kept_when_the_transaction_fails(stage) -> None:
    sent = Post()
    await receive(stage, sent.anmalan())

    async def fails() -> None:
        async with stage.team.sessions.begin() as session:
            akter = stage.team.akter(session)
            akt = await akter.get(sent.case_id, 1)
            akt.request_supplement(a_request(), OFFICE.contact)
            akt.add_parts([a_part()])
            await akter.save(akt)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()

    assert len(await published(stage, sent.case_id)) == 1


async def test_another_teams_akt_is_unknown(stage) -> None:
    async with stage.team.sessions.begin() as session:
        with pytest.raises(UnknownAkt):
            await stage.team.akter(session).get(uuid4(), 1)
