"""What a meeting led to that made no plan: to whom she is sent on, and the letter that tells her."""

import pytest

from tests.coordinator.ends.cases import a_case_taken_up
from tests.coordinator.meetings.builders import a_holding, wait
from tests.coordinator.meetings.test_calls import refused
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real


async def hold(case, **changes):
    wait(case.stage)
    return await post(case.stage, f"{case.path}/meetings/{case.meeting_id}/hold", a_holding(**changes))


async def letter(case) -> str:
    listed = (await get(case.stage, f"{case.path}/letters")).json()["letters"]
    newest = next(one for one in listed if one["kind"] == "mote_utfall")
    text = (await get(case.stage, f"{case.path}/letters/{newest['letter_id']}.txt")).text
    return " ".join(text.split())


@pytest.mark.parametrize("unit", ["finns-inte", "team-stockholm"])
async def test_a_unit_that_is_no_party_that_day_is_refused(stage, unit) -> None:
    case = await a_case_taken_up(stage)
    await case.call()

    answer = await hold(case, outcome="hanvisning", hanvisning={"to": "part", "unit": unit})

    assert refused(answer) == (422, "hanvisning_unclear")
    (fault,) = answer.json()["fields"]
    assert (fault["field"], fault["code"]) == ("hanvisning.unit", "unknown_unit")


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ({"to": "part", "unit": "af"}, "Arbetsförmedlingen"),
        ({"to": "sip"}, "samordnad individuell plan (SIP)"),
        ({"to": "gemensam_kartlaggning"}, "gemensam kartläggning hos Arbetsförmedlingen och Försäkringskassan"),
        ({"to": "finsam_insats"}, "en insats som samordningsförbundet finansierar"),
    ],
)  # fmt: skip
async def test_she_reads_to_what_and_whom(stage, to, said) -> None:
    case = await a_case_taken_up(stage)
    await case.call()

    answer = await hold(case, outcome="hanvisning", hanvisning=to)

    assert answer.status_code == 200, answer.text
    text = await letter(case)
    assert f"Du hänvisas till: {said}." in text
    assert "Ingen gemensam plan görs nu." in text
    (mine,) = (await get(stage, "/v1/my/meetings", who="individ")).json()["meetings"]
    assert mine["hanvisning"] == said
    overview = (await get(stage, f"{case.path}/overview.txt")).text
    assert f"Du hänvisas till: {said}." in " ".join(overview.split())


async def test_vagledning_is_told_in_a_letter_too(stage) -> None:
    case = await a_case_taken_up(stage)
    await case.call()

    await hold(case)

    text = await letter(case)
    assert "Mötet gav vägledning. Ingen gemensam plan görs nu." in text
    assert "hänvisas" not in text


async def test_a_meeting_that_leads_to_a_plan_has_the_plans_letter(stage) -> None:
    case = await a_case_taken_up(stage)
    await case.call()

    await hold(case, outcome="gemensam_plan")

    listed = (await get(stage, f"{case.path}/letters")).json()["letters"]
    assert "mote_utfall" not in [one["kind"] for one in listed]
