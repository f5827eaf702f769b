"""What the person reads: every code has words, and they are said to her."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from services.consent.addressing.disclosures import DISCLOSURES, WITHDRAWALS
from services.consent.disclosure_log.leaf import Ground
from services.consent.domain import preview, words
from services.consent.domain.categories import CATEGORIES, CORE
from services.consent.domain.giving import GivenBy
from services.consent.domain.preview import Standing
from services.consent.domain.revocation import Scope, ScopeKind
from services.consent.domain.rows import Cause, Cell, RowState, Window
from services.consent.domain.viewing import SeenRow
from services.consent.queries.disclosed import SPOKEN
from tests.consent.builders import NOON, REGION, SENDER, TEAM, days

OFFICIAL = re.compile(
    r"\b(erhåll|avseend|jämlikt|ovanstående|densamma|föreligg|vederbörand|samt att)\w*", re.IGNORECASE
)
EVERY_TEXT = [
    *words.CATEGORIES.values(),
    *words.MEANINGS.values(),
    *words.DOCUMENTS.values(),
    *words.GROUNDS.values(),
    *words.RAN_OUT.values(),
    *words.TAKEN_BACK.values(),
]
UNITS = (SENDER, TEAM, REGION)
NAMES = {
    SENDER: "Socialtjänsten",
    TEAM: "Finsamteam Stockholm",
    REGION: "Region Stockholm",
    "fk": "Försäkringskassan",
}


def a_seen(source: str = TEAM, recipient: str = REGION, category: str = "plan", **changes) -> SeenRow:
    values = {"window": days(-10, 10), "state": RowState.AKTIV, "ended_at": None, **changes}
    return SeenRow(uuid4(), Cell(source, recipient, category), **values)


def rows(*more: SeenRow, units=UNITS, categories=CORE) -> list[SeenRow]:
    pairs = [(a, b) for a in units for b in units if a != b]
    return [*(a_seen(*pair, category) for pair in pairs for category in categories), *more]


def told(scope: Scope, standing: list[SeenRow]) -> list[preview.Told]:
    ending = [row for row in standing if scope.covers(row.cell)]
    return preview.consequences(Standing(SENDER, TEAM, standing), ending, NAMES.__getitem__)


class TestEveryCode:
    def test_has_words(self) -> None:
        documents = {each.document for each in DISCLOSURES.values()} | {
            each.notice for each in WITHDRAWALS.values()
        }
        assert set(words.DOCUMENTS) == documents | {"stop", "corrected", SPOKEN}
        assert set(words.CATEGORIES) == set(words.MEANINGS) == set(CATEGORIES)
        assert set(words.GROUNDS) == {ground.value for ground in Ground}
        assert set(words.RAN_OUT) == {None, *Cause}
        assert set(words.TAKEN_BACK) == set(GivenBy)

    @pytest.mark.parametrize("text", EVERY_TEXT)
    def test_is_said_plainly(self, text: str) -> None:
        assert not OFFICIAL.search(text)
        assert "_" not in text
        assert len(max(re.split(r"[.:]", text), key=len).split()) <= 20


class TestRow:
    def say(self, seen: SeenRow) -> str:
        return words.row(seen, "Finsamteam Stockholm", "Region Stockholm", NOON)

    def test_says_who_may_tell_whom_what_until_when(self) -> None:
        assert self.say(a_seen()) == (
            "Finsamteam Stockholm får lämna den gemensamma planen till Region Stockholm. Det är vad ni har kommit överens "
            "om, vem som gör vad och när. Det gäller till och med den 12 mars 2026."
        )

    def test_the_last_day_is_the_one_that_ends_at_midnight(self) -> None:
        midnight = NOON.replace(hour=23)  # after 2 March in Stockholm
        assert "till och med den 2 mars 2026" in self.say(
            a_seen(window=Window(NOON - timedelta(days=1), midnight))
        )

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            (
                {"window": days(3, 10)},
                "Det gäller från och med den 5 mars 2026 till och med den 12 mars 2026.",
            ),
            ({"window": days(-9, -1)}, "Tiden gick ut den 1 mars 2026."),
            (
                {"state": RowState.UTGANGET, "ended_at": NOON, "window": days(-9, -1)},
                "Tiden gick ut den 1 mars 2026.",
            ),
            (
                {"window": days(-9, -1), "cause": Cause.ENHETEN_UPPHOR},
                "Sista dagen var den 1 mars 2026, eftersom en enhet som samtycket nämner upphörde.",
            ),
            ({"state": RowState.ATERKALLAT, "ended_at": NOON}, "Du återkallade det den 2 mars 2026."),
            (
                {"state": RowState.ATERKALLAT, "ended_at": NOON, "withdrawn_by": GivenBy.GUARDIAN},
                "Din vårdnadshavare återkallade det för dig den 2 mars 2026.",
            ),
            ({"state": RowState.MAKULERAT, "ended_at": NOON}, "felaktigt registrerat"),
        ],
    )
    def test_says_how_it_stands(self, changes, said) -> None:
        text = self.say(a_seen(**changes))

        assert said in text
        assert ("får inte längre" in text) is ("gäller" not in text)


class TestRanOut:
    def test_says_no_cause_of_rows_that_ended_that_day_for_more_than_one(self) -> None:
        ended = [a_seen(window=days(-9, -1), cause=cause) for cause in (None, Cause.SAMARBETET_AVSLUTAT)]
        later = a_seen(window=days(-9, -1), cause=Cause.ENHETEN_UPPHOR)
        earlier = a_seen(window=days(-9, -2), cause=None)

        assert words.ran_out(ended) == "Sista dagen var den 1 mars 2026."
        assert words.ran_out([later, earlier]).endswith("eftersom en enhet som samtycket nämner upphörde.")


class TestConsequences:
    def test_a_party_leaves_plan_and_meetings(self) -> None:
        found = told(Scope(ScopeKind.PARTY, REGION), rows())

        assert [(each.about, each.unit) for each in found] == [("plan", REGION), ("mote", REGION)]
        assert "de delmål som Region Stockholm ansvarar för lyfts ur planen" in found[0].text

    @pytest.mark.parametrize(
        "scope",
        [Scope(ScopeKind.ALL), Scope(ScopeKind.PARTY, TEAM), Scope(ScopeKind.CATEGORY, None, "identitet")],
    )
    def test_without_the_team_the_case_ends(self, scope) -> None:
        found = told(scope, rows())

        assert [each.about for each in found] == ["arende", "mote", "plan"]
        assert found[0].text.startswith("Ditt ärende i Finsamteam avslutas")

    def test_with_the_last_unit_the_case_ends(self) -> None:
        found = told(Scope(ScopeKind.PARTY, SENDER), rows(units=(SENDER, TEAM)))

        assert found[0].about == "arende"

    def test_without_the_sender_somebody_else_drives(self) -> None:
        found = told(Scope(ScopeKind.PARTY, SENDER), rows())

        assert [each.about for each in found] == ["drivande", "plan", "mote"]
        assert "Koordinatorn utser någon annan" in found[0].text

    @pytest.mark.parametrize(
        ("category", "about"),
        [("mote", "mote"), ("plan", "plan"), ("planoversikt", "plan"), ("uppfoljning", "plan")],
    )
    def test_a_category_is_less_to_know_for_who_stays(self, category, about) -> None:
        found = told(Scope(ScopeKind.CATEGORY, None, category), rows(a_seen(category=category)))

        assert [(each.about, each.unit) for each in found] == [(about, REGION)]

    def test_another_category_changes_neither_plan_nor_meetings(self) -> None:
        assert told(Scope(ScopeKind.CATEGORY, None, "halsa"), rows(a_seen(category="halsa"))) == []

    def test_a_party_that_was_not_with_the_team_leaves_nothing(self) -> None:
        assert told(Scope(ScopeKind.PARTY, "fk"), rows(a_seen(SENDER, "fk", "handlaggning"))) == []

    def test_stops_say_to_whom_and_from_whom(self) -> None:
        ending = [a_seen(category="plan"), a_seen(category="mote"), a_seen(source=SENDER, category="halsa")]

        (first, second) = preview.stops(ending, NAMES.__getitem__)

        assert (
            first.text
            == "Region Stockholm får inte längre uppgifter från Socialtjänsten: uppgifter om din hälsa."
        )
        assert second.text == (
            "Region Stockholm får inte längre uppgifter från Finsamteam Stockholm: det som sägs och antecknas på möten "
            "om dig samt den gemensamma planen."
        )
        assert first.unit == second.unit == REGION

    def test_what_is_kept_names_what_was_opened(self) -> None:
        text = preview.kept(REGION, ["kallelse", "gemensam_plan", "kallelse"], NAMES.__getitem__).text

        assert text.startswith(
            "Region Stockholm har redan fått gemensam plan samt kallelse till möte. Det som"
        )
        assert "stannar i akten där" in text
