"""By whom a withdrawal is said: herself, or who stands behind the samtycke for her. No fixtures."""

from datetime import date
from typing import Any

import pytest

from services.consent.domain.behind import Behind, behind, withdrawer
from services.consent.domain.givers import Giver, Manner
from services.consent.domain.giving import GivenBy
from services.consent.domain.receipt_words import PHRASES
from services.consent.domain.receipts import ReceiptKind
from services.consent.domain.revocation import Author, check_said_by
from services.consent.errors import NobodyBehind, SaidByOfHerOwn
from tests.consent.api import a_minor_form, a_representative_form
from tests.consent.receipt_samples import CASE, GIVERS, LOCALES, WITHDRAWERS, confirmed, record
from tests.consent.test_true_receipts import given, said

STAFF = Author(False, "soc-sodermalm", None, is_handlaggare=True, is_koordinator=False)
HERSELF = Author(True, None, None, is_handlaggare=False, is_koordinator=False)
DAY = date(2026, 3, 2)
OF_AGE = date(2027, 3, 1)
MANDATE = Behind(GivenBy.REPRESENTATIVE, "god_man", date(2025, 1, 1), date(2026, 5, 31))
ASKED = pytest.mark.parametrize("locale", LOCALES)


def of_minor(outcome: str, by: str, **changes: Any) -> dict[str, Any]:
    return given(by, minor={"one_suffices": None, **a_minor_form(outcome, **changes)})


class TestWhoStandsBehind:
    def test_a_samtycke_of_her_own_is_nobody_else(self) -> None:
        assert behind(given("person"), None, None) is None
        assert behind(of_minor("mogen_sjalv", "person", guardians=0), OF_AGE, None) is None

    def test_of_a_child_is_the_guardian_until_she_is_18(self) -> None:
        found = behind(of_minor("vardnadshavare", "guardian"), OF_AGE, None)

        assert found == Behind(GivenBy.GUARDIAN, "vardnadshavare", None, date(2027, 2, 28))

    @pytest.mark.parametrize(
        ("written", "ended", "until"),
        [
            (None, None, None),
            ("2026-05-31", None, date(2026, 5, 31)),
            ("2026-05-31", date(2026, 4, 30), date(2026, 4, 30)),
            (None, date(2026, 4, 30), date(2026, 4, 30)),
        ],
    )
    def test_by_a_mandate_is_so_within_the_mandate(
        self, written: str | None, ended: date | None, until: date | None
    ) -> None:
        found = behind(
            given("representative", representative=a_representative_form(last_day=written)), None, ended
        )

        assert found == Behind(GivenBy.REPRESENTATIVE, "god_man", date(2025, 1, 1), until)


class TestCheck:
    def test_takes_her_own_word_always(self) -> None:
        for author in (STAFF, HERSELF):
            check_said_by(GivenBy.PERSON, DAY, author, [])

    def test_takes_the_word_of_who_stands_behind_it(self) -> None:
        check_said_by(GivenBy.REPRESENTATIVE, DAY, STAFF, [MANDATE])
        together = Behind(GivenBy.PERSON_AND_GUARDIAN, "vardnadshavare", None, None)
        for said_by in (GivenBy.GUARDIAN, GivenBy.PERSON_AND_GUARDIAN):
            check_said_by(said_by, DAY, STAFF, [together])

    @pytest.mark.parametrize(
        ("said_by", "day"),
        [
            pytest.param(GivenBy.GUARDIAN, DAY, id="another"),
            pytest.param(GivenBy.REPRESENTATIVE, date(2026, 6, 1), id="after the mandate"),
            pytest.param(GivenBy.REPRESENTATIVE, date(2024, 12, 31), id="before the mandate"),
        ],
    )
    def test_takes_nobody_elses(self, said_by: GivenBy, day: date) -> None:
        with pytest.raises(NobodyBehind):
            check_said_by(said_by, day, STAFF, [MANDATE])

    def test_takes_it_as_said_where_nobody_can_tell_who_stands_behind(self) -> None:
        check_said_by(GivenBy.GUARDIAN, DAY, STAFF, None)

    def test_of_who_is_logged_in_it_is_her_own_word(self) -> None:
        with pytest.raises(SaidByOfHerOwn):
            check_said_by(GivenBy.REPRESENTATIVE, DAY, HERSELF, [MANDATE])


