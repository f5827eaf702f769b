"""What a sender is told when the samtycke does not cover the anmälan."""

import pytest

from services.referral.domain import Row, Rows
from services.referral.domain.sections import fields_by_category
from services.referral.errors import (
    ByHand,
    CategoryNotCovered,
    ConsentMissing,
    ExclusionNoteUnread,
    PartyNotCovered,
)
from tests.referral.builders import RECIPIENTS, SIGNING, TEAM, UNIT, content, covering, question


def require(*, note_read: bool = False, **more: object) -> object:
    fields = fields_by_category(content())
    return covering(**more).require(question(), fields, RECIPIENTS, note_read=note_read)


class TestRequire:
    def test_returns_the_signing_that_covers(self) -> None:
        assert require() == SIGNING

    def test_is_refused_without_a_signing(self) -> None:
        with pytest.raises(ConsentMissing):
            require(covered=False, signing=None)

    def test_is_refused_when_the_team_is_not_covered(self) -> None:
        with pytest.raises(ConsentMissing):
            require(covered=False, uncovered=(TEAM,))

    def test_is_refused_when_only_the_answer_says_no(self) -> None:
        with pytest.raises(ConsentMissing):
            require(covered=False)

    def test_names_each_party_that_is_not_covered(self) -> None:
        with pytest.raises(PartyNotCovered) as refused:
            require(covered=False, uncovered=("vard-sodermalm",))

        (fault,) = refused.value.extra["fields"]
        assert (fault["field"], fault["code"]) == ("parter[1]", "party_not_covered")
        assert "Region Stockholm, vårdenhet Södermalm" in fault["message"]
        assert refused.value.extra["uncovered"] == [{"recipient": "vard-sodermalm"}]

    def test_names_each_field_whose_category_is_not_covered(self) -> None:
        with pytest.raises(CategoryNotCovered) as refused:
            require(uncovered_categories=("halsa", "arbetsformaga"))

        assert [fault["field"] for fault in refused.value.extra["fields"]] == [
            "medicinskt_underlag",
            "fragestallning",
            "onskat_individ",
        ]
        assert "Hälsa" in refused.value.extra["fields"][0]["message"]

    def test_names_parties_and_fields_together(self) -> None:
        with pytest.raises(PartyNotCovered) as refused:
            require(covered=False, uncovered=("fk",), uncovered_categories=("planer",))

        assert [fault["field"] for fault in refused.value.extra["fields"]] == ["parter[0]", "planer"]

    def test_is_refused_by_hand_before_anything_else(self) -> None:
        with pytest.raises(ByHand):
            require(withheld=True, covered=False, signing=None)

    def test_is_refused_until_the_exclusion_note_is_read(self) -> None:
        with pytest.raises(ExclusionNoteUnread):
            require(exclusion_note_exists=True)

        assert require(exclusion_note_exists=True, note_read=True) == SIGNING


class TestRows:
    def test_an_unknown_row_has_not_ended(self) -> None:
        assert not Rows().ended(UNIT, TEAM)

    def test_a_row_that_ended_has_ended(self) -> None:
        assert Rows((Row(UNIT, TEAM, "identitet", ended=True),)).ended(UNIT, TEAM)

    def test_a_new_row_beside_an_ended_one_goes_on(self) -> None:
        rows = Rows((Row(UNIT, TEAM, "identitet", ended=True), Row(UNIT, TEAM, "identitet", ended=False)))

        assert not rows.team_ended(UNIT, TEAM)

    def test_another_category_ends_nothing_basic(self) -> None:
        assert not Rows((Row(UNIT, TEAM, "halsa", ended=True),)).team_ended(UNIT, TEAM)

    @pytest.mark.parametrize(("source", "recipient"), [(UNIT, "fk"), (TEAM, "fk"), ("fk", TEAM)])
    def test_a_party_is_left_out_when_any_of_its_ways_ended(self, source: str, recipient: str) -> None:
        rows = Rows((Row(source, recipient, "handlaggning", ended=True),))

        assert rows.still(UNIT, TEAM, ("fk", "af")) == ("af",)

    @pytest.mark.parametrize(("source", "recipient"), [(UNIT, TEAM), (TEAM, UNIT)])
    def test_the_team_is_lost_either_way(self, source: str, recipient: str) -> None:
        assert Rows((Row(source, recipient, "identitet", ended=True),)).team_ended(UNIT, TEAM)
