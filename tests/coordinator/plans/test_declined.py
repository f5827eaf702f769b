"""A declined delmål for which nobody takes over: the koordinator takes a stand in words, and it is out."""

import pytest

from tests.coordinator.ends.cases import a_case_with_plan
from tests.coordinator.plans.staging import HERS, a_plan, delmal, facts, last, patch, rewritten
from tests.coordinator.plans.test_delmal_http import AFS, answer, questions, report, the_delmal
from tests.coordinator.test_arrivals import rows, the_akt
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real


async def decide(stage, case_id, kind: str = "avbojt_delmal", decision: str = "Delmålet utgår."):
    asked = next(q for q in await questions(stage, case_id) if q["kind"] == kind and not q["answered_at"])
    akt = await the_akt(stage, case_id)
    assert akt is not None
    path = f"/v1/akter/{case_id}/questions/{asked['id']}/answers"
    return await post(stage, path, {"decision": decision}, version=akt.version)


async def coming(stage, case_id) -> dict:
    return (await get(stage, f"/v1/akter/{case_id}")).json()["next"]


async def letters(stage, case_id) -> list[dict]:
    return (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]


async def test_the_stand_takes_it_out_and_tells_everybody(stage) -> None:
    case_id, made = await a_plan(stage, delmal(), delmal(responsible=AFS, accepted_at_meeting=False))
    mine = made["delmal"][0]["id"]
    await answer(stage, mine, "avbojer")
    before = len(await letters(stage, case_id))

    decided = await decide(stage, case_id)

    assert decided.status_code == 200
    assert [one["state"] for one in await the_delmal(stage, case_id)] == ["utgatt", "foreslaget"]
    assert {"plan_changed", "delmal_settled"} == set((await facts(stage, case_id))[-2:])
    event, opened = await last(stage, case_id, "plan_changed")
    assert mine not in str(opened)
    assert [one["id"] for one in event["data"]["delmal"]] == [made["delmal"][1]["id"]]
    settled, _ = await last(stage, case_id, "delmal_settled")
    assert settled["data"]["delmal_id"] == mine
    assert len(await letters(stage, case_id)) == before + 1
    (version,) = await rows(stage, "select occasion from plan_version order by version desc limit 1")
    assert version.occasion == "delmal_utgatt"


@pytest.mark.parametrize("hers", [False, True])
async def test_whoever_declined_is_asked_for_nothing_more(stage, hers) -> None:
    case_id, made = await a_plan(stage, delmal(responsible=HERS) if hers else delmal())
    mine = made["delmal"][0]["id"]
    if hers:
        path = f"/v1/my/delmal/{mine}/answers"
        await post(stage, path, {"answer": "avbojer"}, who="individ", version=None)
    else:
        await answer(stage, mine, "avbojer")

    await decide(stage, case_id)

    assert (await coming(stage, case_id))["who"] == "koordinatorn"
    if not hers:
        late = await answer(stage, mine)
        assert (late.status_code, late.json()["code"]) == (409, "delmal_closed")
        assert (await report(stage, mine, "klart")).json()["code"] == "delmal_closed"


async def test_it_can_still_be_taken_up_again(stage) -> None:
    case_id, made = await a_plan(stage)
    mine = made["delmal"][0]["id"]
    await answer(stage, mine, "avbojer")
    await decide(stage, case_id)
    read = (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]

    body = rewritten(made, delmal(id=mine, responsible=AFS))
    changed = await patch(stage, case_id, made, body, version=read["version"])

    assert changed.json()["delmal"][0]["state"] == "foreslaget"


async def test_one_that_left_with_its_party_is_out_already(stage) -> None:
    case = await a_case_with_plan(stage, units=("af", "fk"))
    await case.lose("af")
    told = await facts(stage, case.case_id)

    assert (await decide(stage, case.case_id, "delmal_utan_part")).status_code == 200

    assert await facts(stage, case.case_id) == told
    states = await rows(stage, "select responsible, state from delmal order by responsible")
    assert [(d.responsible, d.state) for d in states] == [("af", "utgatt"), ("fk", "foreslaget")]


async def test_one_that_is_accepted_after_all_is_told_anew(stage) -> None:
    """A change meanwhile told the plan without it: whoever reminds would count it as settled."""
    case_id, made = await a_plan(stage)
    mine = made["delmal"][0]["id"]
    await answer(stage, mine, "avbojer")
    body = rewritten(made, delmal(id=mine), delmal(responsible=AFS))
    changed = await patch(stage, case_id, made, body, version=2)
    assert changed.status_code == 200, changed.text
    event, _ = await last(stage, case_id, "plan_changed")
    assert mine not in [one["id"] for one in event["data"]["delmal"]]

    await answer(stage, mine)

    event, opened = await last(stage, case_id, "plan_changed")
    assert mine in [one["id"] for one in event["data"]["delmal"]]
    assert event["data"]["version"] == 4
    assert {d["id"]: d["lage"] for d in opened["plan"]["delmal"]}[mine] == "accepterat"
    await answer(stage, mine)
    assert (await facts(stage, case_id)).count("plan_changed") == 2
