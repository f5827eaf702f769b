"""What a follow-up came to, asked by the service that writes the letter to the person."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.followup.builders import DUE, END_BODY, result_body
from tests.followup.facts import Facts
from tests.followup.test_http import a_case

pytestmark = pytest.mark.real

OTHERS = ["koordinator", "other-team", "individ", "af", "granskare", "forbund", "stolen-scope"]


async def a_result(stage, **changes) -> tuple[Facts, str]:
    facts = await a_case(stage)
    await stage.reach(DUE)
    await facts.held(DUE)
    current = await facts.current()
    body = result_body([d.id for d in facts.plan.delmal], **changes)
    answer = await stage.post(f"/v1/follow-ups/{current['id']}/record", body, version=current["version"])
    assert answer.status_code == 200, answer.text
    return facts, str(current["id"])


async def ask(stage, followup_id: str, who: str = "svc-coordinator"):
    return await stage.post("/v1/follow-up-results", {"followup_id": followup_id}, who=who, version=None)


async def test_tells_each_delmal_what_follows_and_by_when(stage) -> None:
    facts, followup_id = await a_result(stage)

    answer = await ask(stage, followup_id)

    said = answer.json()["result"]
    assert said["plan_id"] == str(facts.plan.id)
    assert said["held_on"] == DUE.isoformat()
    assert [(one["id"], one["status"]) for one in said["delmal"]] == [
        (str(d.id), "Nått") for d in facts.plan.delmal
    ]
    assert said["outcomes"] == ["Planen följd, behovet kvarstår", "Studier"]
    assert said["own_words"] == "Jag orkar mer nu."
    assert (said["after"]["kind"], said["after"]["text"]) == ("ny_plan", "Studierna behöver stöd.")
    assert said["after"]["by"] > DUE.isoformat()
    assert answer.headers["cache-control"] == "no-store"


async def test_of_an_end_tells_who_carries_on_until_when(stage) -> None:
    _, followup_id = await a_result(stage, outcomes={"main": "U60", "secondary": []}, next=END_BODY)

    after = (await ask(stage, followup_id)).json()["result"]["after"]

    assert after["carries_on"][0]["what"] == "Studievägledning"
    assert (after["kind"], after["by"]) == ("avslut", (DUE + timedelta(days=30)).isoformat())


async def test_shows_in_the_persons_log(stage) -> None:
    facts, followup_id = await a_result(stage)

    await ask(stage, followup_id)

    reads = (await stage.get(f"/v1/cases/{facts.case_id}/reads", "individ")).json()["reads"]
    assert "brev_till_individen" in {read["purpose"] for read in reads}


async def test_is_nothing_before_it_is_recorded_and_of_what_is_unknown_or_erased(stage) -> None:
    unrecorded = str((await (await a_case(stage)).current())["id"])
    facts, erased = await a_result(stage)
    await stage.parts.keys.destroy(facts.case_id)

    for followup_id in (unrecorded, erased, str(uuid4())):
        answer = await ask(stage, followup_id)
        assert (answer.status_code, answer.json()) == (200, {"result": None})
    assert await stage.rows("select 1 from read_log where purpose = 'brev_till_individen'") == []


@pytest.mark.parametrize("who", OTHERS)
async def test_is_told_to_nobody_else(stage, who) -> None:
    _, followup_id = await a_result(stage)

    assert (await ask(stage, followup_id, who)).status_code == 403
