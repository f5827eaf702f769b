"""The person's case in plain Swedish, and what comes next in the koordinator's list."""

import pytest

from shared.clock import MovableClock
from shared.days import local_day, long_date
from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with, a_case_with_plan
from tests.coordinator.meetings.test_calls import refused
from tests.coordinator.test_arrivals import receive, rows
from tests.coordinator.test_http import get

pytestmark = pytest.mark.real


async def mine(stage):
    answer = await get(stage, "/v1/my/cases", "individ")
    assert answer.status_code == 200, answer.text
    return answer.json()["cases"]


def places(case) -> str:
    return " ".join(step["state"] for step in case["steps"])


class TestMyCases:
    async def test_say_where_it_stands_and_what_comes(self, stage) -> None:
        await a_case_with(stage)

        (case,) = await mine(stage)

        assert case["number"].startswith("FT-")
        assert places(case) == "done done done now later later later later later"
        assert case["next"]["what"] == "Koordinatorn bedömer om teamet kan ta upp anmälan som gäller dig."
        assert case["next"]["who"] == "koordinatorn"
        assert case["next"]["by"]
        assert "återkalla ditt samtycke" in case["how_to_withdraw"]
        assert case["links"]["plan"] == "/v1/my/plan"
        assert case["decision"] is None

    async def test_tell_of_a_meeting_and_of_a_plan(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        (told,) = await mine(stage)
        assert places(told) == "done done done done now later later later later"
        assert told["next"]["what"].startswith("Du träffar teamet på ett möte den ")
        assert told["decision"]["decision"] == "tas_upp"
        await case.hold(outcome="gemensam_plan", present=["af", SENDER])
        (told,) = await mine(stage)
        assert places(told) == "done done done done done now later later later"

        await case.make_plan()

        (told,) = await mine(stage)
        assert places(told) == "done done done done done done now later later"
        assert told["next"]["who"] == "Arbetsförmedlingen"

    async def test_that_have_ended_say_so(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.end()

        (told,) = await mine(stage)

        assert told["status_text"] == "Ärendet är avslutat"
        assert (told["next"]["who"], told["next"]["by"]) == ("ingen", None)
        assert "now" not in places(told)
        today = local_day(MovableClock(stage.settings.clock_file).now())
        assert told["ended"]["on"] == today.isoformat()
        assert told["ended"]["text"].startswith(
            f"Finsamteamets arbete med dig avslutades den {long_date(today)}. Vi är klara med det som vi kom överens om."
        )
        assert told["ended"]["carries_on"] == ["Jobbtorg Stockholm: arbetsträning två dagar i veckan."]

    async def test_that_ended_with_the_samtycke_say_why(self, stage) -> None:
        case = await a_case_with_plan(stage)
        assert (await mine(stage))[0]["ended"] is None
        await case.lose(SENDER, "af", "fk", whole=True)

        (told,) = await mine(stage)

        assert "Samtycket som teamets arbete byggde på är återkallat." in told["ended"]["text"]
        assert told["ended"]["carries_on"] == []

    async def test_of_somebody_who_has_died_tell_no_cause(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.end(outcome="U74", text="", carries_on=[])

        (told,) = await mine(stage)

        assert "avlidit" not in str(told)
        assert told["ended"]["carries_on"] == []

    async def test_that_were_declined_keep_their_besked(self, stage) -> None:
        case = await a_case_with(stage)
        await case.post("decline", {"reason_code": "N05"})

        (told,) = await mine(stage)

        assert places(told) == "done done done done ended ended ended ended ended"
        assert told["decision"]["decision"] == "tas_inte_upp"

    async def test_that_were_declined_to_be_handled_by_hand_go_on_there(self, stage) -> None:
        case = await a_case_with(stage)
        await case.post("decline", {"reason_code": "N13"})

        (told,) = await mine(stage)
        coming = (await case.read())["next"]

        assert "för hand" in told["next"]["what"]
        assert (told["next"]["who"], "ended" in places(told)) == ("koordinatorn", False)
        assert (coming["step"], coming["who"]) == ("for_hand", "koordinatorn")
        assert coming["by"] is not None

    async def test_are_hers_also_when_protected_and_each_read_is_logged(self, stage) -> None:
        case = await a_case_with(stage)
        stage.consent.withheld.add(case.case_id)

        (told,) = await mine(stage)
        assert "för hand" in told["next"]["what"]

        (read,) = await rows(stage, "select purpose from read_log")
        assert read.purpose == "egen_insyn"

    async def test_of_others_are_not_shown(self, stage) -> None:
        await a_case_with(stage)
        stage.consent.mine.clear()

        assert await mine(stage) == []
        assert (await get(stage, "/v1/my/cases")).status_code == 403

    async def test_are_not_shown_on_a_guess(self, stage) -> None:
        stage.consent.down = True

        assert refused(await get(stage, "/v1/my/cases", "individ")) == (503, "consent_unreachable")


class TestNext:
    async def test_stands_in_the_list_and_in_the_akt(self, stage) -> None:
        case = await a_case_with(stage)

        (listed,) = (await get(stage, "/v1/akter")).json()["akter"]
        akt = await case.read()

        assert listed["next"] == akt["next"]
        assert (listed["next"]["who"], listed["next"]["overdue"]) == ("koordinatorn", False)

    async def test_of_a_hidden_case_stands_in_no_list(self, stage) -> None:
        case = await a_case_taken_up(stage)
        stage.consent.hidden.add(case.case_id)

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        assert (await case.reopened())["next"]["step"] == "for_hand"


class TestPartysAnswer:
    async def test_stands_beside_what_the_sender_wrote(self, stage) -> None:
        case = await a_case_taken_up(stage)
        said = {"delmal": "1", "text": "Vi tar det."}

        for source in ("af", SENDER):
            section = {"category": "sociala", "source": source, "content": said}
            await receive(stage, case.sent.document("svar_fran_part", [section], source=source))

        akt = await case.read()
        assert [(a["source"], a["content"]["text"]) for a in akt["answers"]] == [
            ("af", "Vi tar det."),
            (SENDER, "Vi tar det."),
        ]
        (social,) = [s for s in akt["sections"] if s["category"] == "sociala"]
        assert "fritext" in social["content"]
        assert akt["history"] == []
