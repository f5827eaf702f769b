"""A letter to a protected person: how it is sent by way of Skatteverket, and how that is noted."""

import pytest

from shared.clock import MovableClock
from shared.days import local_day
from tests.coordinator.builders import PERSON
from tests.coordinator.letters.test_letters import a_case, a_letter_of
from tests.coordinator.test_arrivals import rows
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real

FRONT = f"{PERSON[:8]}-{PERSON[8:]}"


@pytest.fixture
async def protected(stage) -> tuple[str, str]:
    """A case with a letter whose person has been marked since, as (case, letter)."""
    case_id = await a_case(stage)
    letter = await a_letter_of(stage, case_id)
    for known in (stage.consent.withheld, stage.consent.hidden):
        known.add(case_id)
    return str(case_id), letter


def sheet(case: str, letter: str, form: str = "txt") -> str:
    return f"/v1/akter/{case}/letters/{letter}/envelopes.{form}"


async def note(stage, case: str, letter: str, way: str | None):
    day = local_day(MovableClock(stage.settings.clock_file).now()).isoformat()
    return await post(
        stage,
        f"/v1/akter/{case}/letters/{letter}/postings",
        {"posted_on": day, "way": way},
        version=None,
    )


class TestTheSheet:
    async def test_says_what_stands_on_which_envelope_and_no_address_of_hers(self, stage, protected) -> None:
        told = (await get(stage, sheet(*protected))).text

        inner, _, outer = told.partition("Ytterkuvertet")
        assert FRONT in inner
        assert "Finsamteam Stockholm" in inner
        assert "Skatteverket" in outer
        assert "Box 2820" in outer
        assert "403 20 Göteborg" in outer
        assert FRONT not in outer
        assert "Provgatan 17" not in told
        assert "Individ Testperson" not in told
        assert (await get(stage, sheet(*protected, form="pdf"))).content.startswith(b"%PDF")

    async def test_is_logged_as_what_it_is_for(self, stage, protected) -> None:
        await get(stage, sheet(*protected))
        await get(stage, f"{sheet(*protected)}?purpose=handlaggning_for_hand")

        read = await rows(stage, "select purpose from read_log order by id desc limit 2")
        assert [row.purpose for row in read] == ["handlaggning_for_hand", "utskick"]

    async def test_is_for_protected_persons_only(self, stage) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)

        refused = await get(stage, sheet(str(case_id), letter))

        assert (refused.status_code, refused.json()["code"]) == (409, "address_known")

    @pytest.mark.parametrize("who", ["other-team", "host-staff", "soc", "individ", "granskare"])
    async def test_is_the_koordinators(self, stage, protected, who) -> None:
        assert (await get(stage, sheet(*protected), who)).status_code == 404

    async def test_of_another_case_is_no_letter(self, stage, protected) -> None:
        other = await a_case(stage)
        stage.consent.withheld.add(other)

        refused = await get(stage, sheet(str(other), protected[1]))
        assert (refused.status_code, refused.json()["code"]) == (404, "unknown_letter")


class TestNoting:
    @pytest.mark.parametrize("way", ["overlamnat", "postformedling"])
    async def test_says_how_it_went_and_keeps_that_sealed(self, stage, protected, way) -> None:
        answer = await note(stage, *protected, way)

        assert answer.status_code == 200, answer.text
        (listed,) = (await get(stage, f"/v1/akter/{protected[0]}/letters")).json()["letters"]
        assert (listed["state"], listed["way"]) == ("skickat", way)
        (kept,) = await rows(stage, "select sent_as from letter")
        assert way.encode() not in bytes(kept.sent_as)

    async def test_refuses_ordinary_post_to_who_has_no_address_here(self, stage, protected) -> None:
        refused = await note(stage, *protected, "post")

        assert (refused.status_code, refused.json()["code"]) == (409, "posted_openly")
        (listed,) = (await get(stage, f"/v1/akter/{protected[0]}/letters")).json()["letters"]
        assert listed["state"] == "vantar"

    @pytest.mark.parametrize("way", ["post", "overlamnat", None])
    async def test_of_anybody_else_takes_what_is_said(self, stage, way) -> None:
        case_id = await a_case(stage)
        letter = await a_letter_of(stage, case_id)

        assert (await note(stage, str(case_id), letter, way)).status_code == 200
        (listed,) = (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]
        assert listed["way"] == way
