"""What the person is told by letter when her plan is followed up, and when the team's work with her ends."""

from typing import Any

import pytest

from tests.coordinator.builders import SENDER
from tests.coordinator.ends.cases import a_case_taken_up, a_case_with, a_case_with_plan
from tests.coordinator.ends.test_followup import a_case_with_follow_up
from tests.coordinator.fakes import Post
from tests.coordinator.letters.posting import posted
from tests.coordinator.test_arrivals import receive, rows
from tests.coordinator.test_http import get
from tests.coordinator.test_reactions import ConsentEvents, cover

pytestmark = pytest.mark.real

COMPLAIN = "Integritetsskyddsmyndigheten (IMY)"


async def letters(stage) -> list[dict[str, Any]]:
    """The person's letters, the newest first."""
    return (await get(stage, "/v1/my/letters", "individ")).json()["letters"]


async def the_one(stage, kind: str) -> str:
    """What her only letter of a kind says."""
    (letter,) = [letter for letter in await letters(stage) if letter["kind"] == kind]
    return (await get(stage, f"/v1/my/letters/{letter['letter_id']}.txt", "individ")).text


async def a_result(stage, plan_id: str, **after: Any) -> dict[str, Any]:
    (delmal,) = await rows(stage, "select id from delmal")
    return {
        "plan_id": plan_id,
        "held_on": "2026-09-02",
        "delmal": [
            {"id": str(delmal.id), "status": "Delvis nått", "texts": ["Ett av två studiebesök är gjort."]}
        ],
        "outcomes": ["Planen följd, behovet kvarstår"],
        "own_words": "Jag orkar mer nu.",
        "after": {
            "kind": "ny_plan",
            "text": "Studierna behöver stöd.",
            "by": "2026-09-30",
            "carries_on": [],
            **after,
        },
    }


AN_END = {
    "kind": "avslut",
    "text": "Du har en egen plan nu.",
    "by": "2027-01-31",
    "carries_on": [{"what": "studievägledning", "who": "Jobbtorg Stockholm"}],
}
SHOWN = {
    "outcome_text": "Planen följd, behovet kvarstår",
    "on": "2026-09-02",
    "text": "Du har en egen plan nu.",
    "carries_on": [{"what": "studievägledning", "who": "Jobbtorg Stockholm", "category": "uppfoljning"}],
    "last_day": "2027-01-31",
}
"""What whoever opens the akt afterwards reads of that end."""


