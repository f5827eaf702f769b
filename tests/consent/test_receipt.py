"""What a receipt says: in her language, about units and functions, and what to do if it is wrong. No fixtures."""

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from services.consent.domain import receipt_words
from services.consent.domain.categories import CATEGORIES
from services.consent.domain.hand_overs import Handable, How, check
from services.consent.domain.receipt_letter import told_to
from services.consent.domain.receipt_words import PHRASES, Phrases
from services.consent.domain.receipts import Choices, ReceiptKind
from services.consent.domain.revocation import Channel
from services.consent.errors import (
    HandedInFuture,
    HandedOverBeforeMade,
    OwnViewIsHers,
    PostServiceUncalledFor,
    PostToProtected,
)
from services.consent.texts import load_texts
from shared.letters.text import render_text
from tests.consent.builders import TODAY
from tests.consent.receipt_samples import LOCALES, REGION, confirmed, record, rows, sheet, struck

KINDS = list(ReceiptKind)
SOC = "Södermalms stadsdelsnämnd, socialtjänsten"
VARD = "Region Stockholm, vårdenhet Södermalm"


def said(kind: ReceiptKind, locale: str = "sv", **changes: Any) -> str:
    return render_text(sheet(replace(confirmed(kind, locale), **changes)))


class TestWords:
    def test_are_there_for_every_locale_that_can_be_signed(self) -> None:
        assert {text.locale for text in load_texts().versions} == set(PHRASES)

    @pytest.mark.parametrize("phrases", PHRASES.values(), ids=lambda each: each.locale)
    def test_cover_every_kind_category_and_channel(self, phrases: Phrases) -> None:
        for name in ("titles", "effective"):
            assert set(getattr(phrases, name)) == set(KINDS)
        for name in ("intros", "said"):
            assert set(getattr(phrases, name)) == {kind for kind in KINDS if not kind.is_signing}
        assert set(phrases.categories) == set(CATEGORIES)
        assert set(phrases.channels) == {"paper", "oral", *Channel}
        assert all(getattr(phrases, each.name) for each in fields(phrases))

    def test_of_a_locale_from_before_are_swedish(self) -> None:
        assert receipt_words.of("fi").locale == "sv"

    def test_in_easy_swedish_are_short(self) -> None:
        easy = PHRASES["sv-lattlast"]
        lines = [
            line
            for text in (
                *easy.intros.values(),
                *easy.givers.first.values(),
                *easy.givers.anew.values(),
                *easy.givers.limits.values(),
                *easy.causes.ended.values(),
                *easy.causes.shortened.values(),
                *(easy.keep, easy.after, easy.meaning, easy.wrong, easy.still_carried),
            )
            for line in text.split("\n")
        ]

        assert [line for line in lines if len(line.split()) > 12] == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", KINDS)
class TestEveryReceipt:
    def test_says_what_happened_when_and_with_which_text(self, kind: ReceiptKind, locale: str) -> None:
        what, text = confirmed(kind, locale), said(kind, locale)

        assert what.phrases.titles[kind] in text
        assert str(what.id) in text
        assert what.text.id in text
        assert what.text.hash not in text, "a checksum is for programs: it stands in the JSON"
        assert ("2 March 2026 at 12:00" if locale == "en" else "2 mars 2026 klockan 12.00") in text

    def test_says_how_to_withdraw_what_to_do_if_it_is_wrong_and_how_to_reach_us(
        self, kind: ReceiptKind, locale: str
    ) -> None:
        say, text = confirmed(kind, locale).phrases, said(kind, locale)

        assert say.withdraw[0] in text
        assert "makul" in text or "strykas" in text
        assert SOC in text
        assert "08-465 004 10" in text

    def test_names_no_code_and_no_person(self, kind: ReceiptKind, locale: str) -> None:
        text = said(kind, locale)

        for code in (
            "soc-sodermalm",
            "vard-sodermalm",
            "team-stockholm",
            "forsorjning",
            "handlaggning",
            "givet:",
            "None",
        ):
            assert code not in text
        assert not re.search(r"\b(19|20)\d{6}-?\d{4}\b", text)


