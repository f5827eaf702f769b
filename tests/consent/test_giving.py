"""By whom and how a samtycke is given: under 18, representatives, word of mouth."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.consent import errors
from services.consent.domain.age import (
    Minor,
    OneSuffices,
    born_on,
    comes_of_age_on,
    guardian_ends,
    is_minor,
)
from services.consent.domain.giving import GivenBy, Giving
from services.consent.domain.paper import Grant
from services.consent.domain.representatives import Omfattning
from services.consent.domain.rows import Window
from shared.clock import end_of_day
from tests.consent.builders import (
    MINOR,
    PERSON,
    SENDER,
    TEAM,
    TODAY,
    a_directory,
    a_guardian,
    a_maturity,
    a_minor,
    a_paper,
    a_representative,
    a_unit,
    an_oral,
)

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
LEAPLING = "200802292383"
SAMORDNING = "201011812383"
TAKES_A_WORD = a_directory(a_unit(SENDER, oral_allowed=True), a_unit(TEAM, oral_allowed=True))
LEGAL = ("god_man", "forvaltare", "framtidsfullmakt")


def check(giving: Giving, number: str = PERSON, **paper: Any) -> None:
    giving.check(a_paper(**paper), number, TAKES_A_WORD, TODAY)


def said(**paper: Any) -> dict[str, Any]:
    return {"is_oral": True, "scan_id": None, **paper}


class TestAge:
    def test_is_read_from_the_number(self) -> None:
        assert born_on(PERSON) == date(1959, 7, 14)
        assert born_on(SAMORDNING) == date(2010, 11, 21)

    @pytest.mark.parametrize(
        ("day", "minor"),
        [(date(2027, 2, 28), True), (date(2027, 3, 1), False), (date(2027, 3, 2), False)],
    )
    def test_ends_with_the_eighteenth_birthday(self, day, minor) -> None:
        assert comes_of_age_on(MINOR) == date(2027, 3, 1)
        assert is_minor(MINOR, day) is minor

    def test_of_who_is_born_on_a_leap_day_ends_on_the_first_of_march(self) -> None:
        assert comes_of_age_on(LEAPLING) == date(2026, 3, 1)


class TestUnder18:
    def test_is_refused_without_an_assessment_of_maturity(self) -> None:
        with pytest.raises(errors.MaturityMissing):
            check(Giving(), MINOR)

    def test_is_counted_on_the_day_of_the_samtycke_and_not_of_the_registration(self) -> None:
        last = {"signed_on": date(2026, 2, 28), "valid_from": date(2026, 2, 28)}
        with pytest.raises(errors.MaturityMissing):
            check(Giving(), LEAPLING, **last)
        check(Giving(), LEAPLING, signed_on=date(2026, 3, 1), valid_from=date(2026, 3, 1))

    def test_is_not_assumed_of_anybody_else(self) -> None:
        with pytest.raises(errors.NotMinor):
            check(Giving(minor=a_minor()), PERSON)

    @pytest.mark.parametrize(
        ("minor", "by"),
        [
            (a_minor("mogen_sjalv", 0), GivenBy.PERSON),
            (a_minor("tillsammans"), GivenBy.PERSON_AND_GUARDIAN),
            (a_minor("vardnadshavare"), GivenBy.GUARDIAN),
            (a_minor(guardians=1, one_suffices=OneSuffices.ENSAM_VARDNAD), GivenBy.GUARDIAN),
        ],
    )
    def test_is_given_by_whom_the_assessment_says(self, minor, by) -> None:
        check(Giving(minor=minor), MINOR)
        assert Giving(minor=minor).by is by

    @pytest.mark.parametrize(
        ("minor", "refusal"),
        [
            (a_minor(guardians=0), errors.GuardianMissing),
            (a_minor("tillsammans", 0), errors.GuardianMissing),
            (a_minor(guardians=1), errors.GuardianReasonMissing),
            (a_minor(one_suffices=OneSuffices.FORHINDRAD), errors.GuardianReasonMissing),
            (a_minor("mogen_sjalv", 1), errors.GuardianUncalledFor),
            (
                a_minor("mogen_sjalv", 0, one_suffices=OneSuffices.ENSAM_VARDNAD),
                errors.GuardianUncalledFor,
            ),
            (a_minor(maturity=a_maturity(judged_on=TOMORROW)), errors.AssessedAfterSigned),
        ],
    )
    def test_is_refused_where_the_record_does_not_hold_together(self, minor, refusal) -> None:
        with pytest.raises(refusal):
            check(Giving(minor=minor), MINOR)

    def test_is_not_given_before_both_guardians_have_agreed(self) -> None:
        late = Minor(a_maturity(), (a_guardian(), a_guardian(agreed_on=TOMORROW)))

        with pytest.raises(errors.GuardianAgreedLater) as refused:
            check(Giving(minor=late), MINOR)

        assert refused.value.extra["fields"][0]["field"] == "minor.guardians[1].agreed_on"


class TestComingOfAge:
    def test_ends_what_a_guardian_alone_gave_with_the_midnight_before_the_birthday(self) -> None:
        long = {"valid_to": date(2027, 12, 31)}

        window = Giving(minor=a_minor()).window(a_paper(**long), MINOR)

        assert window == Window(end_of_day(YESTERDAY), end_of_day(date(2027, 2, 28)))
        assert window.end == datetime(2027, 2, 28, 23, tzinfo=UTC)

    @pytest.mark.parametrize("minor", [a_minor("mogen_sjalv", 0), a_minor("tillsammans")])
    def test_ends_nothing_that_she_gave_herself(self, minor) -> None:
        long = a_paper(valid_to=date(2027, 12, 31))

        assert guardian_ends(minor, MINOR) is None
        assert Giving(minor=minor).window(long, MINOR) == long.window()

    def test_leaves_nothing_to_register_of_a_guardians_paper(self) -> None:
        old = {"signed_on": date(2026, 2, 28), "valid_from": date(2026, 2, 28)}
        minor = a_minor(
            guardians=1,
            maturity=a_maturity(judged_on=old["signed_on"]),
            one_suffices=OneSuffices.ENSAM_VARDNAD,
        )
        agreed = Minor(minor.maturity, (a_guardian(agreed_on=old["signed_on"]),), minor.one_suffices)

        with pytest.raises(errors.GuardianTimeOver):
            check(Giving(minor=agreed), LEAPLING, **old)


class TestRepresentative:
    @pytest.mark.parametrize("kind", LEGAL)
    def test_signs_for_who_cannot_decide_herself(self, kind) -> None:
        giving = Giving(representative=a_representative(kind))

        check(giving)

        assert giving.by is GivenBy.REPRESENTATIVE

    @pytest.mark.parametrize("kind", LEGAL)
    def test_never_decides_over_who_can(self, kind) -> None:
        with pytest.raises(errors.IncapacityMissing):
            check(Giving(representative=a_representative(kind, incapacity=None)))

    @pytest.mark.parametrize("kind", LEGAL)
    @pytest.mark.parametrize(
        "omfattning",
        [{"bevaka_ratt"}, {"forvalta_egendom"}, {"bevaka_ratt", "forvalta_egendom"}, {"lyfta_sekretess"}],
    )
    def test_lifts_no_secrecy_without_the_care_of_her_person(self, kind, omfattning) -> None:
        narrow = a_representative(kind, omfattning=frozenset(Omfattning(each) for each in omfattning))

        with pytest.raises(errors.MandateTooNarrow):
            check(Giving(representative=narrow))

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"appointed_on": TOMORROW}, errors.MandateNotYet),
            ({"last_day": YESTERDAY}, errors.MandateOver),
            ({"document_seen_on": TOMORROW}, errors.DocumentNotSeen),
            ({"document_seen_on": date(2024, 12, 31)}, errors.DocumentNotSeen),
        ],
    )
    def test_is_refused_outside_the_mandate(self, changes, refusal) -> None:
        with pytest.raises(refusal):
            check(Giving(representative=a_representative(**changes)))

    def test_was_found_to_be_needed_before_the_samtycke(self) -> None:
        of = a_representative().incapacity
        assert of is not None
        late = a_representative(incapacity=replace(of, judged_on=TOMORROW))

        with pytest.raises(errors.IncapacityJudgedLater):
            check(Giving(representative=late))

    def test_carries_it_no_longer_than_the_mandate(self) -> None:
        giving = Giving(representative=a_representative(last_day=date(2026, 5, 31)))

        check(giving)

        assert giving.window(a_paper(), PERSON).end == end_of_day(date(2026, 5, 31))

    def test_whose_mandate_ends_before_it_begins_gives_nothing(self) -> None:
        giving = Giving(representative=a_representative(last_day=TODAY))

        with pytest.raises(errors.MandateOver):
            check(giving, valid_from=TOMORROW)

    def test_of_a_child_is_the_guardian(self) -> None:
        with pytest.raises(errors.RepresentativeOfMinor):
            check(Giving(minor=a_minor(), representative=a_representative()), MINOR)


class TestOmbud:
    def fullmakt(self, *omfattning: Omfattning, **changes: Any) -> Giving:
        held = frozenset(omfattning or {Omfattning.LYFTA_SEKRETESS})
        return Giving(
            representative=a_representative("ombud", **{"omfattning": held, "incapacity": None, **changes})
        )

    def test_signs_with_a_written_fullmakt_that_says_so(self) -> None:
        check(self.fullmakt())

    def test_is_no_legal_representative(self) -> None:
        with pytest.raises(errors.MandateTooNarrow):
            check(self.fullmakt(Omfattning.SORJA_FOR_PERSON))

    def test_acts_for_who_can_decide_herself(self) -> None:
        with pytest.raises(errors.IncapacityUncalledFor):
            check(self.fullmakt(incapacity=a_representative().incapacity))


class TestByWordOfMouth:
    def test_stands_until_the_day_when_paper_should_have_come(self) -> None:
        giving = Giving(oral=an_oral())

        check(giving, **said())

        assert giving.by is GivenBy.PERSON
        assert giving.window(a_paper(**said()), PERSON).end == end_of_day(TODAY + timedelta(days=14))

    def test_is_refused_where_the_source_takes_none(self) -> None:
        grants = (Grant(SENDER, TEAM, frozenset()), Grant("af", TEAM, frozenset()))

        with pytest.raises(errors.OralNotAllowed) as refused:
            check(Giving(oral=an_oral()), **said(grants=grants))

        assert refused.value.extra["fields"][0]["field"] == "grants[1].source"

    @pytest.mark.parametrize(
        ("giving", "paper", "refusal"),
        [
            (Giving(), said(), errors.OralRecordMissing),
            (Giving(oral=an_oral()), {"is_oral": True}, errors.OralRecordMissing),
            (Giving(oral=an_oral()), {}, errors.OralUncalledFor),
            (Giving(), {"scan_id": None}, errors.ScanMissing),
            (Giving(oral=an_oral(written_by=YESTERDAY)), said(), errors.WrittenTooLate),
            (Giving(oral=an_oral(written_by=TODAY + timedelta(days=31))), said(), errors.WrittenTooLate),
            (Giving(a_minor(), oral=an_oral()), said(), errors.OralOnlyByHerself),
            (Giving(None, a_representative(), an_oral()), said(), errors.OralOnlyByHerself),
        ],
    )
    def test_is_refused_where_the_record_does_not_hold_together(self, giving, paper, refusal) -> None:
        with pytest.raises(refusal):
            check(giving, MINOR if giving.minor else PERSON, **paper)

    def test_is_not_registered_when_paper_should_have_come(self) -> None:
        long_ago = TODAY - timedelta(days=20)
        giving = Giving(oral=an_oral(written_by=YESTERDAY))

        with pytest.raises(errors.WrittenTooLate):
            check(giving, **said(signed_on=long_ago, valid_from=long_ago))

    def test_is_hers_also_under_18_when_she_decides_herself(self) -> None:
        check(Giving(a_minor("mogen_sjalv", 0), oral=an_oral()), MINOR, **said())
