"""What the unit that registered a samtycke may erase of it, and what it keeps."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.consent.core import Core
from tests.consent.api import a_draft, a_scan, headers, registered
from tests.consent.builders import PERSON, SENDER, TEAM
from tests.consent.exit_world import World

pytestmark = pytest.mark.real

JOBBTORG = "jobbtorg-stockholm"
BORN_ON_THE_FIFTH = "195808052384"
GROUNDS = {SENDER: "sol_16_1", JOBBTORG: "arkivlagen_10", TEAM: "arkivlagen_10"}


async def over(core: Core, case_id: UUID) -> None:
    """Every row of the samtycke has ended."""
    async with core.sessions.begin() as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "update consent_row set state = 'utganget', ended_at = now() where case_id = %(case)s",
            {"case": case_id},
        )


async def decide(world: World, case_id: UUID, unit: str, role: str = "handlaggare") -> httpx2.Response:
    body = {
        "ground": GROUNDS.get(unit, "af_16"),
        "reference": "Dokumenthanteringsplan 4.2",
        "protocol": uuid4().hex,
        "takes_effect": "2032-01-15",
    }
    return await world.client.post(
        f"/v1/cases/{case_id}/gallring/decisions", json=body, headers=headers(f"{role}.{unit}")
    )


async def signed(world: World, drafts: Any, unit: str, number: str, role: str = "handlaggare") -> UUID:
    """A samtycke that the unit has registered, and that is over."""
    case_id, token = a_draft(drafts, unit=unit, number=number), f"{role}.{unit}"
    grants = [
        {"source": SENDER if unit == TEAM else unit, "recipient": TEAM, "categories": ["sysselsattning"]},
        {"source": TEAM, "recipient": SENDER if unit == TEAM else unit, "categories": []},
    ]
    scan_id = await a_scan(world.client, case_id, token=token)
    await registered(world.client, case_id, token=token, grants=grants, scan_id=scan_id)
    await over(world.core, case_id)
    return case_id


@pytest.mark.parametrize(
    ("unit", "number", "status"),
    [(SENDER, BORN_ON_THE_FIFTH, 409), (SENDER, PERSON, 201), (JOBBTORG, BORN_ON_THE_FIFTH, 201)],
)
async def test_socialtjanstens_samtycke_is_kept_when_the_archive_keeps_her_birthday(
    world: World, drafts, unit: str, number: str, status: int
) -> None:
    case_id = await signed(world, drafts, unit, number)

    answer = await decide(world, case_id, unit)

    assert answer.status_code == status, answer.text
    assert status == 201 or answer.json()["code"] == "must_be_kept"


async def test_so_is_one_that_the_team_registered_first_and_socialtjansten_after_it(
    world: World, drafts
) -> None:
    case_id = await signed(world, drafts, TEAM, BORN_ON_THE_FIFTH, "koordinator")
    drafts.known[case_id] = (SENDER, BORN_ON_THE_FIFTH)
    await registered(world.client, case_id)
    await over(world.core, case_id)

    for unit, role in ((TEAM, "koordinator"), (SENDER, "handlaggare")):
        answer = await decide(world, case_id, unit, role)
        assert (answer.status_code, answer.json()["code"]) == (409, "must_be_kept")


async def test_what_the_team_registered_is_nobody_elses_to_erase(world: World, drafts) -> None:
    case_id = await signed(world, drafts, TEAM, PERSON, "koordinator")

    for unit in ("af", SENDER):
        answer = await decide(world, case_id, unit)
        assert (answer.status_code, answer.json()["code"]) == (404, "case_unknown")
    assert (await decide(world, case_id, TEAM, "handlaggare")).status_code == 403, "the host's other staff"
    assert (await decide(world, case_id, TEAM, "koordinator")).status_code == 201
