"""The signed paper: which rows it asks for, and what it is refused for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.consent import errors
from services.consent.domain.categories import CATEGORIES, CORE
from services.consent.domain.paper import Grant, check
from services.consent.texts import load_texts
from tests.consent.builders import (
    REGION,
    SENDER,
    TEAM,
    TEXT,
    TODAY,
    a_cell,
    a_directory,
    a_grant,
    a_paper,
    a_unit,
    an_exclusion,
)

TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)


class TestCells:
    def test_hold_identity_and_handling_for_every_ticked_pair(self) -> None:
        paper = a_paper(grants=(a_grant(SENDER, TEAM, "halsa"), a_grant(TEAM, SENDER)))

        assert paper.cells() == {
            *(a_cell(SENDER, TEAM, category) for category in (*CORE, "halsa")),
            *(a_cell(TEAM, SENDER, category) for category in CORE),
        }

    def test_go_only_in_the_ticked_direction(self) -> None:
        assert all(cell.source == SENDER for cell in a_paper().cells())

    def test_leave_out_what_a_recipient_must_not_get_from_anyone(self) -> None:
        paper = a_paper(
            grants=(
                a_grant(SENDER, TEAM, "halsa"),
                a_grant(REGION, TEAM, "halsa"),
                a_grant(SENDER, "fk", "halsa"),
            ),
            exclusions=(an_exclusion("halsa"),),
        )

        assert [cell for cell in paper.cells() if cell.category == "halsa"] == [a_cell(SENDER, "fk")]

    def test_leave_out_what_one_source_must_not_give(self) -> None:
        paper = a_paper(
            grants=(a_grant(SENDER, TEAM, "halsa"), a_grant(REGION, TEAM, "halsa")),
            exclusions=(an_exclusion("halsa", source=REGION),),
        )

        assert [cell for cell in paper.cells() if cell.category == "halsa"] == [a_cell(SENDER, TEAM)]

    def test_are_never_made_by_the_separate_ticks(self) -> None:
        assert a_paper(statistics=True, contact_by_message=True).cells() == a_paper().cells()

    @given(st.lists(st.sampled_from(CATEGORIES), max_size=6), st.sampled_from(CATEGORIES[2:]))
    def test_never_hold_what_is_excluded(self, ticked: list[str], excluded: str) -> None:
        paper = a_paper(grants=(a_grant(SENDER, TEAM, *ticked),), exclusions=(an_exclusion(excluded),))

        assert a_cell(SENDER, TEAM, excluded) not in paper.cells()
        assert {cell.category for cell in paper.cells()} >= set(CORE)


class TestWindow:
    def test_ends_at_midnight_in_stockholm_after_the_last_day(self) -> None:
        window = a_paper(valid_from=date(2026, 3, 2), valid_to=date(2026, 7, 1)).window()

        assert window.start == datetime(2026, 3, 1, 23, tzinfo=UTC)  # winter time
        assert window.end == datetime(2026, 7, 1, 22, tzinfo=UTC)  # summer time


class TestCheck:
    def test_accepts_a_paper_in_order(self) -> None:
        check(a_paper(), TEXT, a_directory(), TODAY)

    @pytest.mark.parametrize(
        ("changes", "refusal", "field"),
        [
            pytest.param({"text_hash": "0" * 64}, errors.TextDiffers, "text_hash", id="another text"),
            pytest.param({"locale": "en"}, errors.TextDiffers, "text_hash", id="another language"),
            pytest.param(
                {"valid_to": date(9999, 12, 31)}, errors.LastsTooLong, "valid_to", id="a mistyped last year"
            ),
            pytest.param(
                {"signed_on": date(1, 1, 1), "valid_from": date(1, 1, 1)},
                errors.SignedTooLongAgo,
                "signed_on",
                id="a mistyped year of signing",
            ),
            pytest.param(
                {"signed_on": TOMORROW, "valid_from": TOMORROW},
                errors.SignedInFuture,
                "signed_on",
                id="future",
            ),
            pytest.param(
                {"valid_from": YESTERDAY}, errors.StartsBeforeSigned, "valid_from", id="before signed"
            ),
            pytest.param(
                {"valid_from": TOMORROW, "valid_to": TODAY},
                errors.EndsBeforeStart,
                "valid_to",
                id="backwards",
            ),
            pytest.param(
                {"signed_on": date(2026, 2, 1), "valid_from": date(2026, 2, 1), "valid_to": YESTERDAY},
                errors.AlreadyEnded,
                "valid_to",
                id="over",
            ),
            pytest.param({"grants": ()}, errors.NothingGranted, "grants", id="nothing ticked"),
            pytest.param({"grants": (a_grant(TEAM, TEAM),)}, errors.SameUnit, "grants[0]", id="itself"),
            pytest.param(
                {"grants": (a_grant(), a_grant("okand", TEAM))},
                errors.RecipientUnknown,
                "grants[1].source",
                id="unknown source",
            ),
            pytest.param(
                {"grants": (a_grant(SENDER, "nedlagd"),)},
                errors.RecipientUnknown,
                "grants[0].recipient",
                id="recipient no longer in force",
            ),
            pytest.param(
                {"grants": (a_grant(SENDER, "kommande"),)},
                errors.RecipientUnknown,
                "grants[0].recipient",
                id="recipient not yet in force",
            ),
            pytest.param(
                {"grants": (Grant(SENDER, TEAM, frozenset({"brott"})),)},
                errors.CategoryUnknown,
                "grants[0].categories",
                id="unknown category",
            ),
            pytest.param(
                {"exclusions": (an_exclusion("identitet"),)},
                errors.CoreExcluded,
                "exclusions[0].category",
                id="core excluded",
            ),
            pytest.param(
                {"exclusions": (an_exclusion("halsa", recipient="okand"),)},
                errors.RecipientUnknown,
                "exclusions[0].recipient",
                id="exclusion for an unknown unit",
            ),
            pytest.param(
                {"exclusions": (an_exclusion("brott"),)},
                errors.CategoryUnknown,
                "exclusions[0].category",
                id="exclusion of an unknown category",
            ),
        ],
    )
    def test_refuses_naming_the_field(self, changes, refusal, field) -> None:
        directory = a_directory(
            a_unit("nedlagd", valid_to=YESTERDAY), a_unit("kommande", valid_from=TOMORROW)
        )

        with pytest.raises(refusal) as refused:
            check(a_paper(**changes), TEXT, directory, TODAY)

        (named,) = refused.value.extra["fields"]
        assert named["field"] == field
        assert named["message"]

    def test_refuses_a_text_that_does_not_exist(self) -> None:
        with pytest.raises(errors.TextDiffers):
            check(a_paper(), None, a_directory(), TODAY)

    def test_accepts_the_last_day_today(self) -> None:
        check(a_paper(valid_to=TODAY), TEXT, a_directory(), TODAY)

    def test_accepts_a_unit_on_its_last_day(self) -> None:
        directory = a_directory(a_unit("nedlagd", valid_to=TODAY))

        check(a_paper(grants=(a_grant(SENDER, "nedlagd"),)), TEXT, directory, TODAY)


class TestTexts:
    @pytest.mark.parametrize("locale", ["sv", "en"])
    def test_are_there_in_swedish_and_english(self, locale) -> None:
        text = load_texts().current(locale)

        assert text is not None
        assert text.title
        assert "Arbetsmarknadsnämnden" in text.body, "the team's host authority is named"

    def test_name_every_kind_of_information_that_can_be_ticked(self) -> None:
        text = load_texts().current("sv")

        assert text is not None
        kinds = [line.removeprefix("- ").partition(":")[0] for line in text.body.splitlines() if ": " in line]
        plain = {kind.replace("å", "a").replace("ö", "o").replace("ä", "a") for kind in kinds}
        assert set(CATEGORIES) - set(CORE) - {"sociala"} <= plain
        assert "sociala forhallanden" in plain

    # What was signed is these bytes: a changed wording is a new version, never a changed file.
    @pytest.mark.parametrize(
        ("text_id", "digest"),
        [
            ("sv-1", "39fbe4924ad21ff79f4466e8e562910a1552139eca00a83f442879324f7e0618"),
            ("en-1", "c746dad2521188d0c1cd246dfb4d5c54cf518c825f9bb49e360c589f31fb094e"),
            ("sv-2", "abf7e9112024e84386c29149962cc82373903a61a50773008666e8ae99120a51"),
            ("en-2", "58cc09e0fe0191d6d47d82476ee5e86afa5f9996a48feeb57d4a977e825024fa"),
        ],
    )
    def test_are_never_changed(self, text_id, digest) -> None:
        text = load_texts().find(text_id)

        assert text is not None
        assert text.hash == digest

    def test_are_not_offered_in_a_language_without_a_version(self) -> None:
        assert load_texts().current("fi") is None
