"""What a receipt says is true of who gave the samtycke, and of why it ended: in each language. No fixtures."""

import re
from datetime import date
from typing import Any

import pytest

from services.consent.domain.annulment import AnnulReason
from services.consent.domain.givers import HERSELF, Limit, Manner, giver_of
from services.consent.domain.giving import GivenBy
from services.consent.domain.receipt_words import PHRASES, Phrases
from services.consent.domain.receipts import ReceiptKind, Struck
from services.consent.domain.recipients import Directory, Phone
from services.consent.domain.rows import Cause
from shared.letters.text import render_text
from tests.consent.api import a_minor_form, a_representative_form, an_oral_form
from tests.consent.letter_samples import SENDER
from tests.consent.receipt_samples import CAUSED, GIVERS, LOCALES, confirmed, record, sheet

NOBODY: dict[str, Any] = {"minor": None, "representative": None, "oral": None}
SELF_SIGNED = re.compile(r"Du har samtyckt|Du skrev under|You have consented|You signed")
FOR_HER = ("god_man", "ombud", "guardians")


def said(kind: ReceiptKind, locale: str = "sv", **changes: Any) -> str:
    return render_text(sheet(confirmed(kind, locale, **changes)))


def given(by: str, **form: Any) -> dict[str, Any]:
    return {"given_by": by, **NOBODY, **form}


class TestWhoGaveIt:
    def test_is_read_from_what_is_sealed_with_the_signature(self) -> None:
        mandate = giver_of(
            given("representative", representative=a_representative_form(last_day="2026-05-31"))
        )
        oral = giver_of(given("person", oral=an_oral_form()))

        assert giver_of(given("person")) == HERSELF
        assert (mandate.by, mandate.who, mandate.last_day) == (
            GivenBy.REPRESENTATIVE,
            "god_man",
            date(2026, 5, 31),
        )
        assert (oral.manner, oral.limit, oral.last_day) == (
            Manner.MUNTLIGT,
            Limit.UNDERSKRIFT,
            date(2026, 3, 16),
        )

    def test_a_mandate_until_further_notice_has_no_day(self) -> None:
        giver = giver_of(given("representative", representative=a_representative_form()))

        assert (giver.limit, giver.last_day) == (Limit.UPPDRAG_TILLS_VIDARE, None)

    @pytest.mark.parametrize(
        ("by", "minor", "who", "limit"),
        [
            ("guardian", a_minor_form(), "vardnadshavarna", Limit.ARTON_AR),
            (
                "guardian",
                a_minor_form(guardians=1, one_suffices="god_man_for_barn"),
                "god_man_for_barn",
                Limit.ARTON_AR,
            ),
            (
                "person_and_guardian",
                a_minor_form("tillsammans", 1, one_suffices="ensam_vardnad"),
                "vardnadshavare",
                None,
            ),
            ("person", a_minor_form("mogen_sjalv", 0), None, None),
        ],
    )
    def test_under_18_is_told_by_what_the_assessment_came_to(
        self, by: str, minor: Any, who: str | None, limit: Limit | None
    ) -> None:
        giver = giver_of(given(by, minor={"one_suffices": None, **minor}))

        assert (giver.who, giver.limit) == (who, limit)

    @pytest.mark.parametrize("phrases", PHRASES.values(), ids=lambda each: each.locale)
    def test_has_words_for_every_code(self, phrases: Phrases) -> None:
        say = phrases.givers

        assert set(say.first) == set(say.anew) == set(say.said) == set(Manner)
        assert set(say.limits) == set(Limit)
        assert set(phrases.causes.ended) == set(phrases.causes.shortened) == set(Cause)
        assert set(phrases.causes.reasons) == set(AnnulReason)

    @pytest.mark.parametrize("locale", LOCALES)
    @pytest.mark.parametrize("kind", [ReceiptKind.GIVET, ReceiptKind.ANDRAT])
    @pytest.mark.parametrize("giver", FOR_HER)
    def test_is_never_said_to_be_her_where_it_was_somebody_else(
        self, giver: str, kind: ReceiptKind, locale: str
    ) -> None:
        text = said(kind, locale, giver=GIVERS[giver])

        assert not SELF_SIGNED.search(text)
        assert PHRASES[locale].givers.who[GIVERS[giver].who or ""].lower() in text.lower()

    def test_by_a_god_man_lasts_no_longer_than_the_mandate(self) -> None:
        text = said(ReceiptKind.GIVET, giver=GIVERS["god_man"])

        assert "Din gode man har samtyckt för dig" in text
        assert "alltså till och med 31 maj 2026" in text

    def test_by_guardians_lasts_no_longer_than_to_the_day_before_she_is_18(self) -> None:
        text = said(ReceiptKind.GIVET, giver=GIVERS["guardians"])

        assert "Dina vårdnadshavare har samtyckt för dig" in text
        assert "dagen innan du fyller 18 år" in text

    def test_together_with_her_guardian_says_both_and_no_18th_birthday(self) -> None:
        text = said(ReceiptKind.GIVET, giver=GIVERS["together"])

        assert "Du och din vårdnadshavare har samtyckt" in text
        assert "18 år" not in text

    def test_by_word_of_mouth_is_said_to_whom_and_signed_by_a_day(self) -> None:
        text = said(ReceiptKind.GIVET, giver=GIVERS["muntligt"], how="oral")

        assert "Samtycket är muntligt. Du har inte skrivit under något än." in text
        assert "Du sade det: 1 mars 2026" in text
        assert "Togs emot av: Södermalms stadsdelsnämnd, socialtjänsten (socialsekreterare)" in text
        assert "behöver skrivas under senast 16 mars 2026" in text
        assert "Du skrev under" not in text
        assert "inte göra något" not in text, "she has a paper to sign"

    def test_is_recorded_by_codes_with_the_limits_day(self) -> None:
        written = record(confirmed(giver=GIVERS["god_man"]))

        assert written["finsam_given_by"] == {
            "by": "representative",
            "who": "god_man",
            "limit": "uppdrag",
            "last_day": "2026-05-31",
        }
        assert record(confirmed(ReceiptKind.ATERKALLAT))["finsam_given_by"] is None