def test_an_english_receipt_is_english_throughout() -> None:
    text = said(ReceiptKind.GIVET, "en")

    assert "Date: 2 March 2026\n" in text
    assert "Kind regards" in text
    assert not re.search(r"\b(Datum|Telefon|Sida|Ärende|och|inte)\b", text)


class TestStruck:
    """A signature was annulled, and others carry all that it carried."""

    @pytest.mark.parametrize("locale", LOCALES)
    def test_says_which_signature_and_that_another_carries_the_rows(self, locale: str) -> None:
        what = struck(locale)
        text = render_text(sheet(what))

        assert what.phrases.still_carried.split("\n")[0] in text
        assert what.phrases.struck_signed in text
        assert ("1 March 2026" if locale == "en" else "1 mars 2026") in text
        assert SOC in text
        assert what.phrases.withdraw[0] in text

    @pytest.mark.parametrize("locale", LOCALES)
    def test_says_of_nothing_that_it_has_ended(self, locale: str) -> None:
        say, text = PHRASES[locale], render_text(sheet(struck(locale)))

        for absent in (say.ended_heading, say.effective["makulerat"], say.after_heading, say.nothing_left):
            assert f"{absent}\n" not in text
            assert f"{absent}:" not in text

    def test_with_nothing_that_holds_says_so(self) -> None:
        text = render_text(sheet(replace(struck(), standing=[])))

        assert "Inget samtycke gäller längre i ärendet." in text
        assert "vilar på ett annat samtycke" not in text

    def test_is_recorded_as_invalidated_without_rows_of_its_own(self) -> None:
        written = record(struck())

        assert written["event"]["event_state"] == "invalidated"
        assert (written["finsam_said_on"], written["finsam_rows"]) == ("2026-03-01", [])
        assert written["finsam_rows_in_force"]
        assert written["finsam_separate_ticks"] is None


class TestGiven:
    def test_says_which_rows_in_words_and_until_when(self) -> None:
        text = said(ReceiptKind.GIVET)

        assert (
            f"Vem får berätta: {SOC}\nFör vem: Finsamteam Stockholm\nVad: uppgifter om vem du är och hur du kan nås\n"
            in text
        )
        assert "När: Från och med 2 mars 2026 till och med 1 september 2026" in text

    def test_says_who_took_it_in_by_unit_and_function(self) -> None:
        assert f"Togs emot av: {SOC} (socialsekreterare)" in said(ReceiptKind.GIVET)

    def test_says_what_must_not_be_shared_but_not_her_own_words(self) -> None:
        text = said(ReceiptKind.GIVET)

        assert f"- {VARD} får inte uppgifter om dina sociala förhållanden från någon." in text
        assert "är inte avskrivet här" in text

    def test_says_both_ticks_of_their_own(self) -> None:
        text = said(ReceiptKind.GIVET, choices=Choices((), False, True, False))

        assert "Räknas med i uppföljning och statistik: ja" in text
        assert "Sms eller e-post om att ett meddelande väntar: nej" in text
        assert "Det här får inte delas" not in text

    def test_says_that_it_lifts_secrecy_and_is_no_gdpr_consent(self) -> None:
        text = said(ReceiptKind.GIVET)

        assert "10 kap. 1 § och 12 kap. 2 § offentlighets- och sekretesslagen" in text
        assert "inte ett samtycke enligt dataskyddsförordningen" in text


