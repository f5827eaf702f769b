"""A paper of a person one of whose akter is handled by hand: the mark is hers, also where the consent service knows of none."""

from typing import Any
from uuid import UUID

import pytest

from tests.coordinator.builders import today
from tests.coordinator.paper_builders import a_form, transcript
from tests.coordinator.test_http import a_case, get, on_akt, post
from tests.coordinator.test_papers_http import registered
from tests.standins import headers

pytestmark = pytest.mark.real

HOME = {"adress": "Provgatan 17", "postnummer": "11620", "postort": "Stockholm", "kanal": "brev"}
WITH_ADDRESS = transcript(kontakt=HOME, stadsdel="sodermalm")
PURPOSE = {"purpose": "handlaggning_for_hand"}


async def marked(stage) -> UUID:
    case_id = await a_case(stage)
    stage.consent.withheld.add(case_id)
    return case_id


async def opened(stage, case_id: UUID) -> Any:
    return await post(stage, f"/v1/akter/{case_id}/openings", PURPOSE, version=None)


async def amended(stage, case_id: UUID, **more: Any) -> Any:
    path = f"/v1/akter/{case_id}/paper"
    version = (await opened(stage, case_id)).json()["version"]
    return await stage.api.put(path, json=a_form(today(), **more), headers=headers("koordinator", version))


class TestARegistration:
    async def test_keeps_no_address_and_is_handled_by_hand(self, stage) -> None:
        await marked(stage)

        paper = await registered(stage, content=WITH_ADDRESS)

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        assert (await get(stage, f"/v1/akter/{paper}")).json()["code"] == "opening_needs_purpose"
        stage.consent.withheld.clear()  # what was never kept is not there when the mark is lifted either
        kept = (await get(stage, f"/v1/akter/{paper}")).json()["paper"]["content"]
        assert kept.keys() == {"individ", "parter", "fragestallning"}

    async def test_of_somebody_else_is_as_usual(self, stage) -> None:
        paper = await registered(stage, content=WITH_ADDRESS)

        assert (await get(stage, f"/v1/akter/{paper}")).json()["paper"]["content"] == WITH_ADDRESS

    async def test_is_made_without_address_when_nobody_can_say(self, stage) -> None:
        await marked(stage)
        stage.consent.down = True

        made = await post(stage, "/v1/paper-referrals", a_form(today(), content=WITH_ADDRESS), version=None)

        stage.consent.down = False
        paper = (await opened(stage, UUID(made.json()["case_id"]))).json()["paper"]
        assert (made.status_code, made.json()["transcript_checked"]) == (201, False)
        assert paper["content"].keys() == {"individ", "parter", "fragestallning"}


class TestAPaperFromBeforeTheMark:
    async def test_leaves_the_list_and_shows_no_address(self, stage) -> None:
        paper = await registered(stage, content=WITH_ADDRESS)
        await marked(stage)

        read = await opened(stage, paper)

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        assert (await get(stage, f"/v1/akter/{paper}")).json()["code"] == "opening_needs_purpose"
        assert "Provgatan 17" not in read.text

    async def test_takes_in_no_new_address(self, stage) -> None:
        paper, case_id = await registered(stage), await marked(stage)

        answer = await amended(stage, paper, content=WITH_ADDRESS)

        stage.consent.withheld.remove(case_id)
        kept = (await get(stage, f"/v1/akter/{paper}")).json()["paper"]["content"]
        assert answer.status_code == 200, answer.text
        assert kept.keys() == {"individ", "parter", "fragestallning"}

    async def test_is_not_changed_on_a_guess(self, stage) -> None:
        paper = await registered(stage)
        await marked(stage)
        version = (await opened(stage, paper)).json()["version"]
        stage.consent.down = True

        refused = await stage.api.put(
            f"/v1/akter/{paper}/paper", json=a_form(today()), headers=headers("koordinator", version)
        )

        assert refused.status_code == 503


async def test_an_ordinary_akt_of_hers_is_handled_by_hand_too(stage) -> None:
    other, _ = await a_case(stage), await marked(stage)

    refused = await get(stage, f"/v1/akter/{other}")
    read = await opened(stage, other)
    taken_up = await on_akt(stage, other, "take-up", {"next_step": "Vi ses."})

    assert refused.json()["code"] == "opening_needs_purpose"
    assert read.json()["hidden"] is True
    assert taken_up.status_code == 200
