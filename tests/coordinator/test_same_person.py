"""Two akter of the same person in one team: seen by the koordinator alone, and told to nobody by the team."""

import pytest

from tests.coordinator.builders import SENDER, the_anmalan
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import receive
from tests.coordinator.test_http import a_case, get, on_akt, post
from tests.coordinator.test_papers_http import registered

pytestmark = pytest.mark.real

PURPOSE = {"purpose": "handlaggning_for_hand"}
SAME = {"stand": "samma_fraga", "reason": "Båda gäller vem som samordnar rehabiliteringen."}
OTHER = {"stand": "olika_fragor", "reason": "Den här gäller bostad."}


async def from_another_unit(stage):
    sent = Post()
    sections = [{**one, "source": "soc-farsta"} for one in the_anmalan()]
    await receive(stage, sent.document("anmalan", sections, source="soc-farsta"))
    return sent.case_id


async def letter_of(stage, case_id) -> str:
    listed = (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]
    return (await get(stage, f"/v1/akter/{case_id}/letters/{listed[0]['letter_id']}.txt")).text


class TestAHit:
    async def test_shows_number_and_state_also_of_a_paper(self, stage) -> None:
        first, paper = await a_case(stage), await registered(stage)

        (hit,) = (await get(stage, f"/v1/akter/{paper}")).json()["same_person"]
        (back,) = (await get(stage, f"/v1/akter/{first}")).json()["same_person"]

        assert (hit["case_id"], hit["status"], hit["settled"]) == (str(first), "inkommen", None)
        assert (back["case_id"], back["status"]) == (str(paper), "vantar_pa_samtycke")

    async def test_is_none_when_the_identity_is_protected(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)
        stage.consent.withheld.add(first)

        opened = await post(stage, f"/v1/akter/{second}/openings", PURPOSE, version=None)
        refused = await on_akt(stage, second, "same-person", SAME | {"other_case_id": str(first)})

        assert opened.json()["same_person"] == []
        assert (refused.status_code, refused.json()["code"]) == (409, "not_same_person")


class TestAStand:
    async def test_other_matters_both_go_on(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)

        answer = await on_akt(stage, second, "same-person", OTHER | {"other_case_id": str(first)})

        (hit,) = (await get(stage, f"/v1/akter/{second}")).json()["same_person"]
        assert (answer.status_code, answer.json()["status"]) == (200, "inkommen")
        assert (hit["settled"]["stand"], hit["settled"]["reason"]) == ("olika_fragor", OTHER["reason"])

    async def test_the_same_matter_of_the_same_sender_tells_it_so(self, stage) -> None:
        first, second = await a_case(stage), await a_case(stage)

        await on_akt(stage, second, "same-person", SAME | {"other_case_id": str(first)})

        akt = (await get(stage, f"/v1/akter/{second}")).json()
        assert (akt["status"], akt["sender"]) == ("tas_inte_upp", SENDER)
        assert akt["decision"]["reason_code"] == "N12"

    async def test_another_unit_learns_nothing_of_it_and_the_person_does(self, stage) -> None:
        first, second = await a_case(stage), await from_another_unit(stage)

        await on_akt(stage, second, "same-person", SAME | {"other_case_id": str(first)})

        akt = (await get(stage, f"/v1/akter/{second}")).json()
        said = akt["decision"]
        assert said["reason_code"] == "N15"
        assert "pågående ärende" not in said["varfor"]
        assert "redan ett ärende" in await letter_of(stage, second)

    async def test_is_taken_on_akter_of_one_person_only(self, stage) -> None:
        case_id = await a_case(stage)

        refused = await on_akt(stage, case_id, "same-person", SAME | {"other_case_id": str(case_id)})

        assert refused.json()["code"] == "not_same_person"

    async def test_is_not_the_same_matter_while_the_samtycke_is_waited_for(self, stage) -> None:
        """The besked would tell a unit of a case that no samtycke covers: the paper is sent back instead."""
        first, paper = await a_case(stage), await registered(stage)

        refused = await on_akt(stage, paper, "same-person", SAME | {"other_case_id": str(first)})

        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_status")
