"""Why a meeting is moved, cancelled or adjourned: a code for all, words for the team, and what is said to the person."""

import json
from datetime import timedelta
from typing import Any

import pytest

from services.coordinator.domain.meeting import Meeting
from services.coordinator.domain.meeting_values import OF_HERS, Change, ChangeReason, Slot
from services.coordinator.errors import WordsMissing
from tests.coordinator.builders import NOON
from tests.coordinator.meetings.builders import (
    CONTACT,
    LATER,
    NAMES,
    a_called_meeting,
    a_meeting,
    meetings_of,
)
from tests.coordinator.meetings.test_calls import a_move, change, refused, sections_of
from tests.coordinator.test_arrivals import published, rows
from tests.coordinator.test_http import get

ILL = "Personen är inlagd på sjukhus"
HER_WORDS = "Vi hörs när du mår bättre"


def act(meeting: Meeting, what: str, why: Change) -> tuple[dict[str, Any], str]:
    """Move or cancel; returns what the units read, and what she reads."""
    if what == "move":
        slot = Slot(LATER + timedelta(days=2), 60)
        meeting.move(slot, meeting.place, why, NAMES, contact=CONTACT, at=NOON)
    else:
        meeting.cancel(why, contact=CONTACT, at=NOON)
    ((published_,), (letter,)) = meeting.take_publications(), meeting.take_letters()
    (section,) = published_.sections
    assert section.category == "handlaggning"
    return section.content, repr(letter.blocks)


@pytest.mark.parametrize("what", ["move", "cancel"])
class TestReason:
    @pytest.mark.parametrize("reason", list(ChangeReason))
    def test_words_stay_with_the_team(self, what, reason) -> None:
        read, hers = act(a_meeting(), what, Change(reason, ILL, HER_WORDS))

        assert ILL not in str(read) + hers
        assert f"{HER_WORDS}." in hers
        assert HER_WORDS not in str(read)

    @pytest.mark.parametrize("reason", sorted(OF_HERS))
    def test_about_the_person_is_only_an_obstacle_to_the_parties(self, what, reason) -> None:
        read, hers = act(a_meeting(), what, Change(reason))

        assert read["skal"] == {"kod": "forhinder", "text": "Förhinder."}
        assert reason.value not in str(read)
        assert "sjuk" not in str(read).lower() + hers.lower()

    def test_of_another_kind_needs_words(self, what) -> None:
        for words in (None, "  "):
            with pytest.raises(WordsMissing):
                act(a_meeting(), what, Change(ChangeReason.ANNAT, words))


@pytest.mark.real
class TestOverHttp:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({"reason": "Lokalen är upptagen."}, "invalid_input"),
            ({"reason": "arendet_avslutat"}, "invalid_input"),
            ({"reason": "annat"}, "words_missing"),
        ],
    )
    async def test_is_one_of_the_listed(self, stage, body, code) -> None:
        case_id, meeting_id = await a_called_meeting(stage)

        for what, sent in (("cancel", body), ("move", a_move() | body)):
            assert refused(await change(stage, case_id, meeting_id, what, sent)) == (422, code)

    async def test_shows_its_words_to_the_koordinator_and_hers_to_her(self, stage) -> None:
        case_id, meeting_id = await a_called_meeting(stage)
        body = {"reason": "individen_sjuk", "text": ILL, "to_person": HER_WORDS}

        await change(stage, case_id, meeting_id, "cancel", body)

        (meeting,) = await meetings_of(stage, case_id)
        assert meeting["reason"] == {
            "code": "individen_sjuk",
            "label": "Personen är sjuk.",
            "text": ILL,
            "to_person": HER_WORDS,
        }
        (hers,) = (await get(stage, "/v1/my/meetings", "individ")).json()["meetings"]
        assert hers["reason"] == f"Du kan inte komma. {HER_WORDS}."
        *_, event = await published(stage, case_id)
        ((_, _, content),) = sections_of(stage, case_id, event)
        assert content["skal"] == {"kod": "forhinder", "text": "Förhinder."}
        (stored,) = await rows(stage, "select row_to_json(meeting)::text as whole from meeting")
        for word in ("individen_sjuk", ILL, HER_WORDS):
            assert word not in json.dumps(content) + str(event) + stored.whole
