"""Who drives a plan: first of all the handläggare who made the anmälan."""

import pytest

from tests.coordinator.builders import SENDER, the_anmalan
from tests.coordinator.fakes import MEETING_CATEGORIES, Post
from tests.coordinator.plans.drafts import JOBBTORG
from tests.coordinator.plans.staging import DRIVING, a_case_that_met, a_plan, facts, last, plan_body
from tests.coordinator.test_arrivals import receive
from tests.coordinator.test_http import get, on_akt, post

pytestmark = pytest.mark.real
NAMED = {"namn": "Anmälare Testperson", "funktion": "socialsekreterare", "telefon": "08-465 004 17"}
ANOTHER = {"unit": JOBBTORG, "name": "Jobbtorg Testperson", "function": "jobbcoach"}
COLLEAGUE = DRIVING | {"name": "Kollega Testperson"}
WHY = "KANARIE: hon träffar jobbcoachen varje vecka."


async def an_anmalan_by(stage, case_id) -> None:
    """The anmälan names its handläggare."""
    sections = the_anmalan()
    sections[0]["content"]["handlaggare"] = NAMED
    await receive(stage, Post(case_id).document("rattelse", sections[:1]))


async def a_named_case(stage):
    """A case whose anmälan names its handläggare."""
    case_id, meeting_id = await a_case_that_met(stage)
    await an_anmalan_by(stage, case_id)
    return case_id, meeting_id


async def make(stage, case_id, meeting_id, **changes):
    """A plan, with nobody named to drive it unless the test does."""
    body = plan_body(meeting_id)
    body = {name: value for name, value in body.items() if name != "driver"} | changes
    return await on_akt(stage, case_id, "plans", body)


async def test_left_out_it_is_whoever_made_the_anmalan(stage) -> None:
    case_id, meeting_id = await a_named_case(stage)

    made = await make(stage, case_id, meeting_id)

    assert made.status_code == 201, made.text
    _, opened = await last(stage, case_id, "plan_made")
    assert opened["plan"]["drivande_handlaggare"] == {
        "enhet": SENDER,
        "namn": "Anmälare Testperson",
        "funktion": "socialsekreterare",
    }


async def test_left_out_where_the_anmalan_names_nobody_it_is_asked_for(stage) -> None:
    case_id, meeting_id = await a_case_that_met(stage)

    refused = await make(stage, case_id, meeting_id)

    assert (refused.status_code, refused.json()["code"]) == (422, "plan_incomplete")
    assert [one["field"] for one in refused.json()["fields"]] == ["driver.name", "driver.function"]


@pytest.mark.parametrize("driver", [ANOTHER, COLLEAGUE])
async def test_another_needs_a_reason_that_only_the_koordinator_reads(stage, driver) -> None:
    case_id, meeting_id = await a_named_case(stage)

    refused = await make(stage, case_id, meeting_id, driver=driver)
    made = await make(stage, case_id, meeting_id, driver=driver, driver_reason=WHY)

    assert (refused.status_code, refused.json()["code"]) == (422, "plan_incomplete")
    assert [one["field"] for one in refused.json()["fields"]] == ["driver_reason"]

    assert made.status_code == 201, made.text
    read = (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]
    assert (read["driver"]["name"], read["driver_reason"]) == (driver["name"], WHY)
    _, opened = await last(stage, case_id, "plan_made")
    assert "KANARIE" not in str(opened)


async def test_a_reason_is_not_asked_for_when_the_sender_cannot_drive(stage) -> None:
    stage.consent.uncovered.add(SENDER)

    made = await make(stage, *await a_named_case(stage), driver=ANOTHER)

    assert made.status_code == 201, made.text


async def test_naming_another_later_needs_one_too(stage) -> None:
    case_id, made = await a_plan(stage)
    path = f"/v1/akter/{case_id}/plans/{made['plan_id']}/driver"

    refused = await post(stage, path, {"driver": ANOTHER})
    named = await post(stage, path, {"driver": ANOTHER, "driver_reason": WHY})
    back = await post(stage, path, {"driver": DRIVING}, version=2)

    assert [one["field"] for one in refused.json()["fields"]] == ["driver_reason"]
    assert named.status_code == 200
    assert back.status_code == 200
    read = (await get(stage, f"/v1/akter/{case_id}/plans")).json()["current"]
    assert read["driver_reason"] == ""
    compared = (await get(stage, f"/v1/akter/{case_id}/plans/{made['plan_id']}/compare?from=1&to=2")).json()[
        "plan"
    ]
    assert [one["field"] for one in compared] == ["driver", "driver_reason"]


@pytest.mark.parametrize("who", ["driver", "deputy"])
async def test_whoever_drives_or_steps_in_may_read_the_plan(stage, who) -> None:
    stage.consent.narrow[JOBBTORG] = MEETING_CATEGORIES - {"plan"}
    case_id, meeting_id = await a_case_that_met(stage)
    hers = {"kind": "individ"}
    body = plan_body(meeting_id, driver_reason=WHY) | {who: ANOTHER}
    body["goals"][0]["delmal"][0]["responsible"] = hers

    refused = await on_akt(stage, case_id, "plans", body)

    assert (refused.status_code, refused.json()["code"]) == (409, "responsible_not_covered")
    (fault,) = refused.json()["fields"]
    assert (fault["field"], fault["code"]) == (f"{who}.unit", "category_not_covered")
    assert fault["message"] == "Jobbtorg Stockholm får inte ta del av uppgifter i kategorin Gemensam plan."
    assert "plan_made" not in await facts(stage, case_id)
