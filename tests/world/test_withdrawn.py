"""An anmälan is taken back: through referral, consent, the team and the parties, in whichever order it happens."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.world.house import House
from tests.world.teamwork import AF, FK, REGION, SENDER, TEAM, Teamwork

pytestmark = pytest.mark.real


async def a_sent(house: House) -> Teamwork:
    life = Teamwork(house, house.people["individ"])
    await life.draft()
    await life.sign()
    await life.submit()
    await house.settle()
    return life


async def take_back(life: Teamwork):
    one = life.url("referral", "/referrals/{}")
    sender = life.of(SENDER)
    version = (await sender.get(one))["version"]
    return await sender.send(f"{one}/withdrawals", {"reason": "behov_lost"}, version=version)


async def active_rows(house: House) -> int:
    async with house.services["consent"].engine.connect() as connection:
        found = await connection.scalar(text("select count(*) from consent_row where state = 'aktiv'"))
        assert isinstance(found, int)
        return found


async def opened_akt(life: Teamwork):
    opened = await life.of(TEAM).send(
        life.url("coordinator", "/akter/{}/openings"), {"purpose": "begaran_fran_individen"}
    )
    return opened.body


class TestWithdrawn:
    async def test_before_the_besked_everything_ends_and_the_samtycke_after_thirty_days(
        self, house: House
    ) -> None:
        life = await a_sent(house)

        answer = await take_back(life)
        await house.settle()

        assert answer.body["outlook"] == "avslutas"
        assert (await opened_akt(life))["status"] == "tillbakadragen"
        told = [one.type for one in house.parties[SENDER].documents(await life.alias(SENDER))]
        assert told == ["mottagningsbekraftelse", "avslut"]
        assert all(not house.parties[unit].got for unit in (AF, FK, REGION))
        assert await active_rows(house) > 0
        await house.move(timedelta(days=31))
        await house.settle()
        assert await active_rows(house) == 0

    async def test_a_besked_that_was_committed_first_holds_and_the_parties_get_nothing_more(
        self, house: House
    ) -> None:
        life = await a_sent(house)

        # The team decides while the withdrawal is on its way.
        house.topics.hold("finsam.referral.v1")
        await take_back(life)
        await life.take_up()
        await house.topics.let_go("finsam.referral.v1")
        await house.settle()

        akt = await life.akt()
        assert akt["status"] == "tas_upp"
        assert [one["kind"] for one in akt["questions"]] == ["anmalan_tillbakadragen"]
        assert all(not house.parties[unit].got for unit in (AF, FK, REGION))
        mine = await life.of(SENDER).get(life.url("referral", "/referrals/{}"))
        assert (mine["status"], mine["withdrawn"]["reason"]) == ("upptagen", "behov_lost")

    async def test_after_the_besked_those_who_have_had_it_are_told_and_nothing_ends_by_itself(
        self, house: House
    ) -> None:
        life = await a_sent(house)
        await life.take_up()
        await house.settle()

        answer = await take_back(life)
        await house.settle()

        assert answer.body["outlook"] == "koordinatorn_bestammer"
        for unit in (AF, FK, REGION):
            told = [one.type for one in house.parties[unit].documents(await life.alias(unit))]
            assert told == ["anmalan_delad", "anmalan_tillbakadragen"]
        rows = await active_rows(house)
        await house.move(timedelta(days=31))
        await house.settle()
        assert await active_rows(house) == rows
