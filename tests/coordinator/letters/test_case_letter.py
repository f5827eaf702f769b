"""The person's case as a letter, on request: hers, and printed for her by the koordinator."""

from datetime import timedelta

import pytest

from services.coordinator.domain.case_letter import still_told
from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import MeetingState, Slot
from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with, a_case_with_plan
from tests.coordinator.letters.reading import Pdf
from tests.coordinator.meetings.builders import NOON, a_meeting
from tests.coordinator.test_arrivals import rows
from tests.coordinator.test_http import get

pytestmark = pytest.mark.real


async def hers(stage, case, form: str = "txt", who: str = "individ"):
    return await get(stage, f"/v1/my/cases/{case.case_id}.{form}", who)


async def printed(stage, case, who: str = "koordinator", purpose: str = ""):
    return await get(stage, f"/v1/akter/{case.case_id}/overview.txt{purpose}", who)


class TestHers:
    async def test_says_where_it_stands_what_comes_her_meetings_and_her_plan(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.call(40)

        said = (await hers(stage, case)).text

        assert "Ditt ärende i Finsamteamet\n====" in said
        assert "Du har en gemensam plan." in said
        assert "Vad som händer nu\n---" in said
        assert "Dina möten\n---" in said
        assert "Var: Jobbtorg, Provgatan 1\nVad som gäller: Mötet är bokat." in said
        assert (
            "Vad: Boka och genomföra två studiebesök på arbetsplatser.\n"
            "Vem: Arbetsförmedlingen: Part Testperson, handläggare" in said
        )
        assert "Teamet följer upp planen med dig senast den " in said
        assert "Steg: 7. Alla vet vem som ansvarar för vad\nVar du är: Här är du nu" in said
        assert "Så återkallar du samtycket" in said
        assert "Frågor besvaras av koordinatorn i Finsamteam Stockholm." in said
        assert "Individ Testperson\nProvgatan 17" in said

    async def test_of_a_declined_anmalan_keeps_its_besked(self, stage) -> None:
        case = await a_case_with(stage)
        await case.post("decline", {"reason_code": "N05"})

        said = (await hers(stage, case)).text

        assert "Beskedet om anmälan\n---" in said
        assert "Anmälan tas inte upp i Finsamteamet." in said
        assert "Dina möten" not in said

    async def test_is_made_and_not_kept_and_its_reading_is_logged(self, stage) -> None:
        case = await a_case_with(stage)

        answer = await hers(stage, case, "pdf")

        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        assert Pdf.of(answer.content).tags()[0] == "Document"
        assert await rows(stage, "select 1 from letter") == []
        assert [r.purpose for r in await rows(stage, "select purpose from read_log")] == ["egen_insyn"]

    async def test_is_nobody_elses(self, stage) -> None:
        case = await a_case_with(stage)
        stage.consent.mine.clear()

        assert (await hers(stage, case)).status_code == 404
        assert (await hers(stage, case, who="koordinator")).status_code == 403

    async def test_is_linked_from_her_case_with_all_the_rest(self, stage) -> None:
        case = await a_case_with(stage)

        (mine,) = (await get(stage, "/v1/my/cases", "individ")).json()["cases"]

        assert mine["links"]["letter"] == f"/v1/my/cases/{case.case_id}.pdf"
        assert mine["consent_links"] == {
            "samtycken": "/v1/my/samtycken",
            "preview": "/v1/my/revocation-previews",
            "withdraw": "/v1/revocations",
            "disclosures": "/v1/my/disclosures",
            "reads": "/v1/my/reads",
        }
        assert mine["followup_links"] == {"follow_ups": "/v1/my/follow-ups"}


def met(state: MeetingState, starts: int, called: int = 0) -> Meeting:
    """A meeting that was called some days after the first of March, and starts some days after that."""
    meeting = a_meeting()
    meeting.state = state
    meeting.called_at = NOON + timedelta(days=called)
    meeting.slot = Slot(NOON + timedelta(days=starts), 60)
    return meeting


class TestMeetings:
    def test_that_are_booked_or_held_are_told_of_whenever_they_are(self) -> None:
        meetings = [met(MeetingState.BOKAT, 20), met(MeetingState.HALLET, -200, -220)]

        assert still_told(meetings, NOON, is_open=True) == meetings
        assert still_told(meetings, NOON, is_open=False) == meetings

    def test_that_were_called_off_are_told_of_until_their_time_has_passed(self) -> None:
        ahead, passed = met(MeetingState.INSTALLT, 3), met(MeetingState.INSTALLT, -3)

        assert still_told([ahead, passed], NOON, is_open=True) == [ahead]

    def test_that_were_called_off_are_not_told_of_when_another_was_called_instead(self) -> None:
        cancelled, instead = met(MeetingState.INSTALLT, 3, called=-10), met(MeetingState.BOKAT, 20, called=-1)

        assert still_told([instead, cancelled], NOON, is_open=True) == [instead]

    def test_that_dealt_with_nothing_are_told_of_while_a_new_time_comes(self) -> None:
        adjourned, instead = met(MeetingState.AJOURNERAT, -3, called=-20), met(MeetingState.BOKAT, 20)

        assert still_told([adjourned], NOON, is_open=True) == [adjourned]
        assert still_told([adjourned], NOON, is_open=False) == []
        assert still_told([instead, adjourned], NOON, is_open=True) == [instead]

    async def test_that_were_called_off_long_ago_stand_in_no_letter(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.call(20)
        await case.post(f"meetings/{case.meeting_id}/cancel", {"reason": "part_kan_inte"}, version=1)
        assert "Mötet är inställt." in (await hers(stage, case)).text

        await case.call(40)

        said = (await hers(stage, case)).text
        assert "Mötet är inställt." not in said
        assert "Mötet är bokat." in said


class TestPrinted:
    async def test_says_the_same_and_is_logged_as_her_request(self, stage) -> None:
        case = await a_case_taken_up(stage)

        answer = await printed(stage, case)

        assert answer.text == (await hers(stage, case)).text
        purposes = [r.purpose for r in await rows(stage, "select purpose from read_log order by id")]
        assert purposes == ["begaran_fran_individen", "egen_insyn"]

    async def test_of_an_ended_case_needs_a_purpose(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.lose(SENDER, whole=True)

        refused = await printed(stage, case)

        assert (refused.status_code, refused.json()["code"]) == (409, "opening_needs_purpose")
        assert (await printed(stage, case, purpose="?purpose=begaran_fran_individen")).status_code == 200

    async def test_of_a_protected_person_shows_no_address(self, stage) -> None:
        case = await a_case_taken_up(stage)
        for known in (stage.consent.hidden, stage.consent.withheld):
            known.add(case.case_id)

        said = (await printed(stage, case, purpose="?purpose=handlaggning_for_hand")).text

        assert "Individ Testperson\nLämnas för hand" in said
        assert "Provgatan 17" not in said
        assert "handlägger ditt ärende för hand" in said

    @pytest.mark.parametrize("who", ["other-team", "host-staff", "jobbtorg", "soc", "granskare", "individ"])
    async def test_is_nothing_to_anybody_else(self, stage, who) -> None:
        case = await a_case_taken_up(stage)

        assert (await printed(stage, case, who)).status_code == 404
