"""The dialogue before the anmälan."""

import pytest

from services.referral.domain.codes import ANSWERS, CHANNELS
from services.referral.errors import DialogueWithoutWill, InvalidContent
from tests.referral.builders import PERSON, a_dialogue


def refused(**more: object) -> dict[str, str]:
    with pytest.raises(InvalidContent) as caught:
        a_dialogue(**more)
    return {fault["field"]: fault["code"] for fault in caught.value.extra["fields"]}


class TestRecordDialogue:
    def test_keeps_when_by_whom_how_and_what_she_answered(self) -> None:
        dialogue = a_dialogue()

        assert (dialogue.asked_on.isoformat(), dialogue.asked_by) == ("2026-11-20", "Anmälare Testperson")
        assert (dialogue.channel, dialogue.answer) == ("mote", "vill")
        assert dialogue.individ.personnummer == PERSON

    @pytest.mark.parametrize("channel", CHANNELS)
    @pytest.mark.parametrize("answer", ANSWERS)
    def test_accepts_every_channel_and_answer(self, channel: str, answer: str) -> None:
        assert (
            a_dialogue(channel=channel, answer=answer, next_step="Vi talas vid i december.").answer == answer
        )

    def test_records_vill_inte_as_an_end_with_its_next_step(self) -> None:
        dialogue = a_dialogue(answer="vill_inte", next_step="Ordinarie planering fortsätter.")

        assert dialogue.next_step == "Ordinarie planering fortsätter."
        with pytest.raises(DialogueWithoutWill):
            dialogue.require_will()

    def test_lets_nobody_be_referred_who_wants_to_think(self) -> None:
        with pytest.raises(DialogueWithoutWill):
            a_dialogue(answer="vill_tanka", next_step="Ny kontakt i december.").require_will()

    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            ({"namn": " "}, "individ.namn", "missing"),
            ({"personnummer": "1"}, "individ.personnummer", "not_a_number"),
            ({"personnummer": None}, "individ.personnummer", "not_a_number"),
            ({"asked_on": "i går"}, "asked_on", "not_a_date"),
            ({"asked_on": "2026-W01-1"}, "asked_on", "not_a_date"),
            ({"asked_on": "0001-01-01"}, "asked_on", "too_early"),
            ({"asked_on": "2026-11-24"}, "asked_on", "in_the_future"),
            ({"asked_by": ""}, "asked_by", "missing"),
            ({"channel": "rop"}, "channel", "unknown_code"),
            ({"answer": "kanske"}, "answer", "unknown_code"),
            ({"answer": "vill_inte"}, "next_step", "missing"),
            ({"answer": "vill_tanka", "next_step": " "}, "next_step", "missing"),
            ({"words": "x" * 2001}, "words", "too_long"),
            ({"words": f"Jag är {PERSON}"}, "words", "number_in_text"),
            ({"next_step": "x" * 1001}, "next_step", "too_long"),
        ],
    )
    def test_names_the_field_that_is_wrong(self, change: dict[str, object], field: str, code: str) -> None:
        assert refused(**change) == {field: code}

    def test_tells_all_faults_at_once(self) -> None:
        assert set(refused(namn=None, personnummer="1", asked_on="x", channel="x", answer="x")) == {
            "individ.namn",
            "individ.personnummer",
            "asked_on",
            "channel",
            "answer",
        }

    def test_never_shows_itself(self) -> None:
        assert "Testperson" not in repr(a_dialogue())
