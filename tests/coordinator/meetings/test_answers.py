"""Units, the sender and the person answer, over HTTP; and what each may read."""

from uuid import UUID, uuid4

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.meetings.builders import (
    a_called_meeting,
    a_held_meeting,
    a_taken_up_case,
    call,
    in_days,
    meetings_of,
    some_id,
    wait,
)
from tests.coordinator.meetings.test_calls import refused, sections_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get, post

pytestmark = pytest.mark.real


async def answer(stage, meeting_id: str, body: dict, who: str = "af-system", **said):
    return await post(stage, f"/v1/meetings/{meeting_id}/answers", body, who=who, version=None, **said)


async def say_need(stage, meeting_id: str, who: str = "soc", **changes):
    body = {"need": True, "reason": "Behovet finns kvar.", "journal_reference": "SOC-9"} | changes
    return await post(stage, f"/v1/meetings/{meeting_id}/needs", body, who=who, version=None)


async def invitation_of(stage, case_id: UUID, invited: str) -> dict:
    (meeting,) = await meetings_of(stage, case_id)
    return next(i for i in meeting["invited"] if i["invited"] == invited)


class TestUnit:
    @pytest.mark.parametrize(("who", "unit"), [("af-system", "af"), ("soc", SENDER)])
    async def test_answers_for_itself(self, stage, who, unit) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        taken = await answer(stage, meeting_id, {"answer": "kommer"}, who)

        assert taken.status_code == 200
        assert set(taken.json()) == {"meeting_id", "answered_at"}
        assert (await invitation_of(stage, case_id, unit))["answer"] == "kommer"
        types = [event["type"] for event in await published(stage, case_id)]
        assert "se.finsam.coordinator.party_answered.v1" not in types

    async def test_has_its_words_sealed_for_the_team_and_kept_nowhere_else(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        await answer(
            stage,
            meeting_id,
            {"answer": "annan_tid", "text": "KANARIE-TEXT", "journal_reference": "AF-7"},
        )

        *_, event = await published(stage, case_id)
        assert (event["data"]["party"], event["data"]["about_kind"]) == ("af", "mote")
        ((category, source, content),) = sections_of(stage, case_id, event)
        assert (category, source) == ("handlaggning", "af")
        assert (content["text"], content["journalreferens"]) == ("KANARIE-TEXT", "AF-7")
        shown = await invitation_of(stage, case_id, "af")
        assert (shown["answer"], shown["text"]) == ("annan_tid", None)

    @pytest.mark.parametrize(
        "who",
        ["jobbtorg", "fk-system", "koordinator", "host-staff", "individ", "granskare", "other-team"],
    )
    async def test_not_called_or_not_allowed_finds_no_meeting(self, stage, who) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        for meeting in (meeting_id, some_id()):
            assert refused(await answer(stage, meeting, {"answer": "kommer"}, who)) == (
                404,
                "unknown_meeting",
            )
            assert refused(await say_need(stage, meeting, who)) == (404, "unknown_meeting")
        (meeting,) = await meetings_of(stage, case_id)
        assert all(i["answer"] is None for i in meeting["invited"])

    @pytest.mark.parametrize("how", ["fallen", "uncovered", "withheld"])
    async def test_that_is_covered_no_more_is_told_so(self, stage, how) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        if how == "fallen":
            async with stage.team.sessions.begin() as session:
                meetings = stage.team.meetings(session)
                (meeting,) = await meetings.of_case(case_id)
                meeting.drop_party("af", meeting.called_at)
                await meetings.save(meeting)
        elif how == "uncovered":
            stage.consent.uncovered = {"af"}
        else:
            stage.consent.withheld.add(case_id)

        taken = await answer(stage, meeting_id, {"answer": "kommer", "text": "Ja."})

        assert refused(taken) == (409, "no_longer_covered")
        types = [event["type"] for event in await published(stage, case_id)]
        assert "se.finsam.coordinator.party_answered.v1" not in types

    async def test_answering_an_old_time_is_told_of_the_new(self, stage) -> None:
        _, meeting_id = await a_called_meeting(stage)

        old = await answer(stage, meeting_id, {"answer": "kommer", "starts_at": in_days(19)})
        right = await answer(stage, meeting_id, {"answer": "kommer", "starts_at": in_days()})

        assert refused(old) == (409, "answered_old_time")
        assert right.status_code == 200

    async def test_sent_twice_acts_once(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        body, key = {"answer": "kommer", "text": "Ja."}, str(uuid4())

        first = await answer(stage, meeting_id, body, key=key)
        again = await answer(stage, meeting_id, body, key=key)

        assert first.json() == again.json()
        types = [event["type"] for event in await published(stage, case_id)]
        assert types.count("se.finsam.coordinator.party_answered.v1") == 1

    async def test_answers_without_a_new_version_of_the_meeting(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        await answer(stage, meeting_id, {"answer": "kommer"})

        cancelled = await post(
            stage, f"/v1/akter/{case_id}/meetings/{meeting_id}/cancel", {"reason": "part_kan_inte"}, version=1
        )

        assert cancelled.status_code == 200


class TestPerson:
    async def test_reads_and_answers_her_own(self, stage) -> None:
        _, meeting_id = await a_called_meeting(stage, agenda="Vem gör vad?")

        taken = await post(
            stage,
            f"/v1/my/meetings/{meeting_id}/answers",
            {"answer": "annan_tid", "text": "Jag är hos läkaren då."},
            who="individ",
            version=None,
        )
        (meeting,) = (await get(stage, "/v1/my/meetings", "individ")).json()["meetings"]

        assert taken.status_code == 200
        assert meeting["my_answer_text"] == "Du har svarat att du behöver en annan tid."
        assert meeting["called"] == [
            "Du",
            "Koordinatorn i Finsamteamet",
            "Arbetsförmedlingen",
            "Försäkringskassan",
            "Södermalms stadsdelsnämnd, socialtjänsten",
        ]
        assert meeting["place"] == "Jobbtorg, Provgatan 1"
        assert "frivilligt" in meeting["voluntary"]
        assert "Logga in" in meeting["how_to_answer"]
        reads = (await get(stage, f"/v1/cases/{meeting['case_id']}/reads", "individ")).json()["reads"]
        assert [read["purpose"] for read in reads] == ["egen_insyn"]

    async def test_finds_no_meeting_of_somebody_else(self, stage) -> None:
        _, meeting_id = await a_called_meeting(stage)
        stage.consent.mine.clear()
        path = f"/v1/my/meetings/{meeting_id}/answers"

        taken = await post(stage, path, {"answer": "kommer"}, who="individ", version=None)
        staff = await post(stage, path, {"answer": "kommer"}, who="soc", version=None)

        assert refused(taken) == (404, "unknown_meeting")
        assert staff.status_code == 403
        assert (await get(stage, "/v1/my/meetings", "individ")).json() == {"meetings": []}

    async def test_is_written_down_on_her_word_and_how_she_said_it(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        body = {"answer": "kommer", "how": "Hon ringde", "text": "Hon tar med sin syster."}

        taken = await post(
            stage, f"/v1/akter/{case_id}/meetings/{meeting_id}/person-answers", body, version=None
        )

        assert taken.status_code == 200
        shown = await invitation_of(stage, case_id, "individ")
        assert (shown["answer"], shown["how"], shown["text"]) == (
            "kommer",
            "Hon ringde",
            "Hon tar med sin syster.",
        )
        assert shown["name"] == "Personen"

    async def test_reads_what_the_meeting_led_to(self, stage) -> None:
        await a_held_meeting(stage, outcome="hanvisning", hanvisning={"to": "part", "unit": "fk"})

        (meeting,) = (await get(stage, "/v1/my/meetings", "individ")).json()["meetings"]

        assert meeting["state_text"] == "Mötet har hållits."
        assert meeting["hanvisning"] == "Försäkringskassan"
        assert meeting["how_to_answer"] is None


class TestNeed:
    async def test_is_said_by_the_sender_and_seen_by_the_koordinator(self, stage) -> None:
        case_id, meeting_id = await a_held_meeting(stage)

        taken = await say_need(stage, meeting_id)

        assert set(taken.json()) == {"meeting_id", "answered_at"}
        (meeting,) = await meetings_of(stage, case_id)
        assert meeting["need"]["need"] is True
        *_, event = await published(stage, case_id)
        assert (event["data"]["party"], event["data"]["about_kind"]) == (SENDER, "behov")
        assert set(event["data"]) == {"sender", "team", "party", "about", "about_kind", "sections"}
        ((_, source, content),) = sections_of(stage, case_id, event)
        assert (source, content["behov"], content["skal"]) == (SENDER, True, "Behovet finns kvar.")
        (stored,) = await rows(stage, "select row_to_json(meeting)::text as whole from meeting")
        assert "true" not in stored.whole

    async def test_said_otherwise_later_is_what_holds_and_both_reach_the_team(self, stage) -> None:
        case_id, meeting_id = await a_held_meeting(stage)
        await say_need(stage, meeting_id)

        await say_need(stage, meeting_id, need=False, reason="Hon har fått arbete.")

        (meeting,) = await meetings_of(stage, case_id)
        assert meeting["need"]["need"] is False
        said = [
            sections_of(stage, case_id, event)[0][2]["skal"]
            for event in (await published(stage, case_id))[-2:]
        ]
        assert said == ["Behovet finns kvar.", "Hon har fått arbete."]

    @pytest.mark.parametrize("need", ["yes", "true", 1, None])
    async def test_is_true_or_false_and_nothing_like_it(self, stage, need) -> None:
        _, meeting_id = await a_held_meeting(stage)

        answer = await say_need(stage, meeting_id, need=need)

        assert refused(answer) == (422, "invalid_input")
        assert [one["field"] for one in answer.json()["fields"]] == ["need"]

    async def test_is_nobody_elses_to_say(self, stage) -> None:
        _, meeting_id = await a_held_meeting(stage)

        assert refused(await say_need(stage, meeting_id, "af-system")) == (404, "unknown_meeting")

    async def test_is_not_asked_before_the_meeting_nor_after_a_plan(self, stage) -> None:
        _, booked = await a_called_meeting(stage)
        early = await say_need(stage, booked)
        stage.consent.mine.clear()
        case_id = await a_taken_up_case(stage)
        planned = (await call(stage, case_id, starts_at=in_days(21))).json()["meeting_id"]
        wait(stage, 22)
        hold = {"present": [SENDER], "person_present": True, "outcome": "gemensam_plan", "note": "Plan."}
        await post(stage, f"/v1/akter/{case_id}/meetings/{planned}/hold", hold)

        assert refused(early) == (409, "need_not_asked")
        assert refused(await say_need(stage, planned)) == (409, "need_not_asked")

    async def test_is_refused_when_the_sender_is_covered_no_more(self, stage) -> None:
        _, meeting_id = await a_held_meeting(stage)
        stage.consent.uncovered = {SENDER}

        assert refused(await say_need(stage, meeting_id)) == (409, "no_longer_covered")
