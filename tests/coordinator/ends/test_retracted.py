"""What its source has taken back as sent in error is closed in the team's akt."""

from typing import Any

import pytest

from services.coordinator.domain import Status
from services.coordinator.domain.taken_back import retract
from services.coordinator.events import AktEnded
from shared.days import local_day
from tests.coordinator.builders import NOON, SENDER, an_akt
from tests.coordinator.ends.cases import Followed, a_case_taken_up, a_case_with
from tests.coordinator.ends.test_ends import letters
from tests.coordinator.fakes import Post
from tests.coordinator.test_arrivals import published, receive, rows
from tests.coordinator.test_http import get


def a_correction(text: str) -> list[dict[str, Any]]:
    return [
        {"category": "sociala", "source": SENDER, "content": {"fritext": {"fragestallning": text}}},
        {
            "category": "identitet",
            "source": SENDER,
            "content": {"kontakt": {"adress": "Felgatan 9", "postnummer": "11820", "postort": "Stockholm"}},
        },
    ]


async def take_back(case: Followed, document) -> None:
    await receive(case.stage, case.sent.control("retracted", document=document))


async def the_anmalan_of(case: Followed):
    (row,) = await rows(case.stage, "select distinct document from part where type = 'anmalan'")
    return row.document


def test_the_akt_ends_and_so_does_the_samtycke_the_same_day() -> None:
    akt = an_akt()

    assert retract(akt, NOON)
    assert (akt.status, akt.outcome) == (Status.ATERTAGEN, "U79")
    (said,) = akt.take_publications()
    assert isinstance(said.fact, AktEnded)
    assert (said.fact.parties, said.fact.last_day, said.sections) == ((), local_day(NOON), ())
    assert not retract(akt, NOON)


@pytest.mark.real
class TestOneDocument:
    async def test_what_was_said_before_holds_again(self, stage) -> None:
        case = await a_case_with(stage, "af")
        item = case.sent.document("rattelse", a_correction("KANARIE"))
        await receive(stage, item)

        await take_back(case, item.content.event_id)

        akt = await case.read()
        (sociala,) = [one for one in akt["sections"] if one["category"] == "sociala"]
        assert sociala["content"]["fritext"]["fragestallning"] == "Vem gör vad?"
        assert akt["history"] == []
        assert "KANARIE" not in str(akt)
        assert {one["category"]: one["content"] for one in akt["retracted"]} == {
            "sociala": None,
            "identitet": None,
        }
        assert akt["status"] == "inkommen"

    async def test_is_read_only_for_a_stated_purpose_which_is_logged(self, stage) -> None:
        case = await a_case_with(stage, "af")
        item = case.sent.document("rattelse", a_correction("KANARIE"))
        await receive(stage, item)
        await take_back(case, item.content.event_id)

        opened = await case.reopened()

        (sociala,) = [one for one in opened["retracted"] if one["category"] == "sociala"]
        assert sociala["content"]["fritext"]["fragestallning"] == "KANARIE"
        assert ("tillsyn",) in [
            tuple(row)
            for row in await rows(stage, "select purpose from read_log where case_id = :c", c=case.case_id)
        ]

    async def test_no_letter_goes_to_an_address_that_was_taken_back(self, stage) -> None:
        case = await a_case_taken_up(stage)
        item = case.sent.document("rattelse", a_correction("x"))
        await receive(stage, item)
        await take_back(case, item.content.event_id)

        answer = await case.end(outcome="U71")

        assert answer.status_code == 200, answer.text
        newest = (await get(stage, "/v1/my/letters", "individ")).json()["letters"][0]
        letter = await get(stage, f"/v1/my/letters/{newest['letter_id']}.txt", "individ")
        assert "Provgatan 17" in letter.text
        assert "Felgatan" not in letter.text

    async def test_that_waits_to_be_put_into_the_akt_never_is(self, stage) -> None:
        sent = Post()
        bad = sent.document("anmalan", [])
        await receive(stage, bad)

        await receive(stage, sent.control("retracted", document=bad.content.event_id))

        found = {
            row.type: (row.state, row.body)
            for row in await rows(stage, "select type, state, body from arrival")
        }
        assert found["anmalan"] == ("gone", None)
        assert found["retracted"][0] == "handled"


@pytest.mark.real
class TestTheAnmalan:
    async def test_leaves_the_list_and_nothing_of_it_is_shown(self, stage) -> None:
        case = await a_case_with(stage, "af")

        await take_back(case, await the_anmalan_of(case))

        assert (await get(stage, "/v1/akter")).json()["akter"] == []
        akt = await case.reopened()
        assert (akt["status"], akt["outcome"], akt["sections"]) == ("atertagen", "U79", [])
        event = (await published(stage, case.case_id))[-1]
        assert event["type"] == "se.finsam.coordinator.akt_ended.v1"
        assert event["data"]["parties"] == []

    async def test_is_no_longer_found_by_the_persons_number(self, stage) -> None:
        case = await a_case_with(stage, "af")
        await take_back(case, await the_anmalan_of(case))

        assert [row.person_index for row in await rows(stage, "select person_index from akt")] == [None]

    async def test_nobody_is_written_to_who_has_heard_nothing_of_it(self, stage) -> None:
        case = await a_case_with(stage, "af")

        await take_back(case, await the_anmalan_of(case))

        assert await letters(stage) == []

    async def test_whoever_has_had_a_besked_is_told_by_letter_and_her_meetings_are_called_off(
        self, stage
    ) -> None:
        case = await a_case_taken_up(stage)
        await case.call()

        await take_back(case, await the_anmalan_of(case))

        assert [row.state for row in await rows(stage, "select state from meeting")] == ["installt"]
        newest = (await get(stage, "/v1/my/letters", "individ")).json()["letters"][0]
        letter = await get(stage, f"/v1/my/letters/{newest['letter_id']}.txt", "individ")
        assert newest["kind"] == "avslut"
        assert "av misstag" in letter.text
        assert "Provgatan 17" in letter.text

    async def test_told_twice_it_ends_once(self, stage) -> None:
        case = await a_case_with(stage, "af")
        document = await the_anmalan_of(case)

        await take_back(case, document)
        await take_back(case, document)

        counted = await rows(stage, "select outcome, n from outcome_count")
        assert [tuple(row) for row in counted] == [("U79", 1)]
