"""A letter that is not posted falls when a newer one says otherwise; what was posted stays posted."""

from uuid import UUID

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_with_plan
from tests.coordinator.letters.posting import posted
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


class TestReplaced:
    async def test_by_a_move_and_then_by_a_cancelling(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        assert await states(stage, case_id) == {"kallelse": "vantar"}

        await change(stage, case_id, meeting_id, "move", a_move())
        assert await states(stage, case_id) == {"kallelse": "fallet", "kallelse_andrad": "vantar"}
        mine = (await get(stage, "/v1/my/letters", "individ")).json()["letters"]
        assert [letter["state"] for letter in mine if letter["kind"] == "kallelse"] == ["fallet"]

        await change(stage, case_id, meeting_id, "cancel", CANCELLED, version=2)
        assert await states(stage, case_id) == {
            "kallelse": "fallet",
            "kallelse_andrad": "fallet",
            "kallelse_installd": "vantar",
        }, "she has read of it herself"

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

    async def test_by_nothing_when_she_was_never_told_of_the_meeting(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await change(stage, case_id, meeting_id, "move", a_move())

        await change(stage, case_id, meeting_id, "cancel", CANCELLED, version=2)

        assert await states(stage, case_id) == {"kallelse": "fallet", "kallelse_andrad": "fallet"}

    async def test_by_a_cancelling_when_it_was_moved_after_she_was_told(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await posted(stage, case_id, (await letters(stage, case_id))["kallelse"])
        await change(stage, case_id, meeting_id, "move", a_move())

        await change(stage, case_id, meeting_id, "cancel", CANCELLED, version=2)

        assert (await states(stage, case_id))["kallelse_installd"] == "vantar"

    @pytest.mark.parametrize("reason", ["individen_sjuk", "individens_onskemal"])
    async def test_by_a_cancelling_for_her_own_reason(self, stage, reason) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        await change(stage, case_id, meeting_id, "cancel", {"reason": reason})

        assert (await states(stage, case_id))["kallelse_installd"] == "vantar"

    async def test_by_a_cancelling_when_she_has_answered_by_telephone(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        said = {"answer": "kommer", "how": "Hon ringde"}
        await post(stage, f"/v1/akter/{case_id}/meetings/{meeting_id}/person-answers", said, version=None)

        await change(stage, case_id, meeting_id, "cancel", CANCELLED)

        assert (await states(stage, case_id))["kallelse_installd"] == "vantar"

    async def test_in_a_withheld_case_too(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        stage.consent.withheld.add(case_id)

        await change(stage, case_id, meeting_id, "cancel", CANCELLED)

        assert await states(stage, case_id) == {"kallelse": "fallet"}


class TestPlan:
    """Every party's end comes as an event of its own, also when all end by one withdrawal."""

    async def test_that_changes_again_waits_once(self, stage) -> None:
        case = await a_case_with_plan(stage, units=("af", "fk"))
        assert await plans(stage, case) == ["vantar"]

        await case.lose("af", "fk")

        assert await plans(stage, case) == ["vantar", "fallet", "fallet"]

    async def test_is_one_letter_when_several_leave_in_one_event(self, stage) -> None:
        case = await a_case_with_plan(stage, units=("af", "fk"))

        await case.events.ended([*case.rows["af"], *case.rows["fk"]])

        assert await plans(stage, case) == ["vantar", "fallet"]

    async def test_that_was_posted_stays_posted(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await posted(stage, case.case_id, (await letters(stage, case.case_id))["gemensam_plan"])

        await case.lose("af")

        assert await plans(stage, case) == ["vantar", "skickat"]

    @pytest.mark.parametrize("ended_by", ["koordinatorn", "samtycket"])
    async def test_falls_when_the_case_ends(self, stage, ended_by) -> None:
        case = await a_case_with_plan(stage)

        await (case.end() if ended_by == "koordinatorn" else case.lose(SENDER, kind="utganget", whole=True))

        assert await plans(stage, case) == ["fallet"]
        assert (await states(stage, case.case_id))["avslut"] == "vantar"


async def plans(stage, case) -> list[str]:
    """Where the letters about the plan are, the newest first."""
    listed = (await get(stage, f"{case.path}/letters")).json()["letters"]
    return [letter["state"] for letter in listed if letter["kind"] == "gemensam_plan"]
