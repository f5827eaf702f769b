"""A kallelse that is not posted falls when its meeting is moved or cancelled; what was posted stays posted."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from shared.days import local_day
from tests.coordinator.meetings.builders import a_called_meeting, in_days
from tests.coordinator.meetings.test_calls import a_move, change, refused
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real
CANCELLED = {"reason": "part_kan_inte"}


async def letters(stage, case_id: UUID) -> dict[str, dict]:
    """The letters about meetings, by kind."""
    listed = (await get(stage, f"/v1/akter/{case_id}/letters")).json()["letters"]
    return {letter["kind"]: letter for letter in listed if letter["kind"] != "besked"}


async def states(stage, case_id: UUID) -> dict[str, str]:
    return {kind: letter["state"] for kind, letter in (await letters(stage, case_id)).items()}


async def posted(stage, case_id: UUID, letter: dict):
    path = f"/v1/akter/{case_id}/letters/{letter['letter_id']}/postings"
    return await post(stage, path, {"posted_on": local_day(datetime.now(UTC)).isoformat()}, version=None)


class TestReplaced:
    async def test_by_a_move_and_then_by_a_cancelling(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        assert await states(stage, case_id) == {"kallelse": "vantar"}

        await change(stage, case_id, meeting_id, "move", a_move())
        assert await states(stage, case_id) == {"kallelse": "fallet", "kallelse_andrad": "vantar"}

        await change(stage, case_id, meeting_id, "cancel", CANCELLED, version=2)
        assert await states(stage, case_id) == {
            "kallelse": "fallet",
            "kallelse_andrad": "fallet",
            "kallelse_installd": "vantar",
        }
        mine = (await get(stage, "/v1/my/letters", "individ")).json()["letters"]
        assert [letter["state"] for letter in mine if letter["kind"] == "kallelse"] == ["fallet"]

    async def test_is_not_posted_nor_opened_to_be_posted(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await change(stage, case_id, meeting_id, "cancel", CANCELLED)
        fell = (await letters(stage, case_id))["kallelse"]
        path = f"/v1/akter/{case_id}/letters/{fell['letter_id']}.txt"

        to_post = await get(stage, f"{path}?purpose=utskick")

        assert fell["state_text"] == "Ska inte skickas"
        assert refused(await posted(stage, case_id, fell)) == (409, "letter_fallen")
        assert refused(to_post) == (409, "letter_fallen")
        assert (await get(stage, path)).status_code == 200

    async def test_leaves_what_was_posted_and_other_meetings(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        first = (await letters(stage, case_id))["kallelse"]
        assert (await posted(stage, case_id, first)).status_code == 200
        other, _ = await a_called_meeting(stage, starts_at=in_days(30))

        await change(stage, case_id, meeting_id, "cancel", CANCELLED)

        assert await states(stage, case_id) == {"kallelse": "skickat", "kallelse_installd": "vantar"}
        assert await states(stage, other) == {"kallelse": "vantar"}

    async def test_in_a_withheld_case_too(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        stage.consent.withheld.add(case_id)

        await change(stage, case_id, meeting_id, "cancel", CANCELLED)

        assert await states(stage, case_id) == {"kallelse": "fallet"}
