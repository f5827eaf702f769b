"""A draft: begun after a yes, changed, tried for secrecy, ready or not."""

from dataclasses import replace

import pytest

from services.referral.domain import Content, Rules, Status, begin, written
from services.referral.errors import (
    DialogueWithoutWill,
    DraftIncomplete,
    FieldFixed,
    SecrecyNotTried,
    WrongStatus,
)
from tests.referral.builders import (
    BY,
    CASE,
    NOON,
    OTHER_PERSON,
    PERSON,
    REVIEW,
    RULES,
    TEAM,
    a_dialogue,
    a_draft,
    a_sent,
    content,
)


class TestBegin:
    def test_takes_the_person_from_the_dialogue(self) -> None:
        draft = begin(a_dialogue(), Content(individ=a_dialogue().individ), case_id=CASE, by=BY, at=NOON)

        assert draft.status is Status.UTKAST
        assert draft.content.individ.personnummer == PERSON

    def test_is_refused_without_her_yes(self) -> None:
        with pytest.raises(DialogueWithoutWill):
            begin(a_dialogue(answer="vill_inte", next_step="Inget."), content(), case_id=CASE, by=BY, at=NOON)

    def test_is_refused_for_another_person(self) -> None:
        other = content(individ={"namn": "Annan Testperson", "personnummer": OTHER_PERSON})

        with pytest.raises(FieldFixed) as refused:
            begin(a_dialogue(), other, case_id=CASE, by=BY, at=NOON)

        assert refused.value.extra["fields"][0]["field"] == "individ.personnummer"


class TestSave:
    def test_replaces_the_content(self) -> None:
        draft = a_draft()
        draft.save(written(draft.content, {"stadsdel": "farsta"}, RULES), at=NOON)

        assert draft.content.stadsdel == "farsta"

    def test_makes_the_secrecy_trial_fall(self) -> None:
        draft = a_draft()
        draft.save(written(draft.content, {"stadsdel": "farsta"}, RULES), at=NOON)

        assert draft.review is None

    def test_keeps_the_secrecy_trial_when_nothing_changed(self) -> None:
        draft = a_draft()
        draft.save(written(draft.content, {"stadsdel": "sodermalm"}, RULES), at=NOON)

        assert draft.review == REVIEW

    def test_never_changes_the_person(self) -> None:
        draft = a_draft()

        with pytest.raises(FieldFixed):
            draft.save(written(draft.content, {"individ": {"personnummer": OTHER_PERSON}}, RULES), at=NOON)

    def test_is_refused_after_sending(self) -> None:
        with pytest.raises(WrongStatus):
            a_sent().save(content(), at=NOON)

    def test_publishes_nothing(self) -> None:
        assert a_draft().publications == []


class TestReady:
    def test_asks_for_the_categories_that_are_filled(self) -> None:
        question = a_draft().ready(RULES)

        assert (question.sender, question.team, question.parties) == (
            "soc-sodermalm",
            TEAM,
            ("fk", "vard-sodermalm"),
        )
        assert set(question.categories) == {
            "handlaggning",
            "identitet",
            "forsorjning",
            "halsa",
            "planer",
            "arbetsformaga",
        }

    def test_asks_for_no_category_that_is_empty(self) -> None:
        draft = a_draft(forsorjning=None, medicinskt_underlag=None, planer=None, onskat_individ=None)

        assert set(draft.ready(RULES).categories) == {"handlaggning", "identitet", "arbetsformaga"}

    def test_tells_every_gap_and_the_missing_secrecy_trial_at_once(self) -> None:
        draft = a_draft(reviewed=False, stadsdel=None, fragestallning=None)

        with pytest.raises(DraftIncomplete) as refused:
            draft.ready(RULES)

        assert [fault["field"] for fault in refused.value.extra["fields"]] == [
            "stadsdel",
            "fragestallning.text",
            "secrecy_review",
        ]

    def test_is_refused_until_secrecy_is_tried(self) -> None:
        with pytest.raises(SecrecyNotTried):
            a_draft(reviewed=False).ready(RULES)

    def test_looks_again_at_what_was_valid_when_saved(self) -> None:
        closed = {
            **RULES.recipients,
            "fk": replace(RULES.recipients["fk"], valid_to=NOON.date().replace(day=1)),
        }

        with pytest.raises(DraftIncomplete) as refused:
            a_draft().ready(Rules(RULES.unit, RULES.numbers, closed))

        assert refused.value.extra["fields"][0]["field"] == "parter[0]"

    def test_is_refused_once_sent(self) -> None:
        with pytest.raises(WrongStatus):
            a_sent().ready(RULES)


def test_confirm_secrecy_is_refused_once_sent() -> None:
    with pytest.raises(WrongStatus):
        a_sent().confirm_secrecy(REVIEW)