class TestWhyItEnded:
    @pytest.mark.parametrize("locale", LOCALES)
    @pytest.mark.parametrize(("kind", "cause"), CAUSED)
    def test_is_said_and_no_last_day_is_said_to_have_passed(
        self, kind: ReceiptKind, cause: Cause, locale: str
    ) -> None:
        text = said(kind, locale, cause=cause)

        assert not re.search(r"sista dagen (för ditt samtycke )?har passerat|last day .* has passed", text)
        assert record(confirmed(kind, locale, cause=cause))["finsam_cause"] == cause

    def test_by_a_mistake_is_told_as_one(self) -> None:
        text = said(ReceiptKind.UTGANGET, cause=Cause.ANMALAN_ATERTAGEN)

        assert "Anmälan till Finsamteam hade skickats av misstag." in text
        assert "Kvitto: ditt samtycke har upphört" in text

    def test_of_a_makulering_is_its_coded_reason_and_its_unit(self) -> None:
        struck = (Struck(AnnulReason.FEL_PERSON, SENDER),)
        text = said(ReceiptKind.MAKULERAT, struck=struck)

        assert "Varför det makulerades: samtycket var registrerat på fel person" in text
        assert "Makulerades av: Södermalms stadsdelsnämnd, socialtjänsten" in text
        assert "Har du själv återkallat något är det fortfarande återkallat." in text
        written = record(confirmed(ReceiptKind.MAKULERAT, struck=struck))
        assert written["finsam_annulled"] == [{"reason": "fel_person", "unit": SENDER}]


class TestReach:
    @pytest.mark.parametrize("locale", LOCALES)
    def test_says_the_number_of_the_registering_unit_too(self, locale: str) -> None:
        assert "08-465 004 18" in said(ReceiptKind.GIVET, locale)

    def test_of_a_function_is_said_on_the_days_when_it_answers(self) -> None:
        first = Phone("soc-x", "08-465 004 11", date(2026, 1, 1), date(2026, 3, 1))
        then = Phone("soc-x", "08-465 004 12", date(2026, 3, 2))
        known = Directory([], [first, then])

        assert known.phone_of("soc-x", date(2026, 3, 1)) == "08-465 004 11"
        assert known.phone_of("soc-x", date(2026, 3, 2)) == "08-465 004 12"
        assert known.phone_of("soc-x", date(2025, 12, 31)) is None

    @pytest.mark.parametrize("locale", LOCALES)
    def test_promises_no_page_that_is_not_there(self, locale: str) -> None:
        assert "Mina samtycken" not in said(ReceiptKind.GIVET, locale)


class TestRecord:
    @pytest.mark.parametrize(("locale", "language"), [("sv", "sv"), ("sv-lattlast", "sv"), ("en", "en")])
    def test_names_the_language_by_its_tag_and_the_variant_apart(self, locale: str, language: str) -> None:
        written = record(confirmed(locale=locale))

        assert written["pii_processing"]["language"] == written["finsam_text"]["language"] == language
        assert written["finsam_text"]["variant"] == ("lattlast" if locale == "sv-lattlast" else None)

    def test_has_rights_among_the_rights_and_how_to_withdraw_where_it_belongs(self) -> None:
        (purpose,) = record(confirmed())["pii_processing"]["purposes"]

        assert "Klaga hos Integritetsskyddsmyndigheten (IMY)." in purpose["privacy_rights"]
        assert not any("kalla" in right for right in purpose["privacy_rights"])
        assert "handläggaren vid den enhet" in purpose["withdrawal_method"]

    def test_names_the_notice_by_a_reference_that_stands_alone(self) -> None:
        written = record(confirmed())

        assert (
            written["pii_processing"]["privacy_notice"]
            == f"urn:finsam:samtyckestext:{written['finsam_text']['id']}"
        )


class TestEasy:
    def test_says_that_it_is_no_gdpr_consent_and_that_the_unit_takes_a_withdrawal(self) -> None:
        text = said(ReceiptKind.GIVET, "sv-lattlast")

        assert "Det är inget samtycke enligt dataskyddsförordningen." in text
        assert "Eller säg det till enheten som skrev in samtycket." in text
