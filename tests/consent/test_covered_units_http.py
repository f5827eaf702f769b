"""Which units the team may call, promise or tell something, now."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.consent.api import HANDLAGGARE, WITH_REGION, a_draft, headers, registered
from tests.consent.builders import NOON, REGION, SENDER, TEAM
from tests.consent.exit_world import CORE, World
from tests.consent.test_reads_http import end

pytestmark = pytest.mark.real

NOBODY = {"covered": False, "categories": [], "to_team": []}


async def asked(client, case_id, *units, team=TEAM):
    body = {"case_id": str(case_id), "team": team, "units": units}
    response = await client.post("/v1/covered-units", json=body, headers=headers("scope.coverage"))
    assert response.status_code == 200, response.text
    answer = response.json()
    assert [each["unit"] for each in answer["units"]] == list(dict.fromkeys(units))
    return answer["withheld"], {each.pop("unit"): each for each in answer["units"]}


async def test_a_unit_with_the_core_both_ways_is_covered_and_has_its_categories(client, drafts) -> None:
    case_id = a_draft(drafts)
    with_plan = [*WITH_REGION, {"source": TEAM, "recipient": REGION, "categories": ["plan", "mote"]}]
    await registered(client, case_id, grants=with_plan)

    withheld, units = await asked(client, case_id, REGION, SENDER, "fk")

    assert not withheld
    assert units == {
        REGION: {"covered": True, "categories": [*CORE, "mote", "plan"], "to_team": list(CORE)},
        SENDER: {"covered": True, "categories": list(CORE), "to_team": [*CORE, "halsa"]},
        "fk": NOBODY,
    }


async def test_one_way_is_not_covered(client, drafts) -> None:
    case_id = a_draft(drafts)
    one_way = [*WITH_REGION[:2], {"source": TEAM, "recipient": REGION}, {"source": "fk", "recipient": TEAM}]
    await registered(client, case_id, grants=one_way)

    _, units = await asked(client, case_id, REGION, "fk")

    assert units == {
        REGION: {"covered": False, "categories": list(CORE), "to_team": []},
        "fk": {"covered": False, "categories": [], "to_team": list(CORE)},
    }


async def test_a_unit_asked_twice_is_answered_once(client, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(client, case_id)

    _, units = await asked(client, case_id, SENDER, SENDER)

    assert list(units) == [SENDER]


async def test_the_team_itself_another_team_and_unknown_units_are_not_covered(client, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(client, case_id)

    _, units = await asked(client, case_id, TEAM, "soc-farsta", "finns-inte")
    _, elsewhere = await asked(client, case_id, SENDER, team="team-annan")

    assert units == {TEAM: NOBODY, "soc-farsta": NOBODY, "finns-inte": NOBODY}
    assert elsewhere == {SENDER: NOBODY}


async def test_of_an_unknown_case_nobody_is_covered(client) -> None:
    assert await asked(client, uuid4(), SENDER, REGION) == (False, {SENDER: NOBODY, REGION: NOBODY})


async def test_of_a_protected_person_nobody_is_covered(client, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(client, case_id, grants=WITH_REGION)
    await client.post("/v1/protections", json={"case_id": str(case_id)}, headers=headers(HANDLAGGARE))

    assert await asked(client, case_id, SENDER, REGION) == (True, {SENDER: NOBODY, REGION: NOBODY})


async def test_a_withdrawn_unit_is_not_covered_and_the_others_are(client, core, drafts) -> None:
    case_id = a_draft(drafts)
    await registered(client, case_id, grants=WITH_REGION)
    await end(core, case_id, source=REGION)

    _, units = await asked(client, case_id, SENDER, REGION)

    assert (units[SENDER]["covered"], units[REGION]["covered"]) == (True, False)


async def test_rows_that_have_run_out_or_not_begun_do_not_count(world: World) -> None:
    case_id = uuid4()
    both = ((TEAM, REGION), (REGION, TEAM))
    await world.grant(case_id, *both, categories=CORE, end=NOON - timedelta(seconds=1))
    await world.grant(case_id, (TEAM, "fk"), ("fk", TEAM), categories=CORE, start=NOON + timedelta(seconds=1))
    await world.grant(case_id, (TEAM, "af"), ("af", TEAM), categories=CORE, start=NOON)

    _, units = await asked(world.client, case_id, REGION, "fk", "af")

    theirs = {"covered": True, "categories": list(CORE), "to_team": list(CORE)}
    assert units == {REGION: NOBODY, "fk": NOBODY, "af": theirs}


async def test_each_way_has_its_own_categories(client, drafts) -> None:
    case_id = a_draft(drafts)
    back = [*WITH_REGION, {"source": REGION, "recipient": TEAM, "categories": ["halsa"]}]
    await registered(client, case_id, grants=back)

    _, units = await asked(client, case_id, REGION)

    assert units == {REGION: {"covered": True, "categories": list(CORE), "to_team": [*CORE, "halsa"]}}


@pytest.mark.parametrize(
    "token", [HANDLAGGARE, f"koordinator.{TEAM}", "scope.hidden", f"machine.{REGION}.release"]
)
async def test_is_for_services_with_the_scope(client, token) -> None:
    body = {"case_id": str(uuid4()), "team": TEAM, "units": [SENDER]}
    assert (await client.post("/v1/covered-units", json=body, headers=headers(token))).status_code == 403


async def test_is_asked_for_sixty_at_a_time(client) -> None:
    body = {"case_id": str(uuid4()), "team": TEAM, "units": [f"enhet-{number}" for number in range(61)]}
    response = await client.post("/v1/covered-units", json=body, headers=headers("scope.coverage"))

    assert response.status_code == 422
