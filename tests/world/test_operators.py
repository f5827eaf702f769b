"""Every service as it is wired has the operator's routes: what waits is seen, tried again and given up."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from deploy.infra.topology import SERVICES
from shared.kafka import Received
from tests.shared.bench import envelope, received
from tests.world.house import House
from tests.world.life import Life

pytestmark = pytest.mark.real

UNREADABLE = {"reason": "unreadable", "reference": "INC-1234"}


async def park(house: House, name: str, case_id: UUID) -> None:
    """The second of two events has come and was parked; the first is on its way."""
    service = house.services[name]
    assert service.inbox is not None
    await service.inbox.receive(received(envelope(case_id, 2)))
    async with service.engine.begin() as connection:
        await connection.execute(text("update inbox set parked_at = now(), failure = 'X'"))


@pytest.mark.parametrize("name", SERVICES)
async def test_an_operator_sees_and_gives_up_what_a_service_could_not_read(house: House, name: str) -> None:
    operator = Life(house, house.people["individ"]).who("drift")
    inbox, parked = house.services[name].inbox, house.url(name, "/v1/operations/parked")
    assert inbox is not None
    await inbox.receive(Received("finsam.elsewhere.v1", 0, 7, b"x", b"{broken"))

    (item,) = await operator.get(parked)
    shown = await operator.get(f"{parked}/{item['id']}")
    await operator.send(f"{parked}/{item['id']}/discards", UNREADABLE, expects=201)

    assert (item["failure"], item["number"], shown["open"]) == ("unreadable", None, None)
    assert await operator.get(parked) == []
    replayed = await operator.send(house.url(name, "/v1/operations/replays"), {}, expects=202)
    assert replayed.body["count"] >= 1, "that it was given up is a fact of the service's own"


@pytest.mark.parametrize("name", SERVICES)
async def test_an_operator_lets_a_service_try_again(house: House, name: str) -> None:
    operator, case_id = Life(house, house.people["individ"]).who("drift"), uuid4()
    inbox, parked = house.services[name].inbox, house.url(name, "/v1/operations/parked")
    assert inbox is not None
    await park(house, name, case_id)
    (item,) = await operator.get(parked)

    await operator.send(f"{parked}/{item['id']}/retries", {}, expects=202)
    await inbox.receive(received(envelope(case_id, 1), offset=1))
    await house.settle()

    assert await operator.get(parked) == []