class TestWhoItIsSaidToBe:
    @pytest.mark.parametrize(
        ("said_by", "found", "who"),
        [
            (GivenBy.REPRESENTATIVE, [MANDATE], "god_man"),
            (GivenBy.REPRESENTATIVE, [MANDATE, Behind(GivenBy.REPRESENTATIVE, "ombud")], "foretradare"),
            (GivenBy.REPRESENTATIVE, [], "foretradare"),
            (GivenBy.GUARDIAN, [], "vardnadshavare"),
            (GivenBy.GUARDIAN, [Behind(GivenBy.GUARDIAN, "god_man_for_barn")], "god_man_for_barn"),
        ],
    )
    def test_is_named_as_closely_as_is_known(self, said_by: GivenBy, found: list[Behind], who: str) -> None:
        assert withdrawer(said_by, found) == Giver(said_by, Manner.FOR_HENNE, who)

    def test_together_is_both(self) -> None:
        assert withdrawer(GivenBy.PERSON_AND_GUARDIAN, []).manner is Manner.TILLSAMMANS


class TestReceipt:
    @ASKED
    @pytest.mark.parametrize("who", WITHDRAWERS)
    def test_never_says_that_she_did_it(self, who: str, locale: str) -> None:
        giver = WITHDRAWERS[who]
        text = said(ReceiptKind.ATERKALLAT, locale, giver=giver, how="telefon")

        for hers in ("Du har återkallat", "Du sade det", "Du sa det", "du ringde", "din återkallelse"):
            assert hers not in text
        for hers in ("You have withdrawn", "You said so", "your withdrawal"):
            assert hers not in text
        assert PHRASES[locale].givers.who[giver.who or ""].lower() in text.lower()

    def test_says_who_did_it(self) -> None:
        text = said(ReceiptKind.ATERKALLAT, giver=WITHDRAWERS["god_man"])

        assert "Kvitto: en återkallelse för dig är registrerad" in text
        assert "Din gode man har återkallat samtycket för dig." in text
        assert "Återkallelsen lämnades: 1 mars 2026" in text
        assert "Din gode man har återkallat för dig.\n" in said(
            ReceiptKind.ATERKALLAT, "sv-lattlast", giver=WITHDRAWERS["god_man"]
        )

    def test_says_of_her_own_withdrawal_what_it_said(self) -> None:
        text = said(ReceiptKind.ATERKALLAT)

        assert "Kvitto: din återkallelse är registrerad" in text
        assert "Du har återkallat samtycke." in text

    def test_is_recorded_by_codes_and_not_as_her_act(self) -> None:
        hers = record(confirmed(ReceiptKind.ATERKALLAT))
        written = record(confirmed(ReceiptKind.ATERKALLAT, giver=WITHDRAWERS["god_man"]))

        assert hers["finsam_withdrawn_by"] == {"by": "person", "who": None}
        assert hers["event"]["entity_id"] == hers["pii_principal_id"]
        assert hers["event"]["finsam_entity_role"] == "person"
        assert written["finsam_withdrawn_by"] == {"by": "representative", "who": "god_man"}
        assert written["event"]["entity_id"] != written["pii_principal_id"]
        assert written["event"]["finsam_entity_role"] == "representative"

    def test_of_a_samtycke_that_was_given_for_her_is_not_her_act_either(self) -> None:
        written = record(confirmed(giver=GIVERS["guardians"]))

        assert written["event"]["entity_id"] == f"urn:finsam:guardian:{CASE}"
        assert record(confirmed(giver=GIVERS["together"]))["event"]["entity_id"] == f"urn:uuid:{CASE}"

    def test_of_an_end_that_nobody_said_is_the_units_act(self) -> None:
        written = record(confirmed(ReceiptKind.UTGANGET))

        assert written["finsam_withdrawn_by"] is None
        assert written["event"]["finsam_entity_role"] == "unit"
