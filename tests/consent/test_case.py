"""The case: whose it is, and the mark that stops it."""

from datetime import timedelta

import pytest

from services.consent.domain.case import ENDED, Subject
from services.consent.errors import CaseUnknown, CaseWithheld, OtherPerson, ReferralEnded
from tests.consent.builders import NOON, TEAM, a_case

MINE, ANOTHER = b"m" * 32, b"a" * 32


class TestAdmit:
    def test_lets_in_the_registering_unit(self) -> None:
        a_case(registering_unit="fk").admit("fk")

    @pytest.mark.parametrize("unit", ["af", None])
    def test_shows_no_case_to_others(self, unit) -> None:
        with pytest.raises(CaseUnknown):
            a_case(registering_unit="fk").admit(unit)


class TestBind:
    def test_takes_the_person_of_the_first_signature_and_the_team(self) -> None:
        case = a_case()

        case.bind(MINE, TEAM)

        assert (case.person_hash, case.team) == (MINE, TEAM)

    def test_accepts_the_same_person_again(self) -> None:
        a_case(person_hash=MINE).bind(MINE, TEAM)

    def test_refuses_another_person(self) -> None:
        case = a_case(person_hash=MINE)

        with pytest.raises(OtherPerson):
            case.bind(ANOTHER, TEAM)

        assert case.person_hash == MINE

    def test_refuses_a_withheld_case(self) -> None:
        with pytest.raises(CaseWithheld):
            a_case(withheld_since=NOON).bind(MINE, TEAM)


class TestSubject:
    @pytest.mark.parametrize("status", sorted(ENDED))
    def test_of_a_closed_anmalan_signs_nothing_new(self, status) -> None:
        with pytest.raises(ReferralEnded):
            Subject("fk", TEAM, status, "", "").must_go_on()

    def test_of_one_that_goes_on_does(self) -> None:
        Subject("fk", TEAM, "utkast", "", "").must_go_on()


class TestWithhold:
    def test_keeps_the_first_moment(self) -> None:
        case = a_case()

        case.withhold(NOON)
        case.withhold(NOON + timedelta(days=1))

        assert case.withheld_since == NOON

    def test_never_shows_the_person_in_its_text(self) -> None:
        assert "mmm" not in repr(a_case(person_hash=MINE))
