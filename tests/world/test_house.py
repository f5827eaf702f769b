"""The house in memory is the product: a case goes through it as through Kafka."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.world.house import House
from tests.world.teamwork import AF, FK, REGION, SENDER, Teamwork

pytestmark = pytest.mark.real

PAST_THE_MEETING = timedelta(days=20)
"""Called fifteen days ahead, or to the next working day after that."""


class TestTheHouse:
    async def test_carries_a_case_through_all_nine_steps(self, house: House) -> None:
        life = Teamwork(house, house.people["individ"])
        await life.draft()
        await life.sign()
        await life.submit()
        await house.settle()
        await life.take_up()
        await house.settle()
        await life.call()
        await house.settle()
        await house.move(PAST_THE_MEETING)
        await life.hold()
        await house.settle()
        await life.plan(AF, FK)
        await house.settle()
        await house.move(timedelta(days=150))
        await house.settle()
        await life.call(kind="uppfoljning")
        await house.settle()
        await house.move(PAST_THE_MEETING)
        await house.settle()
        await life.hold(outcome="uppfoljning")
        await house.settle()
        await life.record({"kind": "avslut", "carries_on": [], "text": "Nu är vi klara."}, main="U60")
        await house.settle()

        got = {
            unit: [one.type for one in house.parties[unit].documents(await life.alias(unit))]
            for unit in (SENDER, AF, FK, REGION)
        }
        told = ["kallelse", "motesanteckning", "gemensam_plan"]
        last = ["motesanteckning", "uppfoljning", "avslut"]
        again = ["paminnelse_uppfoljning", "kallelse", "paminnelse_uppfoljning", *last]
        responsible = ["anmalan_delad", *told, *again]
        assert got == {
            SENDER: ["mottagningsbekraftelse", "besked_tas_upp", *told, *again],
            AF: responsible,
            FK: responsible,
            REGION: ["anmalan_delad", *told, "kallelse", *last],
        }
        async with house.services["coordinator"].engine.connect() as connection:
            kinds = list(await connection.scalars(text("select kind from letter order by id")))
        assert kinds == ["besked", "kallelse", "gemensam_plan", "kallelse", "uppfoljning", "avslut"]