class TestEnds:
    def test_are_told_apart(self) -> None:
        assert "Du har återkallat samtycke." in said(ReceiptKind.ATERKALLAT)
        assert "Den sista dagen för ditt samtycke har passerat." in said(ReceiptKind.UTGANGET)
        assert "Det är ingen återkallelse från dig." in said(ReceiptKind.MAKULERAT)

    def test_say_what_has_ended_and_what_still_holds(self) -> None:
        ended, _, left = said(ReceiptKind.ATERKALLAT).partition("Det här gäller fortfarande\n---")

        assert f"För vem: {VARD}" in ended
        assert "För vem: Finsamteam Stockholm" in left

    def test_say_when_nothing_is_left_and_no_more_how_to_withdraw(self) -> None:
        text = said(ReceiptKind.ATERKALLAT, standing=[])

        assert "Inget samtycke gäller längre i ärendet." in text
        assert "Så återkallar du" not in text

    def test_of_what_had_ended_before_say_so(self) -> None:
        assert "hade redan upphört" in said(ReceiptKind.ATERKALLAT, rows=[])

    def test_say_what_stays_and_that_it_never_begins_again_by_itself(self) -> None:
        text = said(ReceiptKind.ATERKALLAT)

        assert "stannar hos den som har fått det" in text
        assert "behövs en ny underskrift" in text

    def test_by_herself_name_nobody_who_took_it_in(self) -> None:
        text = said(ReceiptKind.ATERKALLAT, how="inloggad", by_unit=None, by_function=None)

        assert "du var inloggad och gjorde det själv" in text
        assert "Togs emot av" not in text


def test_rows_that_differ_only_in_category_are_told_together() -> None:
    assert [each[3][:2] for each in told_to(rows(("af", "fk"), categories=("halsa", "identitet")))] == [
        ("identitet", "halsa")
    ]


class TestRecord:
    def test_says_that_it_is_a_waiver_and_no_gdpr_consent(self) -> None:
        said = record(confirmed())

        (purpose,) = said["pii_processing"]["purposes"]
        assert "12 kap. 2 §" in purpose["lawful_basis"]
        assert said["finsam_gdpr_consent"] is False

    def test_is_one_record_whatever_happens_to_it(self) -> None:
        given, withdrawn = record(confirmed()), record(confirmed(ReceiptKind.ATERKALLAT))

        assert given["record_id"] == withdrawn["record_id"]
        assert (given["event"]["event_state"], withdrawn["event"]["event_state"]) == ("given", "withdrawn")

    def test_tells_what_always_goes_with_it_from_what_is_ticked(self) -> None:
        found = record(confirmed())["pii_processing"]["purposes"][0]["pii_information"]

        optional = {each["pii_type"]: each["pii_optional"] for each in found}
        assert not optional["identitet"]
        assert optional["halsa"]
        assert {each["pii_type"] for each in found if each["special_pii_category"]} == {"halsa"}

    def test_names_the_person_by_nothing_but_the_case(self) -> None:
        what = confirmed()

        assert record(what)["pii_principal_id"] == f"urn:uuid:{what.case_id}"


class TestHandOver:
    def refuse(self, how: How, *, withheld: bool = False, days: int = 0) -> None:
        day = TODAY.replace(day=TODAY.day + days)
        check(how, day, Handable(TODAY, withheld), TODAY)

    @pytest.mark.parametrize(
        ("how", "withheld"),
        [
            (How.I_HANDEN, False),
            (How.I_HANDEN, True),
            (How.POST, False),
            (How.POSTFORMEDLING, True),
            (How.FALLER, False),
        ],
    )
    def test_reaches_her(self, how: How, withheld: bool) -> None:
        self.refuse(how, withheld=withheld)

    def test_never_goes_by_post_to_a_protected_person(self) -> None:
        with pytest.raises(PostToProtected):
            self.refuse(How.POST, withheld=True)

    def test_is_not_forwarded_for_who_is_not_protected(self) -> None:
        with pytest.raises(PostServiceUncalledFor):
            self.refuse(How.POSTFORMEDLING)

    def test_in_her_own_view_is_stated_by_nobody(self) -> None:
        with pytest.raises(OwnViewIsHers):
            self.refuse(How.EGEN_VY)

    def test_is_not_ahead_of_today_nor_of_the_receipt(self) -> None:
        with pytest.raises(HandedInFuture):
            self.refuse(How.I_HANDEN, days=1)
        with pytest.raises(HandedOverBeforeMade):
            self.refuse(How.I_HANDEN, days=-1)


def test_an_exclusion_is_named_by_the_unit_that_must_not_be_told() -> None:
    assert REGION not in said(ReceiptKind.GIVET)
