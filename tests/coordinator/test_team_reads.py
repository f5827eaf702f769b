"""Who in the team has read an akt, as the sender's report of a retraction asks it."""

from uuid import uuid4

import pytest

from tests.coordinator.test_http import a_case, get, post

pytestmark = pytest.mark.real


async def asked(stage, case_id, who: str = "svc-referral"):
    return await post(stage, "/v1/team-reads", {"case_id": str(case_id)}, who=who, version=None)


async def test_are_told_as_function_and_time_and_the_question_is_logged(stage) -> None:
    case_id = await a_case(stage)
    await get(stage, f"/v1/akter/{case_id}")
    await get(stage, f"/v1/cases/{case_id}/reads", "granskare")

    (read,) = (await asked(stage, case_id)).json()["reads"]

    seen = (await get(stage, f"/v1/cases/{case_id}/reads", "individ")).json()["reads"]
    assert (read.keys(), read["function"]) == ({"at", "function"}, "koordinator")
    assert seen[0]["at"] == read["at"]
    assert seen[-1]["purpose"] == "rapport_om_atertagande"


async def test_are_none_of_an_unknown_case(stage) -> None:
    assert (await asked(stage, uuid4())).json() == {"reads": []}


@pytest.mark.parametrize("who", ["koordinator", "soc", "individ", "af-system", "granskare"])
async def test_are_told_to_no_person_and_no_party(stage, who: str) -> None:
    assert (await asked(stage, await a_case(stage), who)).status_code == 403