class TestFollowUp:
    async def test_is_told_per_delmal_with_what_follows_and_by_when(self, stage) -> None:
        _, events, plan_id, _ = await a_case_with_follow_up(stage)
        stage.followup.results[events.followup_id] = await a_result(stage, plan_id)

        await events.tell("followup_recorded", plan_id=plan_id, parties=[])

        said = await the_one(stage, "uppfoljning")
        assert "Individ Testperson\nProvgatan 17" in said
        assert "på ett möte den 2 september 2026" in said
        assert (
            "Vad: Boka och genomföra två studiebesök på arbetsplatser.\n"
            "Vem: Arbetsförmedlingen: Part Testperson, handläggare\nResultat: Delvis nått\n"
            "Hur det gick: Ett av två studiebesök är gjort." in said
        )
        assert "Jag orkar mer nu." in said
        assert "Studierna behöver stöd. Den ska vara klar senast den 30 september 2026." in said
        assert "Så återkallar du samtycket" in said

    async def test_that_ends_the_case_is_two_letters(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        await case.call()
        before = [letter["kind"] for letter in await letters(stage)]
        stage.followup.results[events.followup_id] = await a_result(stage, plan_id, **AN_END)

        await events.tell("followup_recorded", plan_id=plan_id, parties=[])
        assert "eget brev om vem som fortsätter" in await the_one(stage, "uppfoljning")
        await events.tell("case_concluded", plan_id=plan_id, parties=[], last_day="2027-01-31")

        akt = await case.reopened()
        assert (akt["outcome"], akt["closing"]) == (None, SHOWN)
        assert await rows(stage, "select 1 from outcome_count") == []
        (mine,) = (await get(stage, "/v1/my/cases", "individ")).json()["cases"]
        told = "Det skedde efter uppföljningen av din plan den 2 september 2026. Du har en egen plan nu."
        assert told in mine["ended"]["text"]
        assert mine["ended"]["carries_on"] == ["Jobbtorg Stockholm: studievägledning."]
        hers = (await get(stage, mine["links"]["letter"].replace(".pdf", ".txt"), "individ")).text
        assert "Så avslutades ditt ärende\n---" in hers
        assert f"{told} " in hers
        assert "- Jobbtorg Stockholm: studievägledning." in hers
        said = await the_one(stage, "avslut")
        assert "- Jobbtorg Stockholm: studievägledning." in said
        assert "Samtycket gäller till och med: 31 januari 2027" in said
        assert "Om du är kallad till ett möte med Finsamteamet är det inställt." in said
        assert COMPLAIN in said
        kinds = [letter["kind"] for letter in await letters(stage)]
        assert sorted(kinds) == sorted([*before, "avslut", "uppfoljning"]), (
            "no letter of its own about the meeting"
        )

    async def test_waits_while_the_followup_service_does_not_answer(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        stage.followup.down = True

        await events.tell("case_concluded", plan_id=plan_id, parties=[], last_day="2027-01-31")

        assert (await case.read())["status"] == "plan"
        (waiting,) = await rows(stage, "select attempts, parked_at from inbox where handled_at is null")
        assert (waiting.attempts, waiting.parked_at) == (0, None), "an outage is nobody's mistake"

    async def test_of_an_erased_result_has_nothing_to_tell(self, stage) -> None:
        _, events, plan_id, _ = await a_case_with_follow_up(stage)
        before = await letters(stage)

        await events.tell("followup_recorded", plan_id=plan_id, parties=[])

        assert await letters(stage) == before

    async def test_of_a_protected_person_shows_no_address(self, stage) -> None:
        case, events, plan_id, _ = await a_case_with_follow_up(stage)
        stage.followup.results[events.followup_id] = await a_result(stage, plan_id)
        stage.consent.withheld.add(case.case_id)

        await events.tell("followup_recorded", plan_id=plan_id, parties=[])

        assert "Individ Testperson\nLämnas för hand\n" in await the_one(stage, "uppfoljning")


class TestLostConsent:
    @pytest.mark.parametrize(
        ("kind", "why"),
        [
            ("aterkallat", "Samtycket som teamets arbete byggde på är återkallat."),
            ("utganget", "Tiden för ditt samtycke har gått ut."),
            ("makulerat", "Ditt samtycke hade registrerats fel och är struket."),
        ],
    )
    async def test_is_told_with_what_is_stopped_and_what_is_kept(self, stage, kind, why) -> None:
        case = await a_case_taken_up(stage)
        await case.call()
        before = len(await letters(stage))

        await case.lose(SENDER, kind=kind, whole=True)

        said = await the_one(stage, "avslut")
        assert f"{why} Därför är Finsamteamets arbete i ditt ärende avslutat." in said
        assert "- Möten som var planerade är inställda. Du behöver inte komma." in said
        assert "Varje myndighet följer sina egna regler om hur länge uppgifter ska sparas." in said
        assert "Hör av dig till koordinatorn i Finsamteam Stockholm." in said
        assert COMPLAIN in said
        assert len(await letters(stage)) == before + 1, "one letter says it all"

    async def test_is_told_also_when_it_came_before_the_anmalan(self, stage) -> None:
        sent = Post()
        events = ConsentEvents(stage, sent.case_id)
        granted = cover()
        await events.given(granted)
        await events.ended(granted, whole=True)
        stage.consent.mine.add(sent.case_id)

        await receive(stage, sent.anmalan())

        assert "är återkallat. Därför" in await the_one(stage, "avslut")

    async def test_of_a_protected_person_shows_no_address(self, stage) -> None:
        case = await a_case_taken_up(stage)
        stage.consent.withheld.add(case.case_id)

        await case.lose(SENDER, whole=True)

        assert "Lämnas för hand" in await the_one(stage, "avslut")

    @pytest.mark.parametrize("kind", ["utganget", "aterkallat"])
    async def test_does_not_turn_a_declined_anmalan_into_an_end(self, stage, kind) -> None:
        case = await a_case_with(stage)
        await case.post("decline", {"reason_code": "N05"})

        await case.lose(SENDER, kind=kind, whole=True)

        assert (await case.reopened())["status"] == "tas_inte_upp"
        (mine,) = (await get(stage, "/v1/my/cases", "individ")).json()["cases"]
        assert mine["status_text"] == "Teamet tar inte upp anmälan"
        assert [letter["kind"] for letter in await letters(stage)] == ["besked"]


class TestDeath:
    async def test_lets_what_is_not_posted_fall(self, stage) -> None:
        case = await a_case_with_plan(stage)
        await case.call()
        path = f"/v1/akter/{case.case_id}/letters"
        kallelse = (await get(stage, path)).json()["letters"][0]
        await case.post("end", {"outcome": "U74"})

        listed = (await get(stage, path)).json()["letters"]
        letter = f"{path}/{kallelse['letter_id']}"
        noted = await posted(stage, case.case_id, kallelse)
        opened = await get(stage, f"{letter}.txt?purpose=utskick")
        overview = await get(stage, f"/v1/akter/{case.case_id}/overview.pdf?purpose=tillsyn")

        assert {(one["state"], one["state_text"]) for one in listed} == {("fallet", "Ska inte skickas")}
        hers = [{name: said for name, said in one.items() if name != "way"} for one in listed]
        assert await letters(stage) == hers, "her own list tells the same, but not how each was sent"
        for answer in (noted, opened, overview):
            assert (answer.status_code, answer.json()["code"]) == (409, "letter_fallen")
            assert "inga fler brev skickas" in answer.json()["detail"]
        assert (await get(stage, f"{letter}.txt?purpose=tillsyn")).status_code == 200

    async def test_leaves_what_was_posted_before_as_it_was(self, stage) -> None:
        case = await a_case_taken_up(stage)
        path = f"/v1/akter/{case.case_id}/letters"
        (besked,) = (await get(stage, path)).json()["letters"]
        assert (await posted(stage, case.case_id, besked)).status_code == 200

        await case.post("end", {"outcome": "U74"})

        assert [one["state"] for one in (await get(stage, path)).json()["letters"]] == ["skickat"]


class TestWithdrawnCase:
    async def test_opens_no_letter_without_a_purpose(self, stage) -> None:
        case = await a_case_taken_up(stage)
        await case.lose(SENDER, whole=True)
        path = f"/v1/akter/{case.case_id}/letters"
        avslut = (await get(stage, path)).json()["letters"][0]["letter_id"]

        refused = await get(stage, f"{path}/{avslut}.txt")
        to_post = await get(stage, f"{path}/{avslut}.txt?purpose=utskick")
        unknown = await get(stage, f"{path}/{avslut}.txt?purpose=nyfikenhet")

        assert (refused.status_code, refused.json()["code"]) == (409, "opening_needs_purpose")
        assert (to_post.status_code, unknown.status_code) == (200, 422)
