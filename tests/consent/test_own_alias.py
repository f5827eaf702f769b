"""A party knows a case by its own alias only: with it, it reads its rows and takes in the person's no."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.consent.builders import PERSON, REGION, SENDER, TEAM
from tests.consent.exit_world import HALSA, World, whole_case

STAFF = f"handlaggare.{REGION}"
OWN = {"kind": "party", "party": REGION}


@pytest.fixture
async def alias(world: World) -> UUID:
    """REGION's alias of a case with SENDER and TEAM, in which it has been sent the anmälan."""
    case_id = await world.a_case(*whole_case())
    await world.submitted(case_id)
    await world.react(await world.event("referral_shared", case_id, [(HALSA, {"n": 1})], parties=[REGION]))
    return (await world.records(case_id, REGION))[0].header.alias


async def revoke(world: World, token: str = STAFF, **body: Any) -> httpx2.Response:
    said = {"scope": OWN, "said_on": "2026-03-01", "channel": "telefon", **body}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    return await world.client.post("/v1/revocations", json=said, headers=headers)


async def rows(world: World, alias: object, token: str = STAFF) -> httpx2.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return await world.client.get("/v1/rows", params={"alias": str(alias)}, headers=headers)


async def case_of(world: World, alias: UUID) -> UUID:
    (found,) = await world.fetch("select case_id from alias where alias = :alias", alias=alias)
    return found.case_id


def told(response: httpx2.Response) -> tuple[int, dict[str, Any]]:
    return response.status_code, {**response.json(), "instance": ""}


class TestRows:
    async def test_are_the_own_ones_and_do_not_tell_the_case(self, world: World, alias: UUID) -> None:
        answer = await rows(world, alias)

        assert answer.status_code == 200
        assert answer.json()["alias"] == str(alias)
        shown = answer.json()["rows"]
        assert len(shown) == 12
        assert all(REGION in {row["source"], row["recipient"]} for row in shown)
        assert str(await case_of(world, alias)) not in answer.text

    async def test_that_were_read_are_shown_to_the_person(self, world: World, alias: UUID) -> None:
        await rows(world, alias)

        case_id = await case_of(world, alias)
        logged = await world.fetch("select unit, purpose from read_log where case_id = :case", case=case_id)
        assert [tuple(read) for read in logged] == [(REGION, "samtyckets rader")]


class TestWithdrawal:
    async def test_of_the_own_rows_is_taken_in(self, world: World, alias: UUID) -> None:
        answer = await revoke(world, alias=str(alias))

        assert (answer.status_code, answer.json()["state"]) == (200, "enforced")
        assert {row["state"] for row in (await rows(world, alias)).json()["rows"]} == {"upphord"}
        assert str(await case_of(world, alias)) not in answer.text

    async def test_of_more_is_not_a_partys(self, world: World, alias: UUID) -> None:
        answer = await revoke(world, alias=str(alias), scope={"kind": "all"})

        assert (answer.status_code, answer.json()["code"]) == (403, "only_own_rows")

    @pytest.mark.parametrize("named", [{}, {"case_id": str(uuid4()), "alias": str(uuid4())}])
    async def test_names_the_case_in_one_way(self, world: World, named: dict[str, str]) -> None:
        answer = await revoke(world, **named)

        assert (answer.status_code, answer.json()["code"]) == (422, "case_or_alias")


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("handlaggare.soc-farsta", id="a unit outside"),
        pytest.param(f"handlaggare.{SENDER}", id="the registering unit"),
        pytest.param(f"koordinator.{TEAM}", id="the team"),
        pytest.param(f"person.{PERSON}", id="the person"),
    ],
)
async def test_anothers_alias_does_not_exist(world: World, alias: UUID, token: str) -> None:
    unknown = uuid4()

    assert told(await rows(world, alias, token)) == told(await rows(world, unknown, token))
    foreign = told(await revoke(world, token, alias=str(alias)))
    assert foreign == told(await revoke(world, token, alias=str(unknown)))
    assert (foreign[0], foreign[1]["code"]) == (404, "alias_unknown")


async def test_a_withheld_case_has_no_alias_for_a_party(world: World, alias: UUID) -> None:
    await world.withhold(await case_of(world, alias))

    assert told(await rows(world, alias)) == told(await rows(world, uuid4()))
    assert told(await revoke(world, alias=str(alias))) == told(await revoke(world, alias=str(uuid4())))


async def test_a_machine_reads_no_rows(world: World, alias: UUID) -> None:
    assert (await rows(world, alias, f"machine.{REGION}.feed")).status_code == 404
